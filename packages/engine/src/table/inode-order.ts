import type { FileTable } from './file-table.ts';

const DIGITS = 4;
const BUCKETS = 1 << 16;

/**
 * Sorts rows by device, then inode: the order in which disks that turn are read fastest, and that of the hash cache.
 * A radix sort over the bytes of the columns, since comparing a million big integers pairwise takes seconds.
 *
 * @param table - the files
 * @param rows - which of them
 * @returns positions in `rows`; equal inodes keep their order
 */
export function inodeOrder(table: Pick<FileTable, 'device' | 'inode'>, rows: Uint32Array): Uint32Array {
  let order = Uint32Array.from(rows, (_, position) => position);
  let spare = new Uint32Array(rows.length);
  for (const column of [table.inode, table.device]) {
    const digits = new Uint16Array(column.buffer, column.byteOffset, column.length * DIGITS);
    for (let digit = 0; digit < DIGITS; digit++) {
      if (!sortByDigit({ rows, order, sorted: spare, digits, digit })) continue;
      [order, spare] = [spare, order];
    }
  }
  return order;
}

interface Pass {
  readonly rows: Uint32Array;
  readonly order: Uint32Array;
  readonly sorted: Uint32Array;
  /** The column as 16-bit digits, the lowest first. */
  readonly digits: Uint16Array;
  readonly digit: number;
}

/** Answers whether anything had to be sorted. */
function sortByDigit({ rows, order, sorted, digits, digit }: Pass): boolean {
  const digitAt = (position: number): number => digits[(rows[position] ?? 0) * DIGITS + digit] ?? 0;
  const start = new Uint32Array(BUCKETS + 1);
  for (const position of order) {
    const bucket = digitAt(position) + 1;
    start[bucket] = (start[bucket] ?? 0) + 1;
  }
  if (start.includes(order.length)) return false;
  for (let bucket = 1; bucket <= BUCKETS; bucket++) start[bucket] = (start[bucket] ?? 0) + (start[bucket - 1] ?? 0);
  for (const position of order) {
    const bucket = digitAt(position);
    const at = start[bucket] ?? 0;
    sorted[at] = position;
    start[bucket] = at + 1;
  }
  return true;
}
