import type { CategoryCount, ReportData } from '@kempt/contracts';
import { categoryWords } from './category-words.ts';
import { donutChart } from './donut-chart.ts';
import { formatBytes, formatCount, formatPercent } from './format-quantity.ts';
import type { Markup } from './markup.ts';
import { EMPTY, markup } from './markup.ts';
import { bytesMarkup, countOf } from './quantity-markup.ts';

/** How many categories get a colour of their own in the chart; the others share one. */
const COLOURS = 8;

/**
 * The files by category, largest first: a ring of their bytes and a table.
 *
 * @param data - what to report
 * @returns the section, empty when there are no categories
 */
export function categorySection(data: ReportData): Markup {
  const rows = data.categories
    .filter((entry) => entry.file_count > 0)
    .toSorted((a, b) => b.total_size_bytes - a.total_size_bytes || b.file_count - a.file_count);
  if (rows.length === 0) return EMPTY;
  const bytes = sum(rows, (entry) => entry.total_size_bytes);
  return markup`<section class="card" aria-labelledby="categories">
<h2 id="categories">By category</h2>
<div class="beside">
${ring(rows, bytes)}
<div class="scroll"><table>
<caption>${countOf(
    sum(rows, (entry) => entry.file_count),
    'file',
  )} in ${countOf(rows.length, 'category', 'categories')}</caption>
<thead><tr><th scope="col">Category</th><th scope="col" class="number">Files</th><th scope="col" class="number">Size</th><th scope="col" class="number">Share of size</th></tr></thead>
<tbody>
${rows.map(tableRow)}</tbody>
</table></div>
</div>
</section>
`;
}

function ring(rows: readonly CategoryCount[], bytes: number): Markup {
  const named = rows.slice(0, COLOURS).map((entry, index) => ({
    label: categoryWords(entry.category),
    tone: colourOf(index),
    share: bytes === 0 ? 0 : entry.total_size_bytes / bytes,
  }));
  const rest = bytes === 0 ? 0 : sum(rows.slice(COLOURS), (entry) => entry.total_size_bytes) / bytes;
  const slices = rest === 0 ? named : [...named, { label: 'The others', tone: colourOf(COLOURS), share: rest }];
  return donutChart(slices, formatBytes(bytes));
}

function tableRow(entry: CategoryCount, index: number): Markup {
  return markup`<tr><th scope="row"><span class="swatch ${colourOf(index)}"></span>${categoryWords(entry.category)}</th><td class="number">${formatCount(entry.file_count)}</td><td class="number">${bytesMarkup(entry.total_size_bytes)}</td><td class="number">${miniBar(entry.percentage, colourOf(index))}<span class="share">${formatPercent(entry.percentage)}</span></td></tr>
`;
}

function miniBar(percent: number, tone: string): Markup {
  return markup`<svg class="mini" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="${tone}" x="0" y="0" width="${percent.toFixed(2)}" height="8"/></svg>`;
}

function colourOf(index: number): string {
  return index < COLOURS ? `colour${String(index + 1)}` : 'rest';
}

function sum(rows: readonly CategoryCount[], of: (entry: CategoryCount) => number): number {
  return rows.reduce((total, entry) => total + of(entry), 0);
}
