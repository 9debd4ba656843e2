import { outcomeId } from '@kempt/contracts';
import { readJournal, type JournalState } from '../journal/journal-reader.ts';
import type { BatchBegin } from '../journal/journal-records.ts';
import { JournalWriter } from '../journal/journal-writer.ts';
import { readBatchAt, readBatches } from '../journal/plan-reader.ts';
import type { BatchOutcome } from '../ports/file-system.ts';
import type { ApplyResult } from './apply-plan.ts';
import { onThisMachine, type OperationContext } from './operation-context.ts';
import { restoreTimes, restoreUnchanged } from './restore-times.ts';
import { returnStaged } from './return-staged.ts';
import { Tally } from './tally.ts';
import { TouchedFolders } from './touched-folders.ts';

const COMPLETED = outcomeId('completed');
const NOT_ATTEMPTED = outcomeId('not_attempted');

/**
 * Makes an operation that was cut short consistent: finds out from the disk which steps of its last batch were done,
 * takes half-done ones back, gives files that were only put aside their names back, and writes it all down. The
 * operation is left `interrupted`: it can be resumed or undone.
 *
 * @param context - the operation
 * @param journal - its journal as the crash left it
 * @returns how it stands now
 */
export async function settleOperation(context: OperationContext, journal: JournalState): Promise<ApplyResult> {
  const { clock, files, store, operationId, plan } = context;
  const started = clock.monotonic();
  if (journal.damage !== undefined) await files.truncate('journal', journal.length);
  const writer = new JournalWriter(files);
  const codes = Uint8Array.from(journal.codes);
  if (journal.damage === 'corrupt') await settleEveryBatch(context, writer, codes);
  else if (journal.open !== undefined) await settleBatch(context, writer, { begin: journal.open, codes });
  await returnStaged(context, writer, codes);
  const after = (await readJournal(store, operationId)) ?? journal;
  const tally = new Tally(plan.header.roots.map(({ path }) => path));
  const touched = new TouchedFolders(context, after);
  for await (const batch of readBatches(context)) {
    tally.add(batch, after.codes.subarray(batch.firstStep, batch.firstStep + batch.count), new Map());
    if (wasBegun(after, batch.firstStep)) batch.folders.forEach((folder) => touched.note(folder));
  }
  if (!after.codes.includes(COMPLETED)) await restoreUnchanged(context, touched);
  else if (tally.pending === 0) await restoreTimes(context, touched);
  const durationSeconds = (clock.monotonic() - started) / 1000;
  const status = tally.pending > 0 ? 'interrupted' : tally.problemsTotal > 0 ? 'completed_with_errors' : 'completed';
  await writer.end(await touched.now(), {
    status,
    finished_at: clock.now(),
    duration_seconds: durationSeconds + (journal.end?.duration_seconds ?? 0),
    ...tally.counters(),
    message: null,
  });
  return { status, tally, durationSeconds };
}

function wasBegun({ timeline }: JournalState, firstStep: number): boolean {
  return timeline.some(({ first }) => first === firstStep);
}

/** What the journal said behind its damage is gone: every step without an outcome may have been done. */
async function settleEveryBatch(context: OperationContext, writer: JournalWriter, codes: Uint8Array): Promise<void> {
  for await (const batch of readBatches(context)) {
    if (!codes.subarray(batch.firstStep, batch.firstStep + batch.count).includes(NOT_ATTEMPTED)) continue;
    const begin = { first: batch.firstStep, count: batch.count, time: context.clock.now() };
    await settleBatch(context, writer, { begin, codes });
  }
}

async function settleBatch(
  context: OperationContext,
  writer: JournalWriter,
  { begin, codes }: { readonly begin: BatchBegin; readonly codes: Uint8Array },
): Promise<void> {
  const planned = await readBatchAt(context, begin.first);
  const skip = Uint8Array.from(codes.subarray(begin.first, begin.first + begin.count), (code) =>
    code === NOT_ATTEMPTED ? 0 : 1,
  );
  const outcome = await context.fileSystem.settle({ ...onThisMachine(context, planned), skip });
  const known = onlyDecided(outcome);
  known.code.forEach((code, row) => {
    if (skip[row] === 0) codes[begin.first + row] = code;
  });
  await writer.batchEnded(begin, known, true);
}

/** A recovery only writes down what was done; why the rest cannot be done is for the resume to find out. */
function onlyDecided(outcome: BatchOutcome): BatchOutcome {
  return { ...outcome, code: outcome.code.map((code) => (code === COMPLETED ? COMPLETED : NOT_ATTEMPTED)) };
}
