import type { FileTable } from '../table/file-table.ts';
import { inodeOrder } from '../table/inode-order.ts';

/** In which order files are read. */
export const READ_ORDERS = ['folder', 'inode', 'size'] as const;

/**
 * One of {@link READ_ORDERS}: `folder` as the scan found them, so that a folder is opened once; `inode` for disks that
 * turn; `size` the largest first.
 */
export type ReadOrder = (typeof READ_ORDERS)[number];

/**
 * The order in which rows are read.
 *
 * @param from - the table and the kind of order
 * @param rows - which of its rows, in the order of the scan
 * @returns positions in `rows`
 */
export function readingOrder(
  { table, order }: { readonly table: FileTable; readonly order: ReadOrder },
  rows: Uint32Array,
): Uint32Array {
  if (order === 'inode') return inodeOrder(table, rows);
  const positions = Uint32Array.from(rows, (_, position) => position);
  if (order === 'folder') return positions;
  const size = (position: number): number => table.size[rows[position] ?? 0] ?? 0;
  return positions.sort((a, b) => size(b) - size(a) || a - b);
}
