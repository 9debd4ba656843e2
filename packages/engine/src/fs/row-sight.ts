import type { BatchRun } from './batch-run.ts';
import type { EntryFacts, OpenFolder } from './disk-calls.ts';
import { identitiesOf, isRegular } from './step-rows.ts';

const NO_HASH = new Uint8Array(0);

/** What the disk shows of one row. */
export interface RowSight {
  readonly run: BatchRun;
  readonly row: number;
  readonly from: OpenFolder | undefined;
  readonly to: OpenFolder | undefined;
  readonly source: EntryFacts | undefined;
  readonly target: EntryFacts | undefined;
  /** The temporary name of a copy. */
  readonly part: EntryFacts | undefined;
  /** The source is there and is the planned file. */
  readonly sourceFits: boolean;
  /** The target is the planned file, brought there by the row, or was until a later row took it away again. */
  readonly targetFits: boolean;
  /** The target is a name the file had before: an earlier row, which is not done, takes it away. */
  readonly targetIsAwaited: boolean;
  /** The target is a file that a later row, which was done, brought there. */
  readonly targetIsFilled: boolean;
}

/**
 * Whether a file looks like the copy that a row makes.
 *
 * @param sight - the row
 * @param target - the file
 * @returns true when size and, to a millisecond, time are those of the row
 */
export function isCopyOf(sight: RowSight, target: EntryFacts): boolean {
  const { row } = sight;
  const { batch } = sight.run;
  if (!isRegular(target.mode) || target.size !== batch.size[row]) return false;
  return identitiesOf(batch, row).some(({ mtime }) => {
    const off = target.mtime - (mtime[row] ?? 0n);
    return off < 1_000_000n && off > -1_000_000n;
  });
}

/**
 * Ends a row whose copy is there.
 *
 * @param sight - the row
 * @param target - the copy
 */
export function completeCopy(sight: RowSight, target: EntryFacts): void {
  const { device, inode, mtime } = target;
  sight.run.end(sight.row, 'completed');
  sight.run.created.set(sight.row, { device, inode, mtime, hash: NO_HASH });
}

/**
 * Whether two names lead to one file.
 *
 * @param a - facts under one name
 * @param b - facts under the other
 * @returns true when both are there and are one
 */
export function isSameFile(a: EntryFacts | undefined, b: EntryFacts | undefined): boolean {
  return a !== undefined && b !== undefined && a.inode === b.inode && a.device === b.device;
}
