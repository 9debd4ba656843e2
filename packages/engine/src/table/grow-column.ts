/** The typed arrays a table's columns are made of. */
export type Column =
  | Uint8Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>
  | BigInt64Array<ArrayBuffer>
  | BigUint64Array<ArrayBuffer>;

/**
 * Makes a longer or shorter column with the same values at its start. The old one gives its memory up and is empty from then on.
 *
 * @param column - the column
 * @param capacity - elements the new one holds
 * @returns a new column of the same type
 */
export function growColumn<T extends Column>(column: T, capacity: number): T {
  const make = column.constructor as new (buffer: ArrayBuffer) => T;
  const grown = new make(column.buffer.transfer(capacity * column.BYTES_PER_ELEMENT));
  return grown;
}
