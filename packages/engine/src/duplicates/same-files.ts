import type { FileTable } from '../table/file-table.ts';
import { groupByInode, pick } from './equal-rows.ts';
import type { RowGroups } from './row-groups.ts';

/**
 * Files instead of names: hard links, and one folder reached by several ways, are one file and never its duplicate.
 */
export class SameFiles {
  /** One row for each file, the first that was found, in order. */
  readonly rows: Uint32Array;
  readonly #named: Uint32Array;
  readonly #groups: RowGroups;
  readonly #firstByRow = new Map<number, number>();

  /**
   * @param table - the files
   * @param rows - which of them, in order
   */
  constructor(table: FileTable, rows: Uint32Array) {
    this.#named = rows;
    this.#groups = groupByInode(table, rows);
    for (const first of this.#groups.firsts(2)) this.#firstByRow.set(rows[first] ?? 0, first);
    this.rows = pick(rows, Uint32Array.from(this.#groups.firsts(1)));
  }

  /**
   * The other names of a file.
   *
   * @param row - its first row
   * @yields their rows in order
   */
  *otherNames(row: number): Generator<number> {
    const first = this.#firstByRow.get(row);
    if (first === undefined) return;
    for (const position of this.#groups.members(first)) {
      if (position !== first) yield this.#named[position] ?? 0;
    }
  }
}
