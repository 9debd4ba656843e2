import { closeSync } from 'node:fs';
import { constants } from 'node:os';
import { outcomeId } from '@kempt/contracts';
import { emptyFacts, fileKey, type EntryFacts } from './disk-calls.ts';
import { actionOf, isGone, syncTouched, type BatchRun } from './batch-run.ts';
import { isPlannedFile } from './move-row.ts';
import { fitsIdentity, partName, sourceName, targetName } from './step-rows.ts';
import { writeCopy } from './write-copy.ts';

const { errno } = constants;
const COMPLETED = outcomeId('completed');

/** A copy on its way: written under its temporary name, then verified, published, and only then the source goes. */
interface Copy {
  readonly row: number;
  /** Facts of the source when it was opened. */
  readonly source: EntryFacts;
  readonly hash: Uint8Array;
  /** Facts of the copy once it is verified. */
  readonly made: EntryFacts;
  /** The temporary name stays beside the published one until the source is gone, so that recovery knows its own. */
  linked: boolean;
}

/**
 * Copies rows in rounds, so that one sync of a folder serves all of them: write each copy under a temporary name and
 * sync it; read it back from the disk and compare; publish it under its name without replacing; sync the folders;
 * remove the sources of moves; remove the temporary names.
 *
 * @param run - the batch
 * @param rows - `copy` rows, and `move` rows whose target lies on another device
 */
export function copyRows(run: BatchRun, rows: readonly number[]): void {
  const copies = rows.flatMap((row) => (run.stopped ? [] : [makeCopy(run, row)])).filter((copy) => copy !== undefined);
  const published = copies.filter((copy) => publish(run, copy));
  const unsynced = syncTouched(run);
  const shortened = new Set<string>();
  for (const copy of published) {
    if (unsynced.length > 0) giveUp(run, copy);
    else if (actionOf(run.batch, copy.row) === 'move') removeSource(run, copy, shortened);
    else complete(run, copy);
  }
  for (const copy of published) dropPart(run, copy);
}

function makeCopy(run: BatchRun, row: number): Copy | undefined {
  const { batch, execution } = run;
  const from = run.folder(row, batch.sourceFolder[row]);
  const to = from === undefined ? undefined : run.folder(row, batch.targetFolder[row]);
  if (from === undefined || to === undefined || !isPlannedFile(run, row, from)) return undefined;
  const source = emptyFacts();
  const input = execution.calls.open(from, sourceName(batch, row), 'read');
  if (input < 0) {
    run.refuse(row, -input, 'open');
    return undefined;
  }
  execution.fault('write_copy');
  const output = execution.calls.open(to, partName(batch, row), 'create');
  if (output < 0) {
    closeSync(input);
    run.refuse(row, -output, 'create');
    return undefined;
  }
  const isOriginal = (facts: EntryFacts): boolean => fitsIdentity(batch, row, facts);
  const copy = writeCopy(run, row, { input, output, source }, { isOriginal });
  closeSync(input);
  closeSync(output);
  if (copy === undefined) {
    run.remove(row, partName(batch, row));
    return undefined;
  }
  run.touched.add(batch.targetFolder[row] ?? 0);
  return { row, source, ...copy, linked: false };
}

function publish(run: BatchRun, copy: Copy): boolean {
  const { calls, fault } = run.execution;
  const { row } = copy;
  const part = partName(run.batch, row);
  const to = run.folder(row, run.batch.targetFolder[row]);
  if (to === undefined) {
    run.remove(row, part);
    return false;
  }
  const target = { folder: to, name: targetName(run.batch, row) };
  fault('publish');
  const linked = calls.link(to, part, target);
  copy.linked = linked === 0;
  const failed =
    linked === errno.EPERM || linked === errno.EOPNOTSUPP ? calls.renameNoReplace(to, part, target) : linked;
  if (failed === 0) return true;
  run.remove(row, part);
  run.refuse(row, failed, 'publish');
  return false;
}

/** Removing one name of a file changes the ctime that its other names show: `shortened` holds the files this was done to. */
function removeSource(run: BatchRun, copy: Copy, shortened: Set<string>): void {
  const { calls, fault } = run.execution;
  const { row } = copy;
  const from = run.slots.open(run.batch.sourceFolder[row] ?? 0);
  const now = emptyFacts();
  const name = sourceName(run.batch, row);
  const seen = typeof from === 'number' ? -from : calls.stat(from, name, now);
  if (isGone(seen)) {
    // Somebody else took the original away meanwhile: the copy may be all that is left of it, so it stays.
    complete(run, copy);
    return;
  }
  if (typeof from === 'number' || seen !== 0) {
    takeBack(run, copy);
    run.refuse(row, seen, 'look at the original');
    return;
  }
  if (!isUnchanged(now, copy.source, shortened)) {
    takeBack(run, copy);
    run.end(row, 'changed_since_plan', 'the original changed while it was copied');
    return;
  }
  fault('unlink_source');
  const failed = calls.unlink(from, name);
  if (failed === 0) {
    shortened.add(fileKey(now));
    complete(run, copy);
    run.touched.add(run.batch.sourceFolder[row] ?? 0);
    return;
  }
  takeBack(run, copy);
  run.refuse(row, failed, 'unlink');
}

function isUnchanged(now: EntryFacts, then: EntryFacts, shortened: ReadonlySet<string>): boolean {
  return (
    fileKey(now) === fileKey(then) &&
    now.size === then.size &&
    now.mtime === then.mtime &&
    (now.ctime === then.ctime || shortened.has(fileKey(now)))
  );
}

function complete(run: BatchRun, copy: Copy): void {
  run.code[copy.row] = COMPLETED;
  const { device, inode, mtime } = copy.made;
  run.created.set(copy.row, { device, inode, mtime, hash: copy.hash });
}

/** A copy whose name may not survive a power cut is no reason to remove its source. */
function giveUp(run: BatchRun, copy: Copy): void {
  takeBack(run, copy);
  run.end(copy.row, 'io_error', 'the folder of its copy could not be synced');
}

/**
 * Removes a published copy again while it still is the file that was made here; the source was never touched. When the
 * copy stays, its temporary name stays too, so that it is known later.
 */
function takeBack(run: BatchRun, copy: Copy): void {
  const { row, made } = copy;
  const to = run.slots.open(run.batch.targetFolder[row] ?? 0);
  const now = emptyFacts();
  const name = targetName(run.batch, row);
  const seen = typeof to === 'number' ? -to : run.execution.calls.stat(to, name, now);
  const isOwn = now.inode === made.inode && now.mtime === made.mtime && now.size === made.size;
  if (isGone(seen) || (seen === 0 && !isOwn)) return;
  if (seen === 0 && run.remove(row, name)) return;
  if (seen !== 0) run.leaveBehind(row, seen);
  copy.linked = false;
}

function dropPart(run: BatchRun, copy: Copy): void {
  if (!copy.linked) return;
  run.execution.fault('unlink_part');
  run.remove(copy.row, partName(run.batch, copy.row));
}
