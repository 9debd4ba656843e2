import { closeSync } from 'node:fs';
import { constants } from 'node:os';
import { outcomeId, type OutcomeCode } from '@kempt/contracts';
import type { BatchRun } from './batch-run.ts';
import { emptyFacts, fileKey, type DiskCalls, type EntryFacts, type Place } from './disk-calls.ts';
import { errnoName, errnoOf, outcomeOfErrno } from './errno-outcome.ts';
import { keptRow, type KeptRow } from './kept-row.ts';
import { moveRow } from './move-row.ts';
import { compareOpen, readRefusal } from './read-files.ts';
import { isRegular, sourceName, targetName } from './step-rows.ts';

const { errno } = constants;
const COMPLETED = outcomeId('completed');
const ITSELF = new Uint8Array(0);
/** What says that a file system has no such locks: there the looks before and after are all there is. */
const NO_LOCKS: ReadonlySet<number> = new Set([
  errno.ENOSYS,
  errno.EOPNOTSUPP,
  errno.ENOLCK,
  errno.EINVAL,
  // Network file systems want a file that is open for writing.
  errno.EBADF,
]);

/** One of the two files, held open. */
interface Held {
  readonly fd: number;
  readonly place: Place;
  /** As it was when it was opened. */
  readonly facts: EntryFacts;
}

interface Pair {
  readonly run: BatchRun;
  readonly row: number;
  readonly taken: Held;
  readonly kept: Held;
}

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
  const taken = openTaken(run, row);
  if (taken === undefined) return;
  try {
    const kept = openKept(run, row);
    if (kept === undefined) return;
    try {
      takeAway({ run, row, taken, kept });
    } catch (error) {
      run.refuse(row, errnoOf(error), 'read');
    } finally {
      closeSync(kept.fd);
    }
  } finally {
    closeSync(taken.fd);
  }
}

function openTaken(run: BatchRun, row: number): Held | undefined {
  const { batch, execution } = run;
  const folder = run.folder(row, batch.sourceFolder[row]);
  if (folder === undefined) return undefined;
  const place = { folder, name: sourceName(batch, row) };
  const fd = execution.calls.open(folder, place.name, 'read');
  if (fd < 0) {
    run.code[row] = readRefusal(-fd);
    run.messages.set(row, `open: ${errnoName(-fd)}`);
    return undefined;
  }
  const facts = factsOf(execution.calls, fd);
  const isPlanned =
    facts.inode === batch.inode[row] &&
    facts.device === batch.device[row] &&
    facts.size === batch.size[row] &&
    facts.mtime === batch.mtime[row];
  if (isRegular(facts.mode) && isPlanned) return { fd, place, facts };
  closeSync(fd);
  run.end(row, isRegular(facts.mode) ? 'changed_since_plan' : 'not_a_regular_file');
  return undefined;
}

function openKept(run: BatchRun, row: number): Held | undefined {
  const { batch, execution } = run;
  const planned = keptRow(batch, row);
  const folder = planned === undefined ? -errno.ENOENT : execution.session.folder(planned.folder);
  if (planned === undefined || typeof folder === 'number') {
    run.end(row, 'kept_missing');
    return undefined;
  }
  const place = { folder, name: planned.name };
  const fd = execution.calls.open(folder, planned.name, 'read');
  if (fd < 0) {
    run.end(row, 'kept_missing', `open: ${errnoName(-fd)}`);
    return undefined;
  }
  const facts = factsOf(execution.calls, fd);
  if (isKept(facts, planned, batch.size[row])) return { fd, place, facts };
  closeSync(fd);
  run.end(row, isRegular(facts.mode) ? 'kept_changed' : 'kept_missing');
  return undefined;
}

function isKept(facts: EntryFacts, planned: KeptRow, size: number | undefined): boolean {
  return (
    isRegular(facts.mode) &&
    facts.inode === planned.inode &&
    facts.device === planned.device &&
    facts.mtime === planned.mtime &&
    facts.size === size
  );
}

function takeAway(pair: Pair): void {
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
  moveRow(run, row);
  if (run.waiting.at(-1) === row) {
    run.waiting.pop();
    run.end(row, 'cross_device');
  }
  const to = run.slots.open(run.batch.targetFolder[row] ?? 0);
  if (run.code[row] !== COMPLETED || typeof to === 'number') return;
  fault('look_again');
  // The move itself changes the time of last change of anything.
  const place = { folder: to, name: targetName(run.batch, row) };
  const afterwards = changeOf(pair, place, 'without_ctime');
  if (afterwards !== undefined) bringBack(pair, place, afterwards);
}

/** Two names of one file are one lock too, so that is asked first. */
function lockRefusal({ run, taken, kept }: Pair): OutcomeCode | undefined {
  const { calls } = run.execution;
  if (fileKey(taken.facts) === fileKey(kept.facts)) return 'same_file';
  for (const failed of [calls.lock(taken.fd, 'exclusive'), calls.lock(kept.fd, 'shared')]) {
    if (failed === 0 || NO_LOCKS.has(failed)) continue;
    return failed === errno.EWOULDBLOCK ? 'locked' : outcomeOfErrno(failed);
  }
  return undefined;
}

function contentRefusal({ taken, kept }: Pair): OutcomeCode | undefined {
  return compareOpen(taken.fd, kept.fd) === 1 ? undefined : 'bytes_differ';
}

type Looking = 'with_ctime' | 'without_ctime';

/** What changed since both were opened: of the files themselves, or of where their names lead. */
function changeOf({ run, taken, kept }: Pair, takenPlace: Place, how: Looking): OutcomeCode | undefined {
  const { calls } = run.execution;
  if (!leadsTo(calls, kept.place, kept.facts)) return 'kept_missing';
  if (!isUntouched(factsOf(calls, kept.fd), kept.facts, 'with_ctime')) return 'kept_changed';
  const isThere = leadsTo(calls, takenPlace, taken.facts);
  return isThere && isUntouched(factsOf(calls, taken.fd), taken.facts, how) ? undefined : 'changed_since_plan';
}

function leadsTo(calls: DiskCalls, place: Place, facts: EntryFacts): boolean {
  const found = emptyFacts();
  return calls.stat(place.folder, place.name, found) === 0 && fileKey(found) === fileKey(facts);
}

function isUntouched(now: EntryFacts, before: EntryFacts, how: Looking): boolean {
  const isSame = now.size === before.size && now.mtime === before.mtime;
  return isSame && (how === 'without_ctime' || now.ctime === before.ctime);
}

/** Whatever lies in the quarantine under the name goes back, the planned file or one that was put in its place. */
function bringBack({ run, row, taken }: Pair, place: Place, why: OutcomeCode): void {
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

function factsOf(calls: DiskCalls, fd: number): EntryFacts {
  const facts = emptyFacts();
  calls.stat({ fd, prefix: ITSELF }, ITSELF, facts);
  return facts;
}
