import type { ReportData } from '@kempt/contracts';
import { factLine } from './fact-line.ts';
import type { Markup } from './markup.ts';
import { EMPTY, markup } from './markup.ts';
import { instantMarkup, pathMarkup } from './quantity-markup.ts';

/**
 * The foot of the page: what names the operation without doubt.
 *
 * @param data - what to report
 * @returns the footer
 */
export function factsSection(data: ReportData): Markup {
  const finished = data.finished_at;
  return markup`<footer>
<h2>About this operation</h2>
<dl class="facts">
${factLine('Operation', markup`<code>${data.operation_id}</code>`)}${data.undoes === undefined ? EMPTY : factLine('Undoes', markup`<code>${data.undoes}</code>`)}${factLine('Folder', pathMarkup(data.root))}${factLine('Destination', pathMarkup(data.destination))}${factLine('Begun', instantMarkup(data.created_at))}${factLine('Finished', finished === null ? markup`not yet` : instantMarkup(finished))}${factLine('Plan digest', markup`<code>${data.plan_digest}</code>`)}</dl>
<p class="muted">Sizes are decimal: 1 kB is 1,000 bytes. Times are UTC.</p>
</footer>
`;
}
