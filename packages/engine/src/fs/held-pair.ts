import { closeSync } from 'node:fs';
import { constants } from 'node:os';
import type { OutcomeCode } from '@kempt/contracts';
import type { BatchRun } from './batch-run.ts';
import { emptyFacts, fileKey, type DiskCalls, type EntryFacts, type Place } from './disk-calls.ts';
import { errnoName, errnoOf, outcomeOfErrno } from './errno-outcome.ts';
import { isKept, keptRow } from './kept-row.ts';
import { compareOpen, readRefusal } from './read-files.ts';
import { isRegular, sourceName } from './step-rows.ts';

const { errno } = constants;
const ITSELF = new Uint8Array(0);
/** Noted where a whole disk could not be synced: it is not asked for again, since a second call could call it a success. */
const NOT_WHOLE = 'not_whole';
/** What says that a file system has no such locks: there the looks before and after are all there is. */
const NO_LOCKS: ReadonlySet<number> = new Set([
  errno.ENOSYS,
  errno.EOPNOTSUPP,
  errno.ENOLCK,
  errno.EINVAL,
  // Network file systems want a file that is open for writing.
  errno.EBADF,
]);

/** One of two files, held open. */
export interface HeldFile {
  readonly fd: number;
  readonly place: Place;
  /** As it was when it was looked at last. */
  readonly facts: EntryFacts;
}

/** A duplicate and the file that is kept, both held open. */
export interface HeldPair {
  readonly run: BatchRun;
  readonly row: number;
  readonly taken: HeldFile;
  readonly kept: HeldFile;
}

/**
 * Opens the duplicate and the kept file of a row, both as planned, for as long as something is done with them. A row
 * whose files are not there, or not as planned, ends.
 *
 * @param run - the batch
 * @param row - the row
 * @param use - what to do with them
 */
export function withHeldPair(run: BatchRun, row: number, use: (pair: HeldPair) => void): void {
  const taken = openTaken(run, row);
  if (taken === undefined) return;
  try {
    const kept = openKept(run, row);
    if (kept === undefined) return;
    try {
      use({ run, row, taken, kept });
    } finally {
      closeSync(kept.fd);
    }
  } finally {
    closeSync(taken.fd);
  }
}

function openTaken(run: BatchRun, row: number): HeldFile | undefined {
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

/**
 * Opens the kept file of a row, which must be as planned.
 *
 * @param run - the batch
 * @param row - the row
 * @returns the file, or undefined when the row has ended
 */
export function openKept(run: BatchRun, row: number): HeldFile | undefined {
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

/**
 * Locks a pair against every other Kempt. Two names of one file are one lock too, so that is asked first.
 *
 * @param pair - the two
 * @returns why they cannot be dealt with
 */
export function lockRefusal({ run, taken, kept }: HeldPair): OutcomeCode | undefined {
  const { calls } = run.execution;
  if (fileKey(taken.facts) === fileKey(kept.facts)) return 'same_file';
  for (const failed of [calls.lock(taken.fd, 'exclusive'), calls.lock(kept.fd, 'shared')]) {
    if (failed === 0 || NO_LOCKS.has(failed)) continue;
    return failed === errno.EWOULDBLOCK ? 'locked' : outcomeOfErrno(failed);
  }
  return undefined;
}

/**
 * Compares the whole bytes of a pair.
 *
 * @param pair - the two
 * @returns why they cannot be dealt with, also when one cannot be read: whoever asks has something to take back then
 */
export function contentRefusal({ run, row, taken, kept }: HeldPair): OutcomeCode | undefined {
  try {
    return compareOpen(taken.fd, kept.fd) === 1 ? undefined : 'bytes_differ';
  } catch (error) {
    const failed = errnoOf(error);
    run.messages.set(row, `read: ${errnoName(failed)}`);
    return outcomeOfErrno(failed);
  }
}

/**
 * Puts the bytes of the kept file on the disk. A file that was written a moment ago may be in memory alone, and after a
 * power cut the disk would hold the removal of the duplicate and nothing of what it was compared with. One call a batch
 * does it for all files of a disk, since whatever is written afterwards is not the planned file any more; where that call
 * fails, for whatever file, each is asked for.
 *
 * @param pair - the two
 * @returns why they cannot be dealt with
 */
export function syncRefusal({ run, row, kept }: HeldPair): OutcomeCode | undefined {
  const { calls, fault } = run.execution;
  const [disk, file] = [String(kept.facts.device), fileKey(kept.facts)];
  if (run.synced.has(disk) || run.synced.has(file)) return undefined;
  fault('sync_kept');
  const isWhole = !run.synced.has(NOT_WHOLE) && calls.syncAll(kept.fd) === 0;
  if (!isWhole) run.synced.add(NOT_WHOLE);
  const failed = isWhole ? 0 : calls.sync(kept.fd);
  if (failed === 0) {
    run.synced.add(isWhole ? disk : file);
    return undefined;
  }
  run.messages.set(row, `fsync: ${errnoName(failed)}`);
  return outcomeOfErrno(failed);
}

/** Whether the last change of anything counts: a move, a link or an exchange of names changes it too. */
export type Looking = 'with_ctime' | 'without_ctime';

/**
 * What changed since a pair was looked at last: of the files themselves, or of where their names lead.
 *
 * @param pair - the two
 * @param takenPlace - where the duplicate is to be found now
 * @param how - what counts as a change of the duplicate; of the kept file everything does
 * @returns undefined when all is as it should be
 */
export function changeOf({ run, taken, kept }: HeldPair, takenPlace: Place, how: Looking): OutcomeCode | undefined {
  const { calls } = run.execution;
  if (!leadsTo(calls, kept.place, kept.facts)) return 'kept_missing';
  if (!isUntouched(factsOf(calls, kept.fd), kept.facts, 'with_ctime')) return 'kept_changed';
  const isThere = leadsTo(calls, takenPlace, taken.facts);
  return isThere && isUntouched(factsOf(calls, taken.fd), taken.facts, how) ? undefined : 'changed_since_plan';
}

/**
 * Whether a name leads to a file.
 *
 * @param calls - system calls of this thread
 * @param place - the name
 * @param facts - the file
 * @returns true when it does
 */
export function leadsTo(calls: DiskCalls, place: Place, facts: EntryFacts): boolean {
  const found = emptyFacts();
  return calls.stat(place.folder, place.name, found) === 0 && fileKey(found) === fileKey(facts);
}

/**
 * Whether nobody changed a file.
 *
 * @param now - its facts now
 * @param before - its facts before
 * @param how - what counts as a change
 * @returns true when nobody did
 */
export function isUntouched(now: EntryFacts, before: EntryFacts, how: Looking): boolean {
  const isSame = now.size === before.size && now.mtime === before.mtime;
  return isSame && (how === 'without_ctime' || now.ctime === before.ctime);
}

/**
 * Facts of an open file.
 *
 * @param calls - system calls of this thread
 * @param fd - the file
 * @returns its facts now
 */
export function factsOf(calls: DiskCalls, fd: number): EntryFacts {
  const facts = emptyFacts();
  calls.stat({ fd, prefix: ITSELF }, ITSELF, facts);
  return facts;
}
