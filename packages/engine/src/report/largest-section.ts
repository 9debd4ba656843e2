import type { LargeFile, ReportData } from '@kempt/contracts';
import { categoryWords } from './category-words.ts';
import type { Markup } from './markup.ts';
import { EMPTY, markup } from './markup.ts';
import { bytesMarkup, countOf, pathMarkup } from './quantity-markup.ts';

/**
 * The largest files.
 *
 * @param data - what to report
 * @returns the section, empty when there are none
 */
export function largestSection(data: ReportData): Markup {
  const files = data.largest_files;
  if (files.length === 0) return EMPTY;
  return markup`<section class="card" aria-labelledby="largest">
<h2 id="largest">Largest files</h2>
<div class="scroll"><table>
<caption>The ${countOf(files.length, 'largest file')}</caption>
<thead><tr><th scope="col">File</th><th scope="col" class="wide">Category</th><th scope="col" class="number">Size</th></tr></thead>
<tbody>
${files.map(row)}</tbody>
</table></div>
</section>
`;
}

function row(file: LargeFile): Markup {
  return markup`<tr><td>${pathMarkup(file.path)}</td><td class="wide">${categoryWords(file.category)}</td><td class="number">${bytesMarkup(file.size_bytes)}</td></tr>
`;
}
