import { outcomeId } from '@kempt/contracts';
import { readJournal } from '../journal/journal-reader.ts';
import { readBatches, readPlan } from '../journal/plan-reader.ts';
import { NO_REQUIREMENT, STEP_ACTIONS } from '../ports/file-system.ts';
import type { JournalStore } from '../ports/journal-store.ts';
import type { UndoTree } from './standing.ts';

const COMPLETED = outcomeId('completed');
const PURGE = STEP_ACTIONS.indexOf('purge');

/**
 * The steps of an operation whose files were removed for good later.
 *
 * @param store - where operations are kept
 * @param operationId - the operation
 * @param undos - which operation takes back or purges which
 * @returns steps of the operation
 */
export async function purgedSteps(
  store: JournalStore,
  operationId: string,
  undos: UndoTree,
): Promise<ReadonlySet<number>> {
  const purged = new Set<number>();
  for (const later of undos.get(operationId) ?? []) {
    const journal = await readJournal(store, later);
    if (journal?.begin.header.type !== 'purge') continue;
    const plan = await readPlan(store.read(later, 'plan'));
    for await (const batch of readBatches({ store, operationId: later, plan })) {
      batch.origin.forEach((origin, row) => {
        const isDone = batch.action[row] === PURGE && journal.codes[batch.firstStep + row] === COMPLETED;
        if (isDone && origin !== NO_REQUIREMENT) purged.add(origin);
      });
    }
  }
  return purged;
}
