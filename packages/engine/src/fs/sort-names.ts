/** Bits of a number that are exact. */
const EXACT_BITS = 53;

/** Names of a folder, one behind the other. */
export interface PackedNames {
  readonly bytes: Uint8Array;
  /** Where each name starts, and behind the last one where that ends. */
  readonly start: Uint32Array;
  readonly count: number;
}

/**
 * Sorts names by their bytes. What all names begin with is skipped; the next bytes of each and its place become one
 * number, since numbers are sorted some ten times as fast as ranges of bytes are compared; names with equal numbers are
 * sorted likewise by what follows.
 *
 * @param names - the names
 * @returns places of the names in order; equal names keep theirs
 */
export function sortNames(names: PackedNames): Uint32Array {
  const order = new Uint32Array(names.count);
  for (let i = 0; i < order.length; i++) order[i] = i;
  sortRange(names, order, 0);
  return order;
}

function sortRange(names: PackedNames, order: Uint32Array, equalBytes: number): void {
  if (order.length < 2) return;
  const skipped = commonLength(names, order, equalBytes);
  const placeBits = Math.ceil(Math.log2(order.length));
  const places = 2 ** placeBits;
  const keyBytes = Math.floor((EXACT_BITS - placeBits) / 8);
  const keys = new Float64Array(order.length);
  let isOver = true;
  for (let i = 0; i < order.length; i++) {
    const from = (names.start[order[i] ?? 0] ?? 0) + skipped;
    const end = names.start[(order[i] ?? 0) + 1] ?? 0;
    if (from < end) isOver = false;
    // No name holds a zero byte, so that a name comes before those that begin with it.
    let key = 0;
    for (let at = from; at < from + keyBytes; at++) key = key * 256 + (at < end ? (names.bytes[at] ?? 0) : 0);
    keys[i] = key * places + i;
  }
  if (isOver) return;
  keys.sort();
  const before = order.slice();
  let runStart = 0;
  for (let i = 0; i < order.length; i++) {
    order[i] = before[(keys[i] ?? 0) % places] ?? 0;
    const next = i + 1 < order.length ? Math.floor((keys[i + 1] ?? 0) / places) : -1;
    if (next === Math.floor((keys[i] ?? 0) / places)) continue;
    sortRange(names, order.subarray(runStart, i + 1), skipped + keyBytes);
    runStart = i + 1;
  }
}

/** How many bytes all names begin with alike. */
function commonLength({ bytes, start }: PackedNames, order: Uint32Array, equalBytes: number): number {
  const first = start[order[0] ?? 0] ?? 0;
  let length = (start[(order[0] ?? 0) + 1] ?? 0) - first;
  for (const entry of order) {
    const own = start[entry] ?? 0;
    const most = Math.min(length, (start[entry + 1] ?? 0) - own);
    let equal = Math.min(equalBytes, most);
    while (equal < most && bytes[own + equal] === bytes[first + equal]) equal++;
    length = equal;
  }
  return length;
}
