import { closeSync } from 'node:fs';
import type { OutcomeCode } from '@kempt/contracts';
import type { BatchRun } from './batch-run.ts';
import type { EntryFacts, Place } from './disk-calls.ts';
import { errnoName } from './errno-outcome.ts';
import { linkPair } from './hardlink-row.ts';
import { factsOf, type HeldFile } from './held-pair.ts';
import { isKept, keptRow } from './kept-row.ts';
import { readRefusal } from './read-files.ts';
import { isRegular, sourceName, targetName } from './step-rows.ts';

/** What to open, and what it must be. */
interface Wanted {
  readonly place: Place;
  readonly isPlanned: (facts: EntryFacts) => boolean;
  /** Said when it is another file by now. */
  readonly changed: OutcomeCode;
}

/**
 * Makes a name of the kept file another name of the file that it belonged to before: the same exchange as for a hard link,
 * with the same comparison. Access is not compared, since whoever may read the source has these bytes already.
 *
 * @param run - the batch
 * @param row - the row: the source is the file, the target the name
 */
export function rejoinRow(run: BatchRun, row: number): void {
  const { batch } = run;
  const planned = keptRow(batch, row);
  const [from, to] = [run.folder(row, batch.sourceFolder[row]), run.folder(row, batch.targetFolder[row])];
  if (from === undefined || to === undefined) return;
  const taken = open(run, row, {
    place: { folder: to, name: targetName(batch, row) },
    isPlanned: (facts) => planned !== undefined && isKept(facts, planned, batch.size[row]),
    changed: 'changed_since_plan',
  });
  if (taken === undefined) return;
  const kept = open(run, row, {
    place: { folder: from, name: sourceName(batch, row) },
    isPlanned: (facts) => isFirstName(run, row, facts),
    changed: 'source_differs',
  });
  if (kept !== undefined) {
    linkPair({ run, row, taken, kept }, () => undefined);
    closeSync(kept.fd);
  }
  closeSync(taken.fd);
}

/**
 * Whether a file is the one whose further name a row makes.
 *
 * @param run - the batch
 * @param row - the row
 * @param facts - of the file
 * @returns true for the planned regular file; one that is made by an earlier step has no planned inode
 */
export function isFirstName({ batch }: BatchRun, row: number, facts: EntryFacts): boolean {
  const isAny = batch.inode[row] === 0n;
  const isSame = isAny || (facts.inode === batch.inode[row] && facts.device === batch.device[row]);
  return isSame && isRegular(facts.mode) && facts.size === batch.size[row] && facts.mtime === batch.mtime[row];
}

function open(run: BatchRun, row: number, { place, isPlanned, changed }: Wanted): HeldFile | undefined {
  const { calls } = run.execution;
  const fd = calls.open(place.folder, place.name, 'read');
  if (fd < 0) {
    run.code[row] = readRefusal(-fd);
    run.messages.set(row, `open: ${errnoName(-fd)}`);
    return undefined;
  }
  const facts = factsOf(calls, fd);
  if (isPlanned(facts)) return { fd, place, facts };
  closeSync(fd);
  run.end(row, changed);
  return undefined;
}
