import type { DuplicateFile, DuplicatesResult, LargeGroup } from '@kempt/contracts';
import { formatCount } from './format-quantity.ts';
import { EMPTY, markup, type Markup } from './markup.ts';
import { bytesMarkup, countOf, pathMarkup } from './quantity-markup.ts';

/**
 * The groups whose duplicates hold most, with the first files of each.
 *
 * @param result - what was found
 * @returns the section, empty when there are no groups
 */
export function duplicateGroupsSection(result: DuplicatesResult): Markup {
  const { largest_groups: shown, groups } = result;
  if (shown.length === 0) return EMPTY;
  const isWhole = groups <= shown.length;
  return markup`<section class="card" aria-labelledby="groups">
<h2 id="groups">${isWhole ? 'Every group' : 'The groups that hold most'}</h2>
<div class="scroll"><table class="groups">
<caption>${isWhole ? countOf(groups, 'group') : `${formatCount(shown.length)} of ${countOf(groups, 'group')}`} of files with the same bytes</caption>
<thead><tr><th scope="col">Files</th><th scope="col" class="number wide">Size of each</th><th scope="col" class="number">In duplicates</th></tr></thead>
<tbody>
${shown.map(row)}</tbody>
</table></div>
${
  isWhole
    ? EMPTY
    : markup`<p class="muted"><code>kempt duplicates DIR --format csv --out duplicates.csv</code> lists every file of every group.</p>
`
}</section>
`;
}

function row(group: LargeGroup): Markup {
  const hidden = group.file_count - group.files.length;
  return markup`<tr><td><ul>${group.files.map(item)}${hidden === 0 ? EMPTY : markup`<li class="muted">and ${countOf(hidden, 'more file')}</li>`}</ul></td><td class="number wide">${formatCount(group.file_count)} × ${bytesMarkup(group.size_bytes)}</td><td class="number">${bytesMarkup(group.duplicates_size_bytes)}</td></tr>
`;
}

function item({ path, reference, hard_links: links = [] }: DuplicateFile): Markup {
  const notes = [
    ...(reference === true ? ['reference'] : []),
    ...(links.length === 0 ? [] : [`and ${countOf(links.length, 'other name')} of the same file`]),
  ];
  return markup`<li>${pathMarkup(path)}${notes.length === 0 ? EMPTY : markup` <span class="muted">(${notes.join('; ')})</span>`}</li>`;
}
