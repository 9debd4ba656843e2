import type { ReportData, SkippedCount } from '@kempt/contracts';
import type { Markup } from './markup.ts';
import { EMPTY, markup } from './markup.ts';
import { countOf } from './quantity-markup.ts';
import { reasonTable } from './reason-table.ts';

/**
 * What was seen and deliberately not made part of the plan, by reason.
 *
 * @param data - what to report
 * @returns the section, empty when nothing was left
 */
export function leftSection(data: ReportData): Markup {
  const rows = [...data.left, ...passedOver(data)].filter((entry) => entry.count > 0);
  if (rows.length === 0) return EMPTY;
  const total = rows.reduce((sum, entry) => sum + entry.count, 0);
  return markup`<section class="card" aria-labelledby="left">
<h2 id="left">Left where it was</h2>
<p class="muted">Kempt saw these, did not touch them, and had a reason for it.</p>
${reasonTable(rows, `${countOf(total, 'thing')} left, by reason`)}</section>
`;
}

/** Reasons that only the walk knows, such as symbolic links, which are no files and so are not among those left. */
function passedOver(data: ReportData): SkippedCount[] {
  const known = new Set(data.left.map((entry) => entry.reason));
  return data.skipped.filter((entry) => !known.has(entry.reason));
}
