import type { DuplicatesResult, LargeSimilarGroup, SimilarFile } from '@kempt/contracts';
import { formatBytes, formatCount } from '@kempt/engine';
import type { Page } from '../output/page.ts';
import { plural } from '../output/plural.ts';

/** What is shown to somebody who did not ask for all of it. */
const FIRST = { groups: 10, files: 5 };

/**
 * Says how many images look alike, where they were looked for.
 *
 * @param result - what was found
 * @returns one string a line
 */
export function similarSummary(result: DuplicatesResult): string[] {
  const { images_compared: compared, similar_groups: groups = 0, similar_files: files = 0 } = result;
  if (compared === undefined) return [];
  const alike = groups === 0 ? 'No similar images' : `${plural(files, 'similar image')} in ${plural(groups, 'group')}`;
  const skipped = (result.images_skipped ?? []).map(
    ({ reason, count }) => `${formatCount(count)} ${WORDS[reason] ?? reason}`,
  );
  return [
    `${alike} among ${formatCount(compared)}${skipped.length === 0 ? '' : `, not compared: ${skipped.join(', ')}`}`,
  ];
}

/**
 * Lists the groups of most images that look alike.
 *
 * @param result - what was found
 * @param page - the page
 * @returns one string a line; none when there are no groups
 */
export function similarLines(result: DuplicatesResult, page: Page): string[] {
  const { largest_similar_groups: groups = [], similar_groups: total = 0 } = result;
  if (total === 0) return [];
  const shown = groups.slice(0, page.verbose ? undefined : FIRST.groups);
  const hidden = total - shown.length;
  return [
    page.style.heading('Similar images, which are not the same: look at them before you decide'),
    ...shown.flatMap((group) => linesOf(group, page)),
    ...(hidden === 0 ? [] : [page.style.faint(`  … and ${plural(hidden, 'more group')}`)]),
  ];
}

const WORDS: Readonly<Record<string, string>> = {
  plain: 'with too little on them',
  format: 'of formats that are not decoded',
};

function linesOf(group: LargeSimilarGroup, page: Page): string[] {
  const files = group.files.slice(0, page.verbose ? undefined : FIRST.files);
  const hidden = group.file_count - files.length;
  return [
    `  ${page.style.notable(plural(group.file_count, 'image'))}`,
    ...files.map((file, i) => `    ${file.path}${page.style.faint(`  (${notes(file, i).join(', ')})`)}`),
    ...(hidden === 0 ? [] : [page.style.faint(`    … and ${plural(hidden, 'more image')}`)]),
  ];
}

function notes({ width, height, size_bytes: bytes, distance, reference, hash }: SimilarFile, index: number): string[] {
  return [
    `${String(width)} × ${String(height)}`,
    formatBytes(bytes),
    ...(index === 0 ? [] : [distance === 0 ? 'looks the same' : `differs in ${plural(distance, 'bit')} of 64`]),
    ...(hash === undefined ? [] : ['another has the same bytes']),
    ...(reference === true ? ['reference'] : []),
  ];
}
