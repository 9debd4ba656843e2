import { formatPercent } from './format-quantity.ts';
import type { Markup } from './markup.ts';
import { EMPTY, markup } from './markup.ts';

/** One slice of a ring. */
export interface DonutSlice {
  readonly label: string;
  /** Class that gives the colour. */
  readonly tone: string;
  /** 0 to 1. */
  readonly share: number;
}

const CENTRE = 110;
const RADIUS = 82;
const GAP = 0.006;

/**
 * Draws shares of a whole as a ring, from the top clockwise.
 *
 * @param slices - the shares, which sum to 1; an empty ring when all are 0
 * @param inside - the words in the middle
 * @returns an SVG with its text alternative
 */
export function donutChart(slices: readonly DonutSlice[], inside: string): Markup {
  const drawn = slices.filter((slice) => slice.share > 0);
  const words = drawn.map((slice) => `${slice.label} ${formatPercent(slice.share * 100)}`).join(', ');
  return markup`<svg class="ring" viewBox="0 0 220 220" role="img" aria-label="Ring: ${words === '' ? 'no bytes' : words}">
<circle class="track" cx="${CENTRE}" cy="${CENTRE}" r="${RADIUS}"/>
${arcs(drawn)}<text class="inside" x="${CENTRE}" y="${CENTRE}">${inside}</text>
<text class="under" x="${CENTRE}" y="${CENTRE + 24}">in all</text>
</svg>`;
}

function arcs(slices: readonly DonutSlice[]): Markup[] {
  const only = slices.length === 1 ? slices[0] : undefined;
  if (only !== undefined) {
    return [
      markup`<circle class="${only.tone}" cx="${CENTRE}" cy="${CENTRE}" r="${RADIUS}">${tip(only)}</circle>
`,
    ];
  }
  let start = 0;
  return slices.map((slice) => {
    const from = start;
    start += slice.share;
    return arc(slice, from);
  });
}

function arc(slice: DonutSlice, from: number): Markup {
  const width = slice.share - GAP;
  if (width <= 0.001) return EMPTY;
  const [x1, y1] = pointAt(from + GAP / 2);
  const [x2, y2] = pointAt(from + GAP / 2 + width);
  const large = width > 0.5 ? 1 : 0;
  return markup`<path class="${slice.tone}" d="M${x1} ${y1}A${RADIUS} ${RADIUS} 0 ${large} 1 ${x2} ${y2}">${tip(slice)}</path>
`;
}

function tip(slice: DonutSlice): Markup {
  return markup`<title>${slice.label}: ${formatPercent(slice.share * 100)}</title>`;
}

function pointAt(turn: number): [string, string] {
  const angle = (turn - 0.25) * 2 * Math.PI;
  return [(CENTRE + RADIUS * Math.cos(angle)).toFixed(2), (CENTRE + RADIUS * Math.sin(angle)).toFixed(2)];
}
