import { closeSync } from 'node:fs';
import { outcomeId, type OutcomeCode } from '@kempt/contracts';
import type { BatchRun } from './batch-run.ts';
import { emptyFacts, type EntryFacts, type Place } from './disk-calls.ts';
import { errnoName } from './errno-outcome.ts';
import { factsOf, isUntouched, leadsTo } from './held-pair.ts';
import { isKept, keptRow, type KeptRow } from './kept-row.ts';
import { readRefusal } from './read-files.ts';
import { partName, sourceName } from './step-rows.ts';
import { leadsToMade, swapIn } from './swap-in.ts';
import { writeCopy } from './write-copy.ts';

interface Separation {
  readonly run: BatchRun;
  readonly row: number;
  /** The name that becomes a file of its own. */
  readonly place: Place;
  /** The file it is a name of, open. */
  readonly input: number;
}

/**
 * Makes a name of the kept file a file of its own again, with the same bytes and the time the row says: a verified copy
 * takes the place of the name in one step. The kept file must be as it was planned.
 *
 * @param run - the batch
 * @param row - the row
 */
export function separateRow(run: BatchRun, row: number): void {
  const { batch, execution } = run;
  const folder = run.folder(row, batch.sourceFolder[row]);
  const kept = keptRow(batch, row);
  if (folder === undefined) return;
  if (kept === undefined) {
    run.end(row, 'kept_missing');
    return;
  }
  const place = { folder, name: sourceName(batch, row) };
  const input = execution.calls.open(folder, place.name, 'read');
  if (input < 0) {
    run.code[row] = readRefusal(-input);
    run.messages.set(row, `open: ${errnoName(-input)}`);
    return;
  }
  try {
    separate({ run, row, place, input }, kept);
  } finally {
    closeSync(input);
  }
}

function separate(separation: Separation, kept: KeptRow): void {
  const { run, row, place } = separation;
  const { calls, fault } = run.execution;
  const name = partName(run.batch, row);
  fault('write_copy');
  const output = calls.open(place.folder, name, 'create');
  if (output < 0) {
    run.refuse(row, -output, 'create');
    return;
  }
  run.touched.add(run.batch.targetFolder[row] ?? 0);
  const pair = { input: separation.input, output, source: emptyFacts() };
  const wishes = {
    isOriginal: (facts: EntryFacts) => isKept(facts, kept, run.batch.size[row]),
    mtime: run.batch.mtime[row] ?? 0n,
  };
  const copy = writeCopy(run, row, pair, wishes);
  closeSync(output);
  const changed = copy === undefined ? undefined : changeOf(separation, place, pair.source);
  if (copy === undefined || changed !== undefined) {
    run.remove(row, name);
    if (changed !== undefined) run.end(row, changed);
    return;
  }
  const lateRefusal = (out: Place): OutcomeCode | undefined =>
    leadsToMade(calls, place, copy.made) ? changeOf(separation, out, pair.source) : 'changed_since_plan';
  if (!swapIn({ run, row, place, made: copy.made, lateRefusal, mayStay: true })) return;
  const { device, inode, mtime } = copy.made;
  run.created.set(row, { device, inode, mtime, hash: copy.hash });
  run.code[row] = outcomeId('completed');
}

function changeOf({ run, input }: Separation, at: Place, before: EntryFacts): OutcomeCode | undefined {
  const { calls } = run.execution;
  const isSame = leadsTo(calls, at, before) && isUntouched(factsOf(calls, input), before, 'without_ctime');
  return isSame ? undefined : 'changed_since_plan';
}
