import type { Problem } from '@kempt/contracts';
import { formatCount } from './format-quantity.ts';
import type { Markup } from './markup.ts';
import { markup } from './markup.ts';
import { countOf, pathMarkup } from './quantity-markup.ts';

/**
 * Problems one by one.
 *
 * @param problems - those that are shown
 * @param total - how many there are in all
 * @returns the table
 */
export function problemTable(problems: readonly Problem[], total: number): Markup {
  const shown = problems.length;
  const caption =
    total > shown ? `The first ${formatCount(shown)} of ${countOf(total, 'problem')}` : countOf(shown, 'problem');
  return markup`<div class="scroll"><table class="problems">
<caption>${caption}</caption>
<thead><tr><th scope="col">File</th><th scope="col">What happened</th></tr></thead>
<tbody>
${problems.map(row)}</tbody>
</table></div>
`;
}

function row(problem: Problem): Markup {
  return markup`<tr><td>${pathMarkup(problem.path)}</td><td>${problem.message}<br><code class="code">${problem.code}</code></td></tr>
`;
}
