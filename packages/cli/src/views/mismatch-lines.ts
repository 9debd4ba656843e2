import { formatCount } from '@kempt/engine';
import type { Page } from '../output/page.ts';
import { plural } from '../output/plural.ts';
import { table } from '../output/table.ts';

/** Files whose extension contradicts their content. */
export interface MismatchList {
  readonly mismatches: readonly { readonly path: string; readonly detected_extension: string }[];
  readonly total: number;
}

/** Mismatches shown to somebody who did not ask for all of them. */
const FIRST = 10;

/**
 * Lists files whose extension contradicts their content.
 *
 * @param list - the files
 * @param page - the page
 * @returns one string a line; none when there are no such files
 */
export function mismatchLines({ mismatches, total }: MismatchList, page: Page): string[] {
  if (total === 0) return [];
  const shown = page.verbose ? mismatches : mismatches.slice(0, FIRST);
  const rows = shown.map((file) => [file.path, `is ${file.detected_extension}`]);
  const hidden = total - shown.length;
  return [
    page.style.notable(`${plural(total, 'file')} with an extension that contradicts the content`),
    ...table(rows, { columns: [{ title: '', flexible: true }, { title: '' }], width: page.width, indent: '  ' }),
    ...(hidden === 0 ? [] : [page.style.faint(`  … and ${formatCount(hidden)} more`)]),
  ];
}
