import { outcomeId } from '@kempt/contracts';
import { folderKey, type JournalState } from '../journal/journal-reader.ts';
import type { BatchBegin, FolderAfter, JournalEnd } from '../journal/journal-records.ts';
import type { JournalWriter } from '../journal/journal-writer.ts';
import type { PlanBatch } from '../journal/plan-batch.ts';
import { readBatches } from '../journal/plan-reader.ts';
import type { FolderRef } from '../ports/file-system.ts';
import { onThisMachine, type OperationContext } from './operation-context.ts';

const NOT_ATTEMPTED = outcomeId('not_attempted');

/**
 * Removes names that Kempt made and could not remove when the operation was carried out: by settling their rows once
 * more, which removes nothing whose bytes are not seen elsewhere. What became of the rows stays as it was.
 *
 * @param context - the operation
 * @param writer - its journal
 * @param journal - what the journal says
 */
export async function removeLeftovers(
  context: OperationContext,
  writer: JournalWriter,
  journal: JournalState,
): Promise<void> {
  if (journal.leftovers.size === 0) return;
  for await (const batch of readBatches(context)) {
    const skip = Uint8Array.from({ length: batch.count }, (_, row) =>
      journal.leftovers.has(batch.firstStep + row) ? 0 : 1,
    );
    if (skip.includes(0)) await removeOfBatch(context, writer, { journal, batch, skip });
  }
}

interface LeftInBatch {
  readonly journal: JournalState;
  readonly batch: PlanBatch;
  readonly skip: Uint8Array;
}

/** Writes nothing while nothing could be removed: this is tried with every command. */
async function removeOfBatch(context: OperationContext, writer: JournalWriter, left: LeftInBatch): Promise<void> {
  const { batch, journal, skip } = left;
  const untouched = await unchangedFolders(context, left);
  const outcome = await context.fileSystem.settle({ ...onThisMachine(context, batch), skip });
  const stays = skip.every((skipped, row) => skipped === 1 || outcome.leftovers.has(row));
  if (stays || outcome.unsynced.length > 0) return;
  const begin: BatchBegin = { first: batch.firstStep, count: batch.count, time: context.clock.now() };
  const code = new Uint8Array(batch.count).fill(NOT_ATTEMPTED);
  await writer.batchEnded(begin, { ...outcome, code, messages: new Map(), created: new Map() }, true);
  if (journal.end !== undefined) await endAgain(context, writer, { folders: untouched, end: journal.end });
}

/** Folders nobody changed since the operation ended: what is removed now must not look like somebody else's change. */
async function unchangedFolders(
  context: OperationContext,
  { journal, batch }: LeftInBatch,
): Promise<readonly FolderRef[]> {
  const now = await mtimesOf(context, batch.folders);
  return batch.folders.filter((folder, i) => {
    const then = journal.foldersAfter.get(folderKey(folder))?.mtime;
    return then !== undefined && then === now[i];
  });
}

async function endAgain(
  context: OperationContext,
  writer: JournalWriter,
  { folders, end }: { readonly folders: readonly FolderRef[]; readonly end: JournalEnd },
): Promise<void> {
  const now = await mtimesOf(context, folders);
  const after = folders.map((folder, i): FolderAfter => ({ folder, mtime: now[i] ?? null }));
  await writer.end(after, end);
}

async function mtimesOf(context: OperationContext, folders: readonly FolderRef[]): Promise<(bigint | null)[]> {
  const here = folders.map(({ root, path }) => ({ root: context.open.roots[root]?.id ?? root, path }));
  const facts = await context.fileSystem.folderFacts(here);
  return folders.map((_, i) => facts[i]?.mtime ?? null);
}
