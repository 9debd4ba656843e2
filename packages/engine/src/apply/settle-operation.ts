import { outcomeId, type OperationStatus } from '@kempt/contracts';
import { readJournal, type JournalState } from '../journal/journal-reader.ts';
import { JournalWriter } from '../journal/journal-writer.ts';
import { readBatches } from '../journal/plan-reader.ts';
import type { UnsyncedFolder } from '../ports/file-system.ts';
import type { ApplyResult } from './apply-plan.ts';
import { BatchSettling } from './batch-settling.ts';
import { bringToRest, type Resting } from './bring-to-rest.ts';
import { noteUnsynced } from './note-unsynced.ts';
import type { OperationContext } from './operation-context.ts';
import { removeLeftovers } from './remove-leftovers.ts';
import { restoreTimes, restoreUnchanged } from './restore-times.ts';
import type { Tally } from './tally.ts';
import { tallyOf } from './tally-of.ts';
import { touchedByBatch } from './touched-by-batch.ts';
import { TouchedFolders } from './touched-folders.ts';

const COMPLETED = outcomeId('completed');

/**
 * Makes an operation that was cut short consistent: finds out from the disk which steps of its last batch were done,
 * takes half-done ones back, gives files that were only put aside their names back, syncs the folders of all that, and
 * writes it down. The operation is left `interrupted`: it can be resumed or undone. One that ended because folders could
 * not be synced is looked at as well, but stays `failed`: that they can be synced now says nothing of what the kernel
 * forgot. Of this one, and of one that ended well, what could not be removed is removed.
 *
 * @param context - the operation
 * @param journal - its journal as the crash left it
 * @returns how it stands now
 */
export async function settleOperation(context: OperationContext, journal: JournalState): Promise<ApplyResult> {
  const { clock, files, store, operationId } = context;
  const started = clock.monotonic();
  if (journal.damage !== undefined) await files.truncate('journal', journal.length);
  const writer = new JournalWriter(files);
  const current = async (): Promise<JournalState> => (await readJournal(store, operationId)) ?? journal;
  const { end } = journal;
  const isEnded = end !== undefined && journal.damage === undefined && journal.open === undefined;
  const touched = await touchedBy(context, journal);
  const unsynced = isEnded ? [] : await settleOpen({ context, writer, touched }, journal);
  await removeLeftovers(context, writer, await current());
  const after = await current();
  const tally = await tallyOf(context, after);
  const durationSeconds = (clock.monotonic() - started) / 1000;
  if (isEnded) return { status: end.status, tally, durationSeconds };
  if (!after.codes.includes(COMPLETED)) await restoreUnchanged(context, touched);
  else if (tally.pending === 0) await restoreTimes(context, touched);
  const failure = noteUnsynced(context, tally, unsynced) ?? end?.message ?? undefined;
  const status = statusOf(tally, failure);
  if (unsynced.length > 0 && journal.open !== undefined) await writer.batchBegins(journal.open, []);
  await writer.end(await touched.now(), {
    status,
    finished_at: clock.now(),
    duration_seconds: durationSeconds + (end?.duration_seconds ?? 0),
    ...tally.counters(),
    message: failure ?? null,
  });
  return { status, tally, durationSeconds };
}

/** Answers the folders that could not be synced. */
async function settleOpen(
  { context, writer, touched }: Pick<Resting, 'context' | 'writer' | 'touched'>,
  journal: JournalState,
): Promise<readonly UnsyncedFolder[]> {
  const settling = new BatchSettling(context, writer, journal);
  if (journal.damage === 'corrupt') await settling.settleEvery();
  else if (journal.open !== undefined) await settling.settle(journal.open);
  const { codes, unsynced } = settling;
  const rest = await bringToRest({ context, writer, touched, codes, isResumable: true });
  return [...unsynced, ...rest.unsynced];
}

async function touchedBy(context: OperationContext, journal: JournalState): Promise<TouchedFolders> {
  const touched = new TouchedFolders(context, journal);
  for await (const batch of readBatches(context)) {
    if (wasBegun(journal, batch.firstStep)) touchedByBatch(batch).forEach((folder) => touched.note(folder));
  }
  return touched;
}

function statusOf(tally: Tally, failure: string | undefined): OperationStatus {
  if (failure !== undefined) return 'failed';
  if (tally.pending > 0) return 'interrupted';
  return tally.problemsTotal > 0 ? 'completed_with_errors' : 'completed';
}

function wasBegun({ timeline, open, damage }: JournalState, firstStep: number): boolean {
  return damage === 'corrupt' || open?.first === firstStep || timeline.some(({ first }) => first === firstStep);
}
