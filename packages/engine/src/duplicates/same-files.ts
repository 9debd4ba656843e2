import type { FileTable } from '../table/file-table.ts';
import { groupByInode, pick } from './equal-rows.ts';
import type { RowGroups } from './row-groups.ts';

/**
 * Files instead of names: hard links, and one folder reached by several ways, are one file and never its duplicate.
 */
export class SameFiles {
  /** One row for each file, the first that was found, in order. */
  readonly rows: Uint32Array;
  /** Those of them with other names, in order. */
  readonly #linked: Uint32Array;
  /** Where the other names of each linked file end. */
  readonly #othersEnd: Uint32Array;
  readonly #others: Uint32Array;

  /**
   * @param table - the files
   * @param rows - which of them, in order
   */
  constructor(table: FileTable, rows: Uint32Array) {
    const groups = groupByInode(table, rows);
    const linked = groups.firsts(2);
    this.rows = pick(rows, groups.firsts(1));
    this.#linked = pick(rows, linked);
    this.#othersEnd = new Uint32Array(linked.length);
    this.#others = new Uint32Array(rows.length - this.rows.length);
    this.#fill(rows, groups, linked);
  }

  /**
   * The other names of a file.
   *
   * @param row - its first row
   * @returns their rows in order
   */
  otherNames(row: number): Uint32Array {
    const at = indexOf(this.#linked, row);
    if (at === -1) return NONE;
    return this.#others.subarray(at === 0 ? 0 : this.#othersEnd[at - 1], this.#othersEnd[at]);
  }

  #fill(rows: Uint32Array, groups: RowGroups, linked: Uint32Array): void {
    let end = 0;
    linked.forEach((first, at) => {
      for (const position of groups.members(first)) {
        if (position !== first) this.#others[end++] = rows[position] ?? 0;
      }
      this.#othersEnd[at] = end;
    });
  }
}

const NONE = new Uint32Array(0);

/** Where a value is in rising ones; -1 where it is not. */
function indexOf(rising: Uint32Array, value: number): number {
  let [from, to] = [0, rising.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((rising[middle] ?? 0) < value) from = middle + 1;
    else to = middle;
  }
  return rising[from] === value ? from : -1;
}
