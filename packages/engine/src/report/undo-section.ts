import type { ReportData } from '@kempt/contracts';
import type { Markup } from './markup.ts';
import { EMPTY, markup } from './markup.ts';

/**
 * How to take the operation back.
 *
 * @param data - what to report
 * @returns the section; for a plan that was not carried out it is empty
 */
export function undoSection(data: ReportData): Markup {
  if (data.status === 'planned' || data.type === 'purge') return EMPTY;
  return markup`<section class="card" aria-labelledby="undo">
<h2 id="undo">How to take it back</h2>
${
  data.undone === 'yes'
    ? markup`<p>This operation has been undone already; nothing is left to take back.</p>
`
    : instructions(data)
}</section>
`;
}

function instructions(data: ReportData): Markup {
  const id = data.operation_id;
  return markup`<p>${introduction(data)}</p>
<pre><code>kempt undo ${id}</code></pre>
<p>Nothing is overwritten on the way: a file that was changed since, or whose old place is taken, is listed and stays. Without Kempt at hand, a shell script does the same; write it while Kempt is there:</p>
<pre><code>kempt export ${id} --undo-script undo.sh</code></pre>
`;
}

function introduction(data: ReportData): string {
  if (data.type === 'undo') return 'Undoing an undo carries the first operation out again:';
  if (data.undone === 'partly') return 'A part was undone since. What is left goes back with:';
  return 'Every file goes back to where it was, and folders that were emptied return:';
}
