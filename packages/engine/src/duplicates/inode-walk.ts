import type { FileTable } from '../table/file-table.ts';
import { inodeOrder } from '../table/inode-order.ts';

/** Finds rows by device and inode for keys that come in rising order, in one pass and without a table of its own. */
export class InodeWalk {
  readonly #table: FileTable;
  readonly #rows: Uint32Array;
  readonly #order: Uint32Array;
  #at = 0;

  /**
   * @param table - the files
   * @param rows - which of them; no two are the same file
   */
  constructor(table: FileTable, rows: Uint32Array) {
    this.#table = table;
    this.#rows = rows;
    this.#order = inodeOrder(table, rows);
  }

  /**
   * Finds a file.
   *
   * @param device - as st_dev
   * @param inode - as st_ino, not before the one asked for last
   * @returns its position in the rows, or undefined
   */
  find(device: bigint, inode: bigint): number | undefined {
    for (; this.#at < this.#order.length; this.#at++) {
      const position = this.#order[this.#at] ?? 0;
      const row = this.#rows[position] ?? 0;
      const [ownDevice, ownInode] = [this.#table.device[row] ?? 0n, this.#table.inode[row] ?? 0n];
      if (ownDevice === device && ownInode === inode) return position;
      if (ownDevice > device || (ownDevice === device && ownInode > inode)) return undefined;
    }
    return undefined;
  }
}
