import { closeSync } from 'node:fs';
import { outcomeId, type OutcomeCode } from '@kempt/contracts';
import type { BatchRun } from './batch-run.ts';
import { emptyFacts, fileKey, type EntryFacts, type Place } from './disk-calls.ts';
import { factsOf, isUntouched, openKept, type HeldFile } from './held-pair.ts';
import { isKept, keptRow } from './kept-row.ts';
import { isLinkOf } from './link-target.ts';
import { partName, sourceName } from './step-rows.ts';
import { leadsToMade, swapIn } from './swap-in.ts';
import { writeCopy, type WrittenCopy } from './write-copy.ts';

/** The link of a row, and the file it leads to, held open. */
interface Replacing {
  readonly run: BatchRun;
  readonly row: number;
  readonly place: Place;
  readonly link: EntryFacts;
  readonly kept: HeldFile;
}

/**
 * Puts a file of its own in the place of a symbolic link that Kempt made: a verified copy of the kept file, with the time
 * the row says. The link must be the one that was made, and the kept file as it was planned.
 *
 * @param run - the batch
 * @param row - the row
 */
export function replaceLinkRow(run: BatchRun, row: number): void {
  const folder = run.folder(row, run.batch.sourceFolder[row]);
  if (folder === undefined) return;
  const place = { folder, name: sourceName(run.batch, row) };
  const link = emptyFacts();
  const failed = run.execution.calls.stat(folder, place.name, link);
  if (failed !== 0) {
    run.refuse(row, failed, 'stat');
    return;
  }
  const kept = openKept(run, row);
  if (kept === undefined) return;
  try {
    const replacing = { run, row, place, link, kept };
    if (isMade(replacing, place)) replace(replacing);
    else run.end(row, 'changed_since_plan');
  } finally {
    closeSync(kept.fd);
  }
}

function replace(replacing: Replacing): void {
  const { run, row, place } = replacing;
  const { calls } = run.execution;
  const copy = makeCopy(replacing);
  const changed = copy === undefined ? undefined : changeOf(replacing, place);
  if (copy === undefined || changed !== undefined) {
    if (changed !== undefined) {
      run.remove(row, partName(run.batch, row));
      run.end(row, changed);
    }
    return;
  }
  const lateRefusal = (out: Place): OutcomeCode | undefined =>
    leadsToMade(calls, place, copy.made) ? changeOf(replacing, out) : 'changed_since_plan';
  if (!swapIn({ run, row, place, made: copy.made, lateRefusal, mayStay: true })) return;
  const { device, inode, mtime } = copy.made;
  run.created.set(row, { device, inode, mtime, hash: copy.hash });
  run.code[row] = outcomeId('completed');
}

/** Answers undefined when the row has ended; then nothing is left of the copy. */
function makeCopy({ run, row, place, kept }: Replacing): WrittenCopy | undefined {
  const { calls, fault } = run.execution;
  const planned = keptRow(run.batch, row);
  const name = partName(run.batch, row);
  fault('write_copy');
  const output = calls.open(place.folder, name, 'create');
  if (output < 0) {
    run.refuse(row, -output, 'create');
    return undefined;
  }
  run.touched.add(run.batch.targetFolder[row] ?? 0);
  const copy = writeCopy(
    run,
    row,
    { input: kept.fd, output, source: emptyFacts() },
    {
      isOriginal: (facts) => planned !== undefined && isKept(facts, planned, run.batch.size[row]),
      mtime: run.batch.mtime[row] ?? 0n,
    },
  );
  closeSync(output);
  if (copy === undefined) run.remove(row, name);
  return copy;
}

/** Looks at the link where it is to be found now, and at the kept file. */
function changeOf(replacing: Replacing, at: Place): OutcomeCode | undefined {
  const { run, kept } = replacing;
  if (!isUntouched(factsOf(run.execution.calls, kept.fd), kept.facts, 'without_ctime')) return 'kept_changed';
  return isMade(replacing, at) ? undefined : 'changed_since_plan';
}

/** Whether a name is the very link that was made; after a restore from a backup it has another inode. */
function isMade({ run, row, link }: Replacing, place: Place): boolean {
  const { batch } = run;
  const facts = emptyFacts();
  if (run.execution.calls.stat(place.folder, place.name, facts) !== 0 || fileKey(facts) !== fileKey(link)) return false;
  const isAnyInode = batch.match === 'content' || batch.inode[row] === 0n;
  const isPlanned = facts.inode === batch.inode[row] && facts.device === batch.device[row];
  return (isAnyInode || isPlanned) && isLinkOf(run, row, { place, facts });
}
