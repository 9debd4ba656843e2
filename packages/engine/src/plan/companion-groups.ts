import { NO_MAIN, type Destinations } from '../table/destinations.ts';
import { idAt, NONE } from './id-at.ts';

/**
 * Which rows go together: a main file and its companions are one group, every other row is a group of its own. A
 * group is named by the row of its main file.
 */
export class CompanionGroups {
  readonly #main: Uint32Array | undefined;
  readonly #next: Uint32Array | undefined;

  /**
   * @param destinations - says which row goes with which
   * @param rows - rows of the table
   */
  constructor(destinations: Destinations, rows: number) {
    const { main } = destinations;
    if (!main.subarray(0, rows).some((row) => row !== NO_MAIN)) return;
    this.#main = new Uint32Array(rows);
    this.#next = new Uint32Array(rows).fill(NONE);
    for (let row = rows - 1; row >= 0; row--) {
      const top = topOf(main, row);
      this.#main[row] = top;
      if (top === row) continue;
      this.#next[row] = idAt(this.#next, top);
      this.#next[top] = row;
    }
  }

  /** Whether any row has a companion. */
  get any(): boolean {
    return this.#main !== undefined;
  }

  /**
   * The group of a row.
   *
   * @param row - a row
   * @returns the row of its main file: itself when it is none's companion
   */
  of(row: number): number {
    return this.#main === undefined ? row : (this.#main[row] ?? row);
  }

  /**
   * The row behind a row of its group: the main file comes first, its companions follow in order of rows.
   *
   * @param row - a row
   * @returns the next row of the group, or {@link NONE}
   */
  after(row: number): number {
    return this.#next === undefined ? NONE : idAt(this.#next, row);
  }

  /**
   * The rows of a group.
   *
   * @param group - a group
   * @returns the main row, then its companions
   */
  rows(group: number): number[] {
    const rows: number[] = [];
    for (let row = group; row !== NONE; row = this.after(row)) rows.push(row);
    return rows;
  }
}

/** Follows companions of companions up to the main file; a ring of companions falls apart into single files. */
function topOf(main: Uint32Array, row: number): number {
  let top = row;
  for (let depth = 0; depth < 4; depth++) {
    const above = idAt(main, top);
    if (above === NO_MAIN || above >= main.length) return top;
    top = above;
  }
  return row;
}
