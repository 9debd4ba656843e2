import { outcomeId } from '@kempt/contracts';
import { CreatedTable } from '../journal/created-table.ts';
import { readJournal } from '../journal/journal-reader.ts';
import type { PlanBatch } from '../journal/plan-batch.ts';
import { readBatches, readPlan } from '../journal/plan-reader.ts';
import { STEP_FLAGS } from '../plan/plan.ts';
import { NO_REQUIREMENT } from '../ports/file-system.ts';
import type { JournalStore } from '../ports/journal-store.ts';

const COMPLETED = outcomeId('completed');

/** Which operation takes back which: ids of undos by the id of what they undo, oldest first. */
export type UndoTree = ReadonlyMap<string, readonly string[]>;

/** How the steps of an operation stand after all its undos and redos. */
export interface Standing {
  /** 1 by step where it is in effect. */
  readonly steps: Uint8Array;
  /**
   * Identity by step of the file or folder that was made last on its way there, back, and there again: a redo makes a
   * copy anew. A folder that a redo found there is nobody's.
   */
  readonly created: CreatedTable;
}

/**
 * How the steps of an operation stand now. In effect are those it completed, less those its undos took back, where an
 * undo counts only with the steps of its own that are in effect (an undone undo is a redo).
 *
 * @param store - where operations are kept
 * @param operationId - the operation
 * @param undos - which operation takes back which
 * @returns what is in effect, and what was made for it; nothing when the operation never began
 */
export async function standingOf(store: JournalStore, operationId: string, undos: UndoTree): Promise<Standing> {
  const journal = await readJournal(store, operationId);
  if (journal === undefined) return { steps: new Uint8Array(0), created: new CreatedTable() };
  const steps = journal.codes.map((code) => (code === COMPLETED ? 1 : 0));
  const standing = { steps, created: journal.created };
  for (const undo of undos.get(operationId) ?? []) await foldUndo(store, { undo, undos }, standing);
  return standing;
}

async function foldUndo(
  store: JournalStore,
  { undo, undos }: { readonly undo: string; readonly undos: UndoTree },
  standing: Standing,
): Promise<void> {
  const journal = await readJournal(store, undo);
  if (journal?.codes.includes(COMPLETED) !== true) return;
  const taken = await standingOf(store, undo, undos);
  const plan = await readPlan(store.read(undo, 'plan'));
  for await (const batch of readBatches({ store, operationId: undo, plan })) {
    for (let row = 0; row < batch.count; row++) {
      const step = batch.firstStep + row;
      const origin = batch.origin[row] ?? NO_REQUIREMENT;
      if (origin === NO_REQUIREMENT || journal.codes[step] !== COMPLETED) continue;
      const again = taken.created.get(step);
      if (again !== undefined) standing.created.set(origin, again);
      if (taken.steps[step] === 1) standing.steps[origin] = 0;
      else if (again === undefined && isFolder(batch, row)) standing.created.delete(origin);
    }
  }
}

function isFolder(batch: PlanBatch, row: number): boolean {
  return ((batch.flags[row] ?? 0) & STEP_FLAGS.folder) !== 0;
}
