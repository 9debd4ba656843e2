import { closeSync } from 'node:fs';
import { outcomeId } from '@kempt/contracts';
import { emptyFacts, fileKey, type DiskCalls, type EntryFacts, type OpenFolder } from './disk-calls.ts';
import { errnoOf } from './errno-outcome.ts';
import type { BatchRun } from './batch-run.ts';
import { compareOpen } from './read-files.ts';
import { fitsIdentity, isRegular, sourceName, targetName } from './step-rows.ts';

const ITSELF = new Uint8Array(0);

/**
 * Removes a copy while it is unchanged and its source still holds the same bytes: they are compared right before, and
 * two names of one file are not taken for two files.
 *
 * @param run - the batch
 * @param row - the row
 */
export function removeCopy(run: BatchRun, row: number): void {
  const { batch, execution } = run;
  const from = run.folder(row, batch.sourceFolder[row]);
  const to = from === undefined ? undefined : run.folder(row, batch.targetFolder[row]);
  if (from === undefined || to === undefined) return;
  const name = targetName(batch, row);
  if (!isUnchanged(run, row, to) || !holdsSameBytes(run, row, { from, to })) return;
  if (!isUnchanged(run, row, to)) return;
  execution.fault('unlink');
  const failed = execution.calls.unlink(to, name);
  if (failed !== 0) {
    run.refuse(row, failed, 'unlink');
    return;
  }
  run.code[row] = outcomeId('completed');
  run.touched.add(batch.targetFolder[row] ?? 0);
}

function isUnchanged(run: BatchRun, row: number, to: OpenFolder): boolean {
  const facts = emptyFacts();
  const failed = run.execution.calls.stat(to, targetName(run.batch, row), facts);
  if (failed !== 0) run.refuse(row, failed, 'stat');
  else if (!isRegular(facts.mode)) run.end(row, 'not_a_regular_file');
  else if (fitsIdentity(run.batch, row, facts)) return true;
  else run.end(row, 'changed_since_plan');
  return false;
}

function holdsSameBytes(
  run: BatchRun,
  row: number,
  folders: { readonly from: OpenFolder; readonly to: OpenFolder },
): boolean {
  const { calls } = run.execution;
  const source = calls.open(folders.from, sourceName(run.batch, row), 'read');
  if (source < 0) {
    run.end(row, 'source_differs', 'the original cannot be opened');
    return false;
  }
  const copy = calls.open(folders.to, targetName(run.batch, row), 'read');
  try {
    if (copy >= 0 && areTwoFiles(calls, source, copy) && compareOpen(source, copy) === 1) return true;
    run.end(row, 'source_differs');
    return false;
  } catch (error) {
    run.refuse(row, errnoOf(error), 'read');
    return false;
  } finally {
    closeSync(source);
    if (copy >= 0) closeSync(copy);
  }
}

/** Asked of what is open: by its name, one of the two may be another file by now. */
function areTwoFiles(calls: DiskCalls, source: number, copy: number): boolean {
  const [one, other] = [factsOf(calls, source), factsOf(calls, copy)];
  return isRegular(one.mode) && fileKey(one) !== fileKey(other);
}

function factsOf(calls: DiskCalls, fd: number): EntryFacts {
  const facts = emptyFacts();
  calls.stat({ fd, prefix: ITSELF }, ITSELF, facts);
  return facts;
}
