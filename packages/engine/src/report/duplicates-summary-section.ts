import type { DuplicatesResult } from '@kempt/contracts';
import { figureTile } from './figure-tile.ts';
import { formatBytes, formatCount, formatDuration } from './format-quantity.ts';
import { EMPTY, markup, type Markup } from './markup.ts';
import { bytesMarkup, countOf, instantMarkup, pathMarkup } from './quantity-markup.ts';

/** Folders named in a sentence; the foot of the page names all. */
const FOLDERS_NAMED = 3;

/**
 * The title of the page, as a browser tab and a list of files show it.
 *
 * @param result - what was found
 * @returns one line of plain text
 */
export function duplicatesTitle(result: DuplicatesResult): string {
  return `${headline(result)} - Kempt duplicates`;
}

/**
 * The head of the page: what was found in a sentence, and the key figures.
 *
 * @param result - what was found
 * @returns the header and the figures
 */
export function duplicatesSummarySection(result: DuplicatesResult): Markup {
  return markup`<header>
<p class="brand">Kempt <span>Duplicates</span></p>
<h1>${headline(result)}</h1>
<p class="lead">${sentence(result)}</p>
</header>
<section aria-labelledby="figures">
<h2 id="figures" class="unseen">Key figures</h2>
<dl class="tiles">
${figures(result)}</dl>
</section>
`;
}

function headline({ duplicate_files: count, duplicates_size_bytes: bytes }: DuplicatesResult): string {
  if (count === 0) return 'No duplicates';
  return `${countOf(count, 'duplicate')} ${count === 1 ? 'holds' : 'hold'} ${formatBytes(bytes)}`;
}

function sentence(result: DuplicatesResult): Markup {
  const compared = markup`On ${instantMarkup(result.created_at)} Kempt compared ${countOf(result.files, 'file')} (${bytesMarkup(result.size_bytes)}) in ${folders(result)}.`;
  if (result.duplicate_files === 0) return markup`${compared} No two of them hold the same bytes.`;
  return markup`${compared} ${countOf(result.groups, 'content')} ${result.groups === 1 ? 'is' : 'are'} there more than once. ${
    result.folders.some(({ reference }) => reference === true)
      ? 'Of each the copies in reference folders stay, or else one'
      : 'Of each one copy stays'
  }; the others are the duplicates. Nothing was changed.`;
}

function folders({ folders: all }: DuplicatesResult): Markup {
  const named = all.slice(0, FOLDERS_NAMED).map(({ path }, i) => markup`${i === 0 ? '' : ', '}${pathMarkup(path)}`);
  const others = all.length - named.length;
  return markup`${named}${others === 0 ? EMPTY : markup` and ${countOf(others, 'other folder')}`}`;
}

function figures(result: DuplicatesResult): Markup[] {
  return [
    figureTile('In duplicates', bytesMarkup(result.duplicates_size_bytes)),
    figureTile('Duplicates', formatCount(result.duplicate_files)),
    figureTile('Contents there more than once', formatCount(result.groups)),
    figureTile('Files compared', formatCount(result.files)),
    figureTile('Time', formatDuration(result.duration_seconds)),
    figureTile('Not compared', formatCount(result.problems_total), result.problems_total > 0),
  ];
}
