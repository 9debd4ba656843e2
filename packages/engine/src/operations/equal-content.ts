import { HASH_BYTES } from '../duplicates/equal-rows.ts';
import type { GroupedRows } from '../duplicates/find-groups.ts';

const ALONE = 0xffff_ffff;
const NOT_FIRST = 0xffff_fffe;

/** Which files hold the same bytes, by row: 4 bytes a row. */
export class EqualContent {
  /** By row: the number of its position where it is the first of a group. */
  readonly #place: Uint32Array;
  readonly #found: readonly GroupedRows[];

  /**
   * @param found - rows in groups
   * @param rows - rows of the table
   */
  constructor(found: readonly GroupedRows[], rows: number) {
    this.#found = found;
    this.#place = new Uint32Array(rows).fill(ALONE);
    let before = 0;
    for (const { rows: hashed, groups, order } of found) {
      for (const first of order) {
        for (const position of groups.members(first)) this.#place[hashed[position] ?? 0] = NOT_FIRST;
        this.#place[hashed[first] ?? 0] = before + first;
      }
      before += hashed.length;
    }
  }

  /**
   * Whether a row stands for its content.
   *
   * @param row - a row
   * @returns false for every file of a group but the first
   */
  standsForContent(row: number): boolean {
    return this.#place[row] !== NOT_FIRST;
  }

  /**
   * All files with the content of a row.
   *
   * @param row - one that stands for its content
   * @yields rows, itself first
   */
  *rowsLike(row: number): Generator<number> {
    const place = this.#placeOf(row);
    if (place === undefined) yield row;
    else for (const position of place.grouped.groups.members(place.first)) yield place.grouped.rows[position] ?? 0;
  }

  /**
   * The hash of a content that several files hold.
   *
   * @param row - one that stands for its content
   * @returns BLAKE3, hexadecimal; undefined for a file that is alone
   */
  hash(row: number): string | undefined {
    const place = this.#placeOf(row);
    if (place === undefined) return undefined;
    const { grouped, first } = place;
    return Buffer.from(grouped.hash.subarray(first * HASH_BYTES, (first + 1) * HASH_BYTES)).toString('hex');
  }

  #placeOf(row: number): { readonly grouped: GroupedRows; readonly first: number } | undefined {
    const place = this.#place[row] ?? ALONE;
    if (place === ALONE || place === NOT_FIRST) return undefined;
    let first = place;
    for (const grouped of this.#found) {
      if (first < grouped.rows.length) return { grouped, first };
      first -= grouped.rows.length;
    }
    return undefined;
  }
}
