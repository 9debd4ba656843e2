import type { DuplicatesResult } from '@kempt/contracts';
import { factLine } from './fact-line.ts';
import { formatDuration } from './format-quantity.ts';
import { markup, type Markup } from './markup.ts';
import { bytesMarkup, instantMarkup, pathMarkup } from './quantity-markup.ts';

/**
 * The foot of the page: where was looked, and how.
 *
 * @param result - what was found
 * @returns the footer
 */
export function duplicatesFactsSection(result: DuplicatesResult): Markup {
  const folders = result.folders.map(({ path, reference }) =>
    factLine(reference === true ? 'Reference' : 'Folder', pathMarkup(path)),
  );
  return markup`<footer>
<h2>About this search</h2>
<dl class="facts">
${folders}${factLine('Begun', instantMarkup(result.created_at))}${factLine('Took', markup`${formatDuration(result.duration_seconds)}, ${bytesMarkup(result.read_bytes)} read`)}${factLine('Compared by', markup`size, then BLAKE3 of the whole content`)}</dl>
<p class="muted">Sizes are what files hold, in decimal units: 1 kB is 1,000 bytes. Sparse and compressed files, and files that share blocks, take less of the disk. Names of one file (hard links) count once. Times are UTC.</p>
</footer>
`;
}
