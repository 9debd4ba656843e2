import { outcomeId } from '@kempt/contracts';
import { readJournal } from '../journal/journal-reader.ts';
import { readBatches, readPlan } from '../journal/plan-reader.ts';
import { NO_REQUIREMENT } from '../ports/file-system.ts';
import type { JournalStore } from '../ports/journal-store.ts';

const COMPLETED = outcomeId('completed');

/** Which operation takes back which: ids of undos by the id of what they undo. */
export type UndoTree = ReadonlyMap<string, readonly string[]>;

/**
 * Which steps of an operation are in effect now: those it completed, less those its undos took back, where an undo
 * counts only with the steps of its own that are in effect (an undone undo is a redo).
 *
 * @param store - where operations are kept
 * @param operationId - the operation
 * @param undos - which operation takes back which
 * @returns 1 by step where it is in effect
 */
export async function effectiveSteps(store: JournalStore, operationId: string, undos: UndoTree): Promise<Uint8Array> {
  const journal = await readJournal(store, operationId);
  if (journal === undefined) return new Uint8Array(0);
  const effective = journal.codes.map((code) => (code === COMPLETED ? 1 : 0));
  for (const undo of undos.get(operationId) ?? []) {
    const taken = await effectiveSteps(store, undo, undos);
    if (!taken.includes(1)) continue;
    const plan = await readPlan(store.read(undo, 'plan'));
    for await (const batch of readBatches({ store, operationId: undo, plan })) {
      batch.origin.forEach((origin, row) => {
        if (origin !== NO_REQUIREMENT && taken[batch.firstStep + row] === 1) effective[origin] = 0;
      });
    }
  }
  return effective;
}
