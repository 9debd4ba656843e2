import type { DuplicateFile, DuplicatesResult, LargeGroup } from '@kempt/contracts';
import { formatBytes, formatCount } from '@kempt/engine';
import type { Page } from '../output/page.ts';
import { plural } from '../output/plural.ts';

/** What is shown to somebody who did not ask for all of it. */
const FIRST = { groups: 10, files: 5 };

/**
 * Lists the groups whose duplicates hold most. Paths are not cut, since they are there to be copied.
 *
 * @param result - what was found
 * @param page - the page
 * @returns one string a line; none when there are no groups
 */
export function groupLines({ largest_groups: groups, groups: total }: DuplicatesResult, page: Page): string[] {
  if (total === 0) return [];
  const shown = groups.slice(0, page.verbose ? undefined : FIRST.groups);
  const hidden = total - shown.length;
  return [
    page.style.heading(hidden === 0 ? 'Groups' : 'Groups that hold most'),
    ...shown.flatMap((group) => linesOf(group, page)),
    ...(hidden === 0 ? [] : [page.style.faint(`  … and ${plural(hidden, 'more group')}`)]),
  ];
}

function linesOf(group: LargeGroup, page: Page): string[] {
  const files = group.files.slice(0, page.verbose ? undefined : FIRST.files);
  const hidden = group.file_count - files.length;
  const copies = `${formatCount(group.file_count)} × ${formatBytes(group.size_bytes)}`;
  return [
    `  ${page.style.notable(formatBytes(group.duplicates_size_bytes))} ${page.style.faint(`(${copies})`)}`,
    ...files.map((file) => `    ${file.path}${notes(file, page)}`),
    ...(hidden === 0 ? [] : [page.style.faint(`    … and ${plural(hidden, 'more file')}`)]),
  ];
}

function notes({ reference, hard_links: links = [] }: DuplicateFile, page: Page): string {
  const all = [
    ...(reference === true ? ['reference'] : []),
    ...(links.length === 0 ? [] : [plural(links.length, 'other name')]),
  ];
  return all.length === 0 ? '' : page.style.faint(`  (${all.join(', ')})`);
}
