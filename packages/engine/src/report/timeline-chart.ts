import { formatCount } from './format-quantity.ts';
import type { Markup } from './markup.ts';
import { markup } from './markup.ts';

/** How a timeline is drawn. */
export interface TimelineChartOptions {
  /** Pixels; text keeps its size when the page gives the chart about this width. */
  readonly width: number;
  readonly height: number;
  /** The text alternative. */
  readonly words: string;
  /** Class that shows the chart on pages of one width only. */
  readonly only: 'on-wide' | 'on-narrow';
}

/** A point of the curve. */
export interface TimelinePoint {
  readonly seconds: number;
  readonly files_completed: number;
}

const MARGIN = { top: 14, right: 18, bottom: 46, left: 84 };

/**
 * Draws files done over seconds as a filled curve with axes.
 *
 * @param points - the curve from left to right; the last point is past 0 on both axes
 * @param options - size and words
 * @returns an SVG with its text alternative
 */
export function timelineChart(points: readonly TimelinePoint[], options: TimelineChartOptions): Markup {
  const { width, height } = options;
  const plot = { right: width - MARGIN.right, bottom: height - MARGIN.bottom };
  const last = points.at(-1) ?? { seconds: 1, files_completed: 1 };
  const rows = niceTicks(last.files_completed, 6, true);
  const columns = niceTicks(last.seconds, width > 700 ? 10 : 5, false);
  const top = Math.max(rows.at(-1) ?? 0, last.files_completed);
  const atX = (seconds: number): string =>
    (MARGIN.left + (seconds / last.seconds) * (plot.right - MARGIN.left)).toFixed(1);
  const atY = (files: number): string => (plot.bottom - (files / top) * (plot.bottom - MARGIN.top)).toFixed(1);
  const curve = points.map((point) => `${atX(point.seconds)} ${atY(point.files_completed)}`).join('L');
  return markup`<svg class="timeline ${options.only}" viewBox="0 0 ${width} ${height}" role="img" aria-label="Curve of files done over time: ${options.words}">
${rows.map(
  (
    value,
  ) => markup`<path class="grid" d="M${MARGIN.left} ${atY(value)}H${plot.right}"/><text class="row-label" x="${MARGIN.left - 10}" y="${atY(value)}">${formatCount(value)}</text>
`,
)}${columns.map(
    (
      value,
    ) => markup`<path class="tick" d="M${atX(value)} ${plot.bottom}v5"/><text class="column-label" x="${atX(value)}" y="${plot.bottom + 20}">${tickWords(value)}</text>
`,
  )}<path class="area" d="M${curve}L${plot.right} ${plot.bottom}L${MARGIN.left} ${plot.bottom}Z"/>
<path class="line" d="M${curve}"/>
<text class="axis" x="${(MARGIN.left + plot.right) / 2}" y="${height - 6}">seconds since the start</text>
</svg>`;
}

/** Round values from 0 to about the largest, few enough to be read. */
function niceTicks(largest: number, most: number, whole: boolean): number[] {
  const raw = largest / most;
  const power = 10 ** Math.floor(Math.log10(raw));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= raw) ?? 10;
  const step = whole ? Math.max(1, factor * power) : factor * power;
  const ticks: number[] = [];
  for (let index = 0; index * step <= largest * 1.000001; index++) ticks.push(index * step);
  return ticks;
}

function tickWords(seconds: number): string {
  return seconds >= 1 || seconds === 0 ? formatTick(seconds) : String(Number(seconds.toPrecision(2)));
}

function formatTick(seconds: number): string {
  return Number.isInteger(seconds) ? formatCount(seconds) : seconds.toFixed(1);
}
