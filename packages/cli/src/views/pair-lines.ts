import type { Page } from '../output/page.ts';
import { table } from '../output/table.ts';

/** A name and its value. */
export type Pair = readonly [string, string];

/**
 * Lays out names and their values below each other.
 *
 * @param pairs - names and values
 * @param page - the page
 * @param indent - put before every line
 * @returns one string a line
 */
export function pairLines(pairs: readonly Pair[], page: Page, indent = ''): string[] {
  const columns = [
    { title: '', paint: page.style.faint },
    { title: '', flexible: true },
  ];
  return table(pairs, { columns, width: page.width, indent });
}
