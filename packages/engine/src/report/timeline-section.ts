import type { ReportData } from '@kempt/contracts';
import { formatCount, formatDuration } from './format-quantity.ts';
import type { Markup } from './markup.ts';
import { EMPTY, markup } from './markup.ts';
import { bytesMarkup } from './quantity-markup.ts';
import { timelineChart } from './timeline-chart.ts';

type Point = ReportData['timeline'][number];

/** How many points a chart shows at most, and the table below it. */
const CHART_POINTS = 240;
const TABLE_ROWS = 12;

/** Work shorter than a millisecond has no course to show. Seconds. */
const SHORTEST = 0.001;

/**
 * How the work went on: files done over the seconds since it began.
 *
 * @param data - what to report
 * @returns the section, empty when there is no time to show
 */
export function timelineSection(data: ReportData): Markup {
  const last = data.timeline.at(-1);
  if (last === undefined || last.seconds < SHORTEST || last.files_completed <= 0) return EMPTY;
  const points = [{ seconds: 0, files_completed: 0, bytes_completed: 0 }, ...data.timeline];
  const words = alternative(points, last);
  const chart = thin(points, CHART_POINTS);
  return markup`<section class="card" aria-labelledby="timeline">
<h2 id="timeline">Over time</h2>
<p class="muted">${words}</p>
${timelineChart(chart, { width: 960, height: 280, words, only: 'on-wide' })}
${timelineChart(chart, { width: 520, height: 260, words, only: 'on-narrow' })}
<details>
<summary>Figures of the chart</summary>
<div class="scroll"><table>
<caption>Files and bytes done so far</caption>
<thead><tr><th scope="col" class="number">After</th><th scope="col" class="number">Files</th><th scope="col" class="number">Size</th></tr></thead>
<tbody>
${thin(data.timeline, TABLE_ROWS).map(row)}</tbody>
</table></div>
</details>
</section>
`;
}

function alternative(points: readonly Point[], last: Point): string {
  const half = points.find((point) => point.files_completed * 2 >= last.files_completed) ?? last;
  return `${formatCount(last.files_completed)} files in ${formatDuration(last.seconds)}; half of them were done after ${formatDuration(half.seconds)}.`;
}

/** At most so many points, evenly chosen, the last one always among them. */
function thin(points: readonly Point[], most: number): Point[] {
  const step = Math.ceil(points.length / most);
  return points.filter((_, index) => (points.length - 1 - index) % step === 0);
}

function row(point: Point): Markup {
  return markup`<tr><td class="number">${formatDuration(point.seconds)}</td><td class="number">${formatCount(point.files_completed)}</td><td class="number">${bytesMarkup(point.bytes_completed)}</td></tr>
`;
}
