import type { DuplicatesResult, LargeSimilarGroup, SimilarFile } from '@kempt/contracts';
import { formatCount } from './format-quantity.ts';
import { EMPTY, markup, type Markup } from './markup.ts';
import { bytesMarkup, countOf, pathMarkup } from './quantity-markup.ts';

/**
 * Images that look alike, where they were looked for.
 *
 * @param result - what was found
 * @returns the section, empty when nobody asked
 */
export function similarGroupsSection(result: DuplicatesResult): Markup {
  const { images_compared: compared, similar_groups: groups = 0, largest_similar_groups: shown = [] } = result;
  if (compared === undefined) return EMPTY;
  return markup`<section class="card" aria-labelledby="similar">
<h2 id="similar">Similar images</h2>
<p class="muted">${compared === 1 ? '1 image was' : `${formatCount(compared)} images were`} compared by what is to be seen on ${compared === 1 ? 'it' : 'them'}, and ${groups === 0 ? 'no two look alike' : 'these look alike'}. Similar is not equal: look at them before you decide. They count in none of the figures above. ${notCompared(result)}</p>
${shown.length === 0 ? EMPTY : table(shown, groups)}</section>
`;
}

function notCompared({ images_skipped: skipped = [] }: DuplicatesResult): string {
  const count = (wanted: string): number => skipped.find(({ reason }) => reason === wanted)?.count ?? 0;
  const [plain, format] = [count('plain'), count('format')];
  const parts = [
    ...(plain === 0 ? [] : [`${countOf(plain, 'image')} with too little on ${plain === 1 ? 'it' : 'them'}`]),
    ...(format === 0 ? [] : [`${countOf(format, 'image')} of formats Kempt does not decode`]),
  ];
  return parts.length === 0 ? '' : `Left out: ${parts.join(', ')}.`;
}

function table(shown: readonly LargeSimilarGroup[], groups: number): Markup {
  const caption =
    groups <= shown.length ? countOf(groups, 'group') : `${formatCount(shown.length)} of ${countOf(groups, 'group')}`;
  return markup`<div class="scroll"><table class="groups">
<caption>${caption} of images that look alike</caption>
<thead><tr><th scope="col">Images</th><th scope="col" class="number">How many</th></tr></thead>
<tbody>
${shown.map(row)}</tbody>
</table></div>
`;
}

function row({ files, file_count: count }: LargeSimilarGroup): Markup {
  const hidden = count - files.length;
  return markup`<tr><td><ul>${files.map(item)}${hidden === 0 ? EMPTY : markup`<li class="muted">and ${countOf(hidden, 'more image')}</li>`}</ul></td><td class="number">${formatCount(count)}</td></tr>
`;
}

function item(file: SimilarFile, index: number): Markup {
  const { path, width, height, size_bytes: bytes, distance, reference, hash } = file;
  const far = index === 0 ? '' : distance === 0 ? ', looks the same' : `, differs in ${countOf(distance, 'bit')} of 64`;
  const equal = hash === undefined ? '' : ', another has the same bytes';
  const note = equal + (reference === true ? ', reference' : '');
  return markup`<li>${pathMarkup(path)} <span class="muted">(${String(width)} × ${String(height)}, ${bytesMarkup(bytes)}${far}${note})</span></li>`;
}
