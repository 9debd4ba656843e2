import type { SkippedCount } from '@kempt/contracts';
import { formatCount, reasonWords } from '@kempt/engine';
import type { Page } from '../output/page.ts';
import { table } from '../output/table.ts';

/**
 * Lists why things were left where they are.
 *
 * @param title - heading
 * @param counts - reasons with their numbers
 * @param page - the page
 * @returns one string a line; none when nothing was left
 */
export function leftLines(title: string, counts: readonly SkippedCount[], page: Page): string[] {
  const some = counts.filter(({ count }) => count > 0).toSorted((a, b) => b.count - a.count);
  if (some.length === 0) return [];
  const rows = some.map(({ reason, count }) => [formatCount(count), reasonWords(reason)]);
  return [
    page.style.heading(title),
    ...table(rows, {
      columns: [
        { title: '', align: 'right' },
        { title: '', flexible: true },
      ],
      width: page.width,
      indent: '  ',
    }),
  ];
}
