import type { Problem } from '@kempt/contracts';
import { formatCount } from '@kempt/engine';
import type { Page } from '../output/page.ts';
import { plural } from '../output/plural.ts';

/** Problems shown to somebody who did not ask for all of them. */
const FIRST = 10;

/** Problems, and how many there are in all. */
export interface ProblemList {
  readonly problems: readonly Problem[];
  readonly total: number;
}

/**
 * Lists files that could not be dealt with, and why.
 *
 * @param list - the problems
 * @param page - the page
 * @returns one string a line; none when there are no problems
 */
export function problemLines({ problems, total }: ProblemList, page: Page): string[] {
  if (total === 0) return [];
  const shown = page.verbose ? problems : problems.slice(0, FIRST);
  const hidden = total - shown.length;
  return [
    page.style.bad(plural(total, 'problem')),
    ...shown.flatMap(({ path, message, code }) => [`  ${path}`, `    ${message} ${page.style.faint(`(${code})`)}`]),
    ...(hidden === 0 ? [] : [page.style.faint(`  … and ${formatCount(hidden)} more`)]),
  ];
}
