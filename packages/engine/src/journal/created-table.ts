import { growColumn } from '../table/grow-column.ts';
import type { CreatedFile } from '../ports/file-system.ts';

/** Identities of files and folders that steps created, by step, as columns. */
export class CreatedTable {
  #count = 0;
  #device = new BigUint64Array(16);
  #inode = new BigUint64Array(16);
  #mtime = new BigInt64Array(16);
  #hash = new Uint8Array(16 * 32);
  readonly #rows = new Map<number, number>();

  /** Steps with a created file or folder. */
  get size(): number {
    return this.#rows.size;
  }

  /**
   * Notes what a step created; a later note takes the place of an earlier one.
   *
   * @param step - index in the plan
   * @param created - identity, and BLAKE3 for a file
   */
  set(step: number, created: CreatedFile): void {
    const row = this.#rows.get(step) ?? this.#count++;
    if (row >= this.#device.length) {
      const capacity = row * 2;
      this.#device = growColumn(this.#device, capacity);
      this.#inode = growColumn(this.#inode, capacity);
      this.#mtime = growColumn(this.#mtime, capacity);
      this.#hash = growColumn(this.#hash, capacity * 32);
    }
    this.#rows.set(step, row);
    this.#device[row] = created.device;
    this.#inode[row] = created.inode;
    this.#mtime[row] = created.mtime;
    this.#hash.fill(0, row * 32, row * 32 + 32);
    this.#hash.set(created.hash.subarray(0, 32), row * 32);
  }

  /**
   * Forgets what a step created.
   *
   * @param step - index in the plan
   */
  delete(step: number): void {
    this.#rows.delete(step);
  }

  /**
   * What a step created.
   *
   * @param step - index in the plan
   * @returns identity and hash (empty when none is known); undefined when the step created nothing
   */
  get(step: number): CreatedFile | undefined {
    const row = this.#rows.get(step);
    if (row === undefined) return undefined;
    const hash = this.#hash.slice(row * 32, row * 32 + 32);
    return {
      device: this.#device[row] ?? 0n,
      inode: this.#inode[row] ?? 0n,
      mtime: this.#mtime[row] ?? 0n,
      hash: hash.some((byte) => byte !== 0) ? hash : new Uint8Array(0),
    };
  }
}
