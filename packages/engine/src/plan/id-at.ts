/** No row, no place, no entry, no folder. */
export const NONE = 0xffff_ffff;

/**
 * A number out of a column of rows, places, entries or folders.
 *
 * @param column - the column
 * @param index - where to look; {@link NONE} is nowhere
 * @returns the number there, {@link NONE} beyond the end
 */
export function idAt(column: Uint32Array, index: number): number {
  return column[index] ?? NONE;
}

/**
 * Adds to a number of a column.
 *
 * @param column - the column
 * @param index - where
 * @param by - how much
 */
export function addTo(column: Uint32Array | Float64Array, index: number, by: number): void {
  column[index] = (column[index] ?? 0) + by;
}
