import { closeSync } from 'node:fs';
import { constants } from 'node:os';
import { outcomeId } from '@kempt/contracts';
import { emptyFacts, fileKey, type DiskCalls, type OpenFolder } from './disk-calls.ts';
import type { BatchRun } from './batch-run.ts';
import { fitsIdentity, isRegular, partName, recordedHash, sourceName, targetName } from './step-rows.ts';
import { hashOpen, withRegularFile } from './read-files.ts';
import type { WatchedFile } from './watched-moves.ts';

const { errno } = constants;
const COMPLETED = outcomeId('completed');
const facts = emptyFacts();

interface Move {
  readonly run: BatchRun;
  readonly row: number;
  readonly from: OpenFolder;
  readonly to: OpenFolder;
}

/**
 * Moves one file: identity checked right before, never replacing. Where the system has no atomic move that does not
 * replace, the file is linked and unlinked; where the target lies on another device the row waits for the copy round.
 *
 * @param run - the batch
 * @param row - the row
 */
export function moveRow(run: BatchRun, row: number): void {
  const from = run.folder(row, run.batch.sourceFolder[row]);
  if (from === undefined) return;
  const watched = run.watched.begin(row, from);
  try {
    moveFrom(run, row, { from, watched });
  } finally {
    if (watched !== undefined) closeSync(watched.fd);
  }
}

function moveFrom(
  run: BatchRun,
  row: number,
  { from, watched }: { readonly from: OpenFolder; readonly watched: WatchedFile | undefined },
): void {
  const { batch } = run;
  if (!isPlannedFile(run, row, from)) return;
  const to = run.folder(row, batch.targetFolder[row]);
  if (to === undefined) return;
  const { calls, fault } = run.execution;
  fault('move');
  const failed = calls.renameNoReplace(from, sourceName(batch, row), { folder: to, name: targetName(batch, row) });
  if (failed === 0) {
    complete(run, row);
    if (watched !== undefined) run.watched.moved(row, watched, facts);
  } else settleRefusal({ run, row, from, to }, failed);
}

/**
 * Checks right before a step that the source still is the file that was planned; ends the row when it is not.
 *
 * @param run - the batch
 * @param row - the row
 * @param from - the folder the file is in
 * @returns whether the step may go on
 */
export function isPlannedFile(run: BatchRun, row: number, from: OpenFolder): boolean {
  const { batch, execution } = run;
  const name = sourceName(batch, row);
  const failed = execution.calls.stat(from, name, facts);
  if (failed !== 0) {
    run.refuse(row, failed, 'stat');
    return false;
  }
  if (!isRegular(facts.mode)) {
    run.end(row, 'not_a_regular_file');
    return false;
  }
  if (fitsIdentity(batch, row, facts) && (batch.match === 'inode' || holdsRecordedBytes(run, row, from))) return true;
  run.end(row, 'changed_since_plan');
  return false;
}

function holdsRecordedBytes(run: BatchRun, row: number, from: OpenFolder): boolean {
  const wanted = recordedHash(run.batch, row);
  if (wanted === undefined) return false;
  const place = { folder: from, name: sourceName(run.batch, row) };
  const hash = withRegularFile(run.execution.calls, place, hashOpen);
  return hash !== undefined && Buffer.compare(hash, wanted) === 0;
}

function complete(run: BatchRun, row: number): void {
  run.code[row] = COMPLETED;
  touch(run, row);
}

function touch(run: BatchRun, row: number): void {
  run.touched.add(run.batch.sourceFolder[row] ?? 0);
  run.touched.add(run.batch.targetFolder[row] ?? 0);
}

function settleRefusal(move: Move, failed: number): void {
  const { run, row } = move;
  if (failed === errno.EXDEV) run.wait(row);
  else if (failed === errno.EEXIST) settleExisting(move);
  else if (failed === errno.ENOSYS || failed === errno.EINVAL || failed === errno.EOPNOTSUPP) linkAndUnlink(move);
  else run.refuse(row, failed, 'rename');
}

/** On a file system that folds case, a file's new spelling is "taken" by the file itself: it goes by a third name. */
function settleExisting(move: Move): void {
  const { run, row, from, to } = move;
  const { calls } = run.execution;
  const target = emptyFacts();
  const seen = calls.stat(to, targetName(run.batch, row), target) === 0;
  const itself = seen && target.inode === facts.inode && target.device === facts.device && target.links === 1;
  if (!itself) {
    run.end(row, 'destination_exists');
    return;
  }
  const aside = { folder: to, name: partName(run.batch, row) };
  const first = calls.renameNoReplace(from, sourceName(run.batch, row), aside);
  if (first !== 0) {
    run.refuse(row, first, 'rename');
    return;
  }
  const second = calls.renameNoReplace(to, aside.name, { folder: to, name: targetName(run.batch, row) });
  if (second === 0) {
    complete(run, row);
    return;
  }
  run.refuse(row, second, 'rename');
  const back = calls.renameNoReplace(to, aside.name, { folder: from, name: sourceName(run.batch, row) });
  if (back !== 0) run.leaveBehind(row, back);
  touch(run, row);
}

/**
 * Threat: another program may replace the source between any two calls. So nothing is unlinked before both names were
 * seen to be the planned file, and the target is only taken back while the source still is the same file.
 */
function linkAndUnlink(move: Move): void {
  const { run, row, from, to } = move;
  const { calls, fault } = run.execution;
  const name = sourceName(run.batch, row);
  const target = { folder: to, name: targetName(run.batch, row) };
  const failed = calls.link(from, name, target);
  if (failed === errno.EXDEV) run.wait(row);
  else if (failed === errno.EPERM) run.end(row, 'not_supported', 'link: EPERM, hard links are refused here');
  else if (failed !== 0) run.refuse(row, failed, 'link');
  if (failed !== 0) return;
  fault('unlink');
  const linked = inodeAt(calls, to, target.name);
  const source = inodeAt(calls, from, name);
  const planned = fileKey(facts);
  if (linked === planned && source !== planned) {
    complete(run, row);
    return;
  }
  const unlinked = linked === planned ? calls.unlink(from, name) : errno.ESTALE;
  if (unlinked === 0) {
    complete(run, row);
    return;
  }
  if (linked === source) run.remove(row, target.name);
  touch(run, row);
  if (linked === planned) run.refuse(row, unlinked, 'unlink');
  else run.end(row, 'changed_since_plan');
}

function inodeAt(calls: DiskCalls, folder: OpenFolder, name: Uint8Array): string | undefined {
  const found = emptyFacts();
  return calls.stat(folder, name, found) === 0 ? fileKey(found) : undefined;
}
