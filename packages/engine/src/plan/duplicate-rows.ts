import { growColumn } from '../table/grow-column.ts';
import { idAt, NONE } from './id-at.ts';

/** Duplicates among the rows of a table and what is kept for each, as columns: four bytes a row, eight a duplicate. */
export class DuplicateRows {
  /** Position in the columns below by row; NONE for rows that are no duplicate. */
  readonly #at: Uint32Array;
  readonly #isKept: Uint8Array;
  #row = new Uint32Array(256);
  #kept = new Uint32Array(256);
  #rule = new Uint8Array(256);
  #again = new Uint8Array(256);
  #count = 0;

  /** @param rows - rows of the table */
  constructor(rows: number) {
    this.#at = new Uint32Array(rows).fill(NONE);
    this.#isKept = new Uint8Array(rows);
  }

  /**
   * Adds a duplicate.
   *
   * @param row - its row
   * @param kept - the row of the file that is kept
   * @param how - position in KEEP_RULES of the rule that chose it, and whether the row is another name of a file that
   *   was added
   */
  add(row: number, kept: number, how: { readonly rule: number; readonly again: boolean }): void {
    const at = this.#count++;
    if (at >= this.#kept.length) {
      this.#row = growColumn(this.#row, at * 2);
      this.#kept = growColumn(this.#kept, at * 2);
      this.#rule = growColumn(this.#rule, at * 2);
      this.#again = growColumn(this.#again, at * 2);
    }
    this.#at[row] = at;
    this.#row[at] = row;
    this.#kept[at] = kept;
    this.#rule[at] = how.rule;
    this.#again[at] = how.again ? 1 : 0;
    this.#isKept[kept] = 1;
  }

  /**
   * Whether a row is a duplicate.
   *
   * @param row - a row
   * @returns true for rows that were added
   */
  has(row: number): boolean {
    return this.#at[row] !== NONE;
  }

  /**
   * The duplicates, as they were added.
   *
   * @returns all names of one file after the other
   */
  *files(): Generator<readonly number[]> {
    for (let at = 0; at < this.#count;) {
      const names = [idAt(this.#row, at++)];
      while (at < this.#count && this.#again[at] === 1) names.push(idAt(this.#row, at++));
      yield names;
    }
  }

  /**
   * Whether a row is kept for another one.
   *
   * @param row - a row
   * @returns true when it must not go itself
   */
  isKept(row: number): boolean {
    return this.#isKept[row] === 1;
  }

  /**
   * What is kept for a duplicate.
   *
   * @param row - a duplicate
   * @returns the kept row and the position of the rule in KEEP_RULES
   */
  keptOf(row: number): { readonly row: number; readonly rule: number } {
    const at = idAt(this.#at, row);
    return { row: idAt(this.#kept, at), rule: this.#rule[at] ?? 0 };
  }

  /**
   * Whether a duplicate is another name of a file that counts already.
   *
   * @param row - a duplicate
   * @returns true for all names but the first
   */
  isAgain(row: number): boolean {
    return this.#again[idAt(this.#at, row)] === 1;
  }
}
