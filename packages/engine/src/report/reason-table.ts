import type { SkippedCount } from '@kempt/contracts';
import { formatCount } from './format-quantity.ts';
import type { Markup } from './markup.ts';
import { markup } from './markup.ts';
import { reasonWords } from './reason-words.ts';

/**
 * A table of reasons in words with how often each held, the most frequent first.
 *
 * @param reasons - the reasons
 * @param caption - what the table shows
 * @returns the table
 */
export function reasonTable(reasons: readonly SkippedCount[], caption: string): Markup {
  const rows = reasons.toSorted((a, b) => b.count - a.count);
  return markup`<div class="scroll"><table>
<caption>${caption}</caption>
<thead><tr><th scope="col">Reason</th><th scope="col" class="number">Number</th><th scope="col" class="wide">Code</th></tr></thead>
<tbody>
${rows.map(row)}</tbody>
</table></div>
`;
}

function row(entry: SkippedCount): Markup {
  return markup`<tr><th scope="row">${reasonWords(entry.reason)}</th><td class="number">${formatCount(entry.count)}</td><td class="wide"><code class="code">${entry.reason}</code></td></tr>
`;
}
