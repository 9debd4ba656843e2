import { decodeRaw } from '../names/raw-string.ts';
import { STEP_ACTIONS, type FolderRef, type StepAction, type StepBatch } from '../ports/file-system.ts';

import { movesLink } from '../ports/linked-moves.ts';

/** One row of a step batch, decoded. */
export interface StepRow {
  /** Row of the batch. */
  readonly row: number;
  readonly action: StepAction;
  readonly sourceFolder: FolderRef;
  readonly sourceName: string;
  readonly targetFolder: FolderRef;
  readonly targetName: string;
  /** Identity to check. */
  readonly device: bigint;
  readonly inode: bigint;
  readonly size: number;
  readonly mtime: bigint;
  /** BLAKE3, or undefined when unknown. */
  readonly hash: Uint8Array | undefined;
  /** As in the batch. */
  readonly match: 'inode' | 'content';
  /** The file that is kept for a duplicate. */
  readonly kept: KeptName | undefined;
  /** Whether the name that is moved may be a link of the kept file. */
  readonly movesLink: boolean;
  /** Temporary name of a copy, in the target folder. */
  readonly partName: string;
}

/** A file that is kept, decoded. */
export interface KeptName {
  readonly folder: FolderRef;
  readonly name: string;
  readonly device: bigint;
  readonly inode: bigint;
  readonly mtime: bigint;
}

/**
 * Decodes one row of a batch.
 *
 * @param batch - the batch
 * @param row - which row
 * @returns the row as an object
 */
export function stepRow(batch: StepBatch, row: number): StepRow {
  return {
    row,
    action: STEP_ACTIONS[batch.action[row] ?? 0] ?? 'move',
    sourceFolder: folderAt(batch, batch.sourceFolder[row]),
    sourceName: nameAt(batch, row * 2),
    targetFolder: folderAt(batch, batch.targetFolder[row]),
    targetName: nameAt(batch, row * 2 + 1),
    device: batch.device[row] ?? 0n,
    inode: batch.inode[row] ?? 0n,
    size: batch.size[row] ?? 0,
    mtime: batch.mtime[row] ?? 0n,
    hash: hashAt(batch, row),
    match: batch.match,
    kept: keptOf(batch, row),
    movesLink: movesLink(batch, row),
    partName: `.kempt-${batch.operationId}-${String(batch.firstStep + row)}.part`,
  };
}

function keptOf({ kept }: StepBatch, row: number): KeptName | undefined {
  if (kept === undefined) return undefined;
  const name = nameAt(kept, row);
  const folder = kept.folders[kept.folder[row] ?? 0];
  if (name === '' || folder === undefined) return undefined;
  const [device, inode, mtime] = [kept.device[row] ?? 0n, kept.inode[row] ?? 0n, kept.mtime[row] ?? 0n];
  return { folder, name, device, inode, mtime };
}

/**
 * The name at a position of a column of names.
 *
 * @param columns - names and their ends
 * @param index - which name
 * @returns a raw name
 */
export function nameAt(columns: Pick<StepBatch, 'names' | 'nameEnd'>, index: number): string {
  const start = index === 0 ? 0 : columns.nameEnd[index - 1];
  return decodeRaw(columns.names.subarray(start, columns.nameEnd[index]));
}

function folderAt(batch: StepBatch, index: number | undefined): FolderRef {
  return batch.folders[index ?? 0] ?? { root: -1, path: '' };
}

function hashAt(batch: StepBatch, row: number): Uint8Array | undefined {
  const hash = batch.hash.subarray(row * 32, row * 32 + 32);
  return hash.some((byte) => byte !== 0) ? hash : undefined;
}
