import { constants } from 'node:os';
import { outcomeId, type OutcomeCode } from '@kempt/contracts';
import type { BatchRun } from './batch-run.ts';
import type { DiskCalls, Place } from './disk-calls.ts';
import { displaceRow } from './displace-row.ts';
import { changeOf, contentRefusal, lockRefusal, withHeldPair, type HeldPair } from './held-pair.ts';
import { targetName } from './step-rows.ts';

const { errno } = constants;
const COMPLETED = outcomeId('completed');

/**
 * Moves a duplicate to the quarantine while another file with the same bytes is kept.
 *
 * Threat model: any other program, a second Kempt among them, may write, rename, replace or remove either file between
 * any two calls, and plans may come from a cache that is wrong. So nothing that was known before counts: both files
 * are held open and locked (the one that goes for itself alone, so that no other Kempt can keep it meanwhile; the one
 * that stays so that no other Kempt can take it), compared byte by byte, and looked at again by descriptor and by name
 * right before the move and right after. What turns out to be wrong after the move goes back.
 *
 * @param run - the batch
 * @param row - the row
 */
export function quarantineRow(run: BatchRun, row: number): void {
  withHeldPair(run, row, takeAway);
}

function takeAway(pair: HeldPair): void {
  const { run, row, taken } = pair;
  const { fault } = run.execution;
  const refusal = lockRefusal(pair) ?? contentRefusal(pair);
  if (refusal !== undefined) {
    run.end(row, refusal);
    return;
  }
  fault('quarantine');
  const changed = changeOf(pair, taken.place, 'with_ctime');
  if (changed !== undefined) {
    run.end(row, changed);
    return;
  }
  displaceRow(run, row);
  const to = run.slots.open(run.batch.targetFolder[row] ?? 0);
  if (run.code[row] !== COMPLETED || typeof to === 'number') return;
  fault('look_again');
  // The move itself changes the time of last change of anything.
  const place = { folder: to, name: targetName(run.batch, row) };
  const afterwards = changeOf(pair, place, 'without_ctime');
  if (afterwards !== undefined) bringBack(pair, place, afterwards);
}

/** Whatever lies in the quarantine under the name goes back, the planned file or one that was put in its place. */
function bringBack({ run, row, taken }: HeldPair, place: Place, why: OutcomeCode): void {
  const { calls } = run.execution;
  const renamed = calls.renameNoReplace(place.folder, place.name, taken.place);
  const failed = renamed === errno.ENOSYS || renamed === errno.EINVAL ? linkBack(calls, place, taken.place) : renamed;
  run.end(row, why);
  if (failed !== 0) run.leaveBehind(row, failed);
}

function linkBack(calls: DiskCalls, from: Place, to: Place): number {
  const failed = calls.link(from.folder, from.name, to);
  return failed === 0 ? calls.unlink(from.folder, from.name) : failed;
}
