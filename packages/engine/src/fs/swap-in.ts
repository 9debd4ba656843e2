import { constants } from 'node:os';
import type { OutcomeCode } from '@kempt/contracts';
import type { BatchRun } from './batch-run.ts';
import { emptyFacts, fileKey, type DiskCalls, type EntryFacts, type Place } from './disk-calls.ts';
import { leadsTo } from './held-pair.ts';
import { partName } from './step-rows.ts';

const { errno } = constants;

/** What is to take the place of a file: it lies under the temporary name of the row. */
export interface SwapIn {
  readonly run: BatchRun;
  readonly row: number;
  /** Where the file that goes is. */
  readonly place: Place;
  /** Facts of what is to be there. */
  readonly made: EntryFacts;
  /** Whether that is held open. Else it can be removed by somebody, and a new file get its inode. */
  readonly isHeld?: boolean;
  /** Looks at both once they have changed places: why the file must not go after all. */
  readonly lateRefusal: (part: Place) => OutcomeCode | undefined;
  /**
   * Whether what was made may stay although what came out can neither be removed nor put back: a recovery takes that for
   * a name that is left over.
   */
  readonly mayStay?: boolean;
}

/**
 * Puts what was made under the temporary name of a row in the place of a file and removes that file: both names change
 * hands in one step, so there is no moment without the file, and what came out is looked at before it goes. Ends the row
 * when it fails; then everything is as it was.
 *
 * @param swap - what and where
 * @returns whether it is done
 */
export function swapIn(swap: SwapIn): boolean {
  const { run, row, place } = swap;
  const { calls, fault } = run.execution;
  const part = { folder: place.folder, name: partName(run.batch, row) };
  fault('exchange');
  const failed = calls.exchange(part, place);
  if (failed !== 0) {
    run.remove(row, part.name);
    if (failed === errno.ENOSYS || failed === errno.EINVAL)
      run.end(row, 'not_supported', 'names cannot be exchanged here');
    else run.refuse(row, failed, 'exchange');
    return false;
  }
  run.touched.add(run.batch.targetFolder[row] ?? 0);
  fault('look_again');
  const refusal = swap.lateRefusal(part);
  if (refusal !== undefined) {
    run.end(row, refusal);
    swapBack(swap, part);
    return false;
  }
  fault('dispose');
  const stays = calls.unlink(part.folder, part.name);
  if (stays === 0) return true;
  if (swapBack(swap, part) && swap.mayStay === true) return true;
  run.refuse(row, stays, 'unlink');
  return false;
}

/**
 * Takes an exchange back. Whatever somebody else put under one of the names is never removed: then what came out stays
 * under its temporary name, which is noted.
 *
 * @param swap - what and where
 * @param part - where the file that came out is
 * @returns whether both still are where the exchange brought them, because the system takes no other
 */
export function swapBack(swap: Omit<SwapIn, 'lateRefusal'>, part: Place): boolean {
  const { run, row, place } = swap;
  const { calls } = run.execution;
  run.touched.add(run.batch.targetFolder[row] ?? 0);
  if (!isMade(swap, place)) {
    run.leaveBehind(row, errno.EEXIST);
    return false;
  }
  const failed = calls.exchange(part, place);
  if (failed !== 0) run.leaveBehind(row, failed);
  else if (isMade(swap, part)) run.remove(row, part.name);
  else {
    calls.exchange(part, place);
    run.leaveBehind(row, errno.EEXIST);
  }
  return failed !== 0;
}

function isMade({ run, made, isHeld = false }: Omit<SwapIn, 'lateRefusal'>, place: Place): boolean {
  const { calls } = run.execution;
  return isHeld ? leadsTo(calls, place, made) : leadsToMade(calls, place, made);
}

/**
 * Whether a name leads to what was made a moment ago, unchanged, and not to a new file that has its inode by now.
 *
 * @param calls - system calls of this thread
 * @param place - the name
 * @param made - what was made
 * @returns true when it does
 */
export function leadsToMade(calls: DiskCalls, { folder, name }: Place, made: EntryFacts): boolean {
  const found = emptyFacts();
  const isThere = calls.stat(folder, name, found) === 0 && fileKey(found) === fileKey(made);
  return isThere && found.mode === made.mode && found.mtime === made.mtime && found.size === made.size;
}
