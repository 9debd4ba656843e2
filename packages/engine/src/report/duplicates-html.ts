import type { DuplicatesResult } from '@kempt/contracts';
import { duplicateGroupsSection } from './duplicate-groups-section.ts';
import { duplicatesFactsSection } from './duplicates-facts-section.ts';
import { duplicatesSpaceSection } from './duplicates-space-section.ts';
import { duplicatesSummarySection, duplicatesTitle } from './duplicates-summary-section.ts';
import { EMPTY, markup, type Markup } from './markup.ts';
import { PAGE_END, pageStart } from './page-frame.ts';
import { problemTable } from './problem-table.ts';
import { countOf } from './quantity-markup.ts';
import { reasonTable } from './reason-table.ts';
import { similarGroupsSection } from './similar-groups-section.ts';

/**
 * What a search for duplicates found as one HTML page that needs nothing else. It shows the groups that the result
 * names, so its length does not grow with their number.
 *
 * @param result - what was found
 * @returns the page in pieces, one a section
 */
export function* duplicatesHtml(result: DuplicatesResult): Generator<string> {
  yield pageStart(duplicatesTitle(result));
  const sections = [
    duplicatesSummarySection,
    duplicatesSpaceSection,
    duplicateGroupsSection,
    similarGroupsSection,
    problemSection,
    skippedSection,
    duplicatesFactsSection,
  ];
  for (const section of sections) yield section(result).html;
  yield PAGE_END;
}

function problemSection({ problems, problems_total: total }: DuplicatesResult): Markup {
  if (problems.length === 0) return EMPTY;
  return markup`<section class="card" aria-labelledby="problems">
<h2 id="problems">Not compared</h2>
<p class="muted">These could not be read, or changed while Kempt was looking. A copy of them may be there unseen.</p>
${problemTable(problems, total)}</section>
`;
}

function skippedSection({ skipped }: DuplicatesResult): Markup {
  const total = skipped.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return EMPTY;
  return markup`<section class="card" aria-labelledby="skipped">
<h2 id="skipped">Passed over</h2>
${reasonTable(skipped, `${countOf(total, 'thing')} passed over, by reason`)}</section>
`;
}
