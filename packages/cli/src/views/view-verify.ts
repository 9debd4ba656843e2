import type { VerifyResult } from '@kempt/contracts';
import { formatCount, reasonWords } from '@kempt/engine';
import type { Page } from '../output/page.ts';
import { plural } from '../output/plural.ts';
import { table } from '../output/table.ts';
import { paragraphs } from './paragraphs.ts';

/**
 * Lays out how an operation compares with the disk.
 *
 * @param result - what was compared
 * @param page - the page
 * @returns one string a line
 */
export function viewVerify(result: VerifyResult, page: Page): string[] {
  const { checked, ok, differing } = result;
  if (differing.length === 0) return [page.style.good(`All ${plural(checked, 'file')} are as the journal says.`)];
  const rows = differing.map((file) => [file.path, reasonWords(file.code)]);
  return paragraphs([
    [`${formatCount(ok)} of ${plural(checked, 'file')} are as the journal says.`],
    [
      page.style.bad(plural(differing.length, 'file differs', 'files differ')),
      ...table(rows, { columns: [{ title: '', flexible: true }, { title: '' }], width: page.width, indent: '  ' }),
    ],
  ]);
}
