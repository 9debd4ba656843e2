import type { FolderRef, StepBatch } from '../ports/file-system.ts';
import type { EntryFacts } from './disk-calls.ts';
import { isRegular } from './step-rows.ts';

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

/**
 * Whether an open file is the one that is kept, as it was planned.
 *
 * @param facts - of the file
 * @param planned - the kept file of a row
 * @param size - bytes, the same for the duplicate of the row
 * @returns true for the same regular file, unchanged
 */
export function isKept(facts: EntryFacts, planned: KeptRow, size: number | undefined): boolean {
  return (
    isRegular(facts.mode) &&
    facts.inode === planned.inode &&
    facts.device === planned.device &&
    facts.mtime === planned.mtime &&
    facts.size === size
  );
}
