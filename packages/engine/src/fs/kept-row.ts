import type { FolderRef, StepBatch } from '../ports/file-system.ts';

/** The file that is kept for a row. */
export interface KeptRow {
  readonly folder: FolderRef;
  /** A view on the name's bytes. */
  readonly name: Uint8Array;
  readonly device: bigint;
  readonly inode: bigint;
  /** Nanoseconds since 1970. */
  readonly mtime: bigint;
}

const SLASH = 0x2f;

/**
 * The file that is kept for a row.
 *
 * @param batch - the batch
 * @param row - the row
 * @returns undefined where the row has none, or one whose name leads elsewhere
 */
export function keptRow({ kept }: StepBatch, row: number): KeptRow | undefined {
  if (kept === undefined) return undefined;
  const name = kept.names.subarray(row === 0 ? 0 : kept.nameEnd[row - 1], kept.nameEnd[row]);
  const folder = kept.folders[kept.folder[row] ?? 0];
  if (folder === undefined || name.length === 0 || name.includes(SLASH) || name.includes(0)) return undefined;
  return {
    folder,
    name,
    device: kept.device[row] ?? 0n,
    inode: kept.inode[row] ?? 0n,
    mtime: kept.mtime[row] ?? 0n,
  };
}
