import type { ReportData, SkippedCount } from '@kempt/contracts';
import type { Markup } from './markup.ts';
import { EMPTY, markup } from './markup.ts';
import { problemTable } from './problem-table.ts';
import { countOf } from './quantity-markup.ts';
import { reasonTable } from './reason-table.ts';

/**
 * The files that were to be moved and were not, and everything else that went wrong: by reason, then one by one.
 *
 * @param data - what to report
 * @returns the section
 */
export function problemSection(data: ReportData): Markup {
  const reasons = data.reasons.filter((entry) => entry.count > 0);
  const clean = reasons.length === 0 && data.problems.length === 0;
  return markup`<section class="card" aria-labelledby="problems">
<h2 id="problems">Skipped and failed</h2>
${
  clean
    ? markup`<p>Nothing was skipped and nothing failed.</p>
`
    : reasonsTable(reasons)
}${data.problems.length === 0 ? EMPTY : problemList(data)}</section>
`;
}

function reasonsTable(reasons: readonly SkippedCount[]): Markup {
  if (reasons.length === 0) return EMPTY;
  const total = reasons.reduce((sum, entry) => sum + entry.count, 0);
  return reasonTable(reasons, `${countOf(total, 'file')} skipped or failed, by reason`);
}

function problemList(data: ReportData): Markup {
  return markup`${problemTable(data.problems, data.problems_total)}${
    data.problems_total > data.problems.length
      ? markup`<p class="muted"><code>kempt report ${data.operation_id} --format csv --out files.csv</code> says of every planned file what became of it.</p>
`
      : EMPTY
  }`;
}
