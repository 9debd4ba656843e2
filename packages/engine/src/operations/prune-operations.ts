import { KemptError } from '../errors/kempt-error.ts';
import type { HistoryEntry } from '@kempt/contracts';
import type { EngineParts } from './engine-parts.ts';
import { holdingOperations } from './held-files.ts';
import { isInEffect, historyEntry, readPast } from './history.ts';

/**
 * Operations that ended longer ago than asked for. Those still running or interrupted are not among them, nor those of
 * which files lie in a quarantine: without their journals nobody would know where the files belong.
 *
 * @param parts - the engine's parts
 * @param olderThanSeconds - how long ago
 * @returns rows of the history; `undoable` tells whose undo would be lost
 */
export async function prunableOperations(
  parts: EngineParts,
  olderThanSeconds: number,
): Promise<readonly (HistoryEntry & { readonly undoable: boolean })[]> {
  const past = await readPast(parts);
  const holding = await holdingOperations(parts);
  const before = parts.clock.now() - olderThanSeconds * 1000;
  const old = past.operations.filter(
    ({ operationId, journal }) =>
      !holding.has(operationId) &&
      journal.end !== undefined &&
      journal.end.status !== 'interrupted' &&
      journal.end.finished_at <= before,
  );
  return Promise.all(
    old.map(async (operation) => ({
      ...(await historyEntry(parts, past, operation)),
      undoable: operation.journal.begin.header.type !== 'purge' && isInEffect(past, operation.operationId),
    })),
  );
}

/**
 * Removes operations from the history, with their plans and journals.
 *
 * @param parts - the engine's parts
 * @param operationIds - which ones
 * @throws KemptError `operation_busy` when a process is at work on one
 */
export async function pruneOperations(parts: EngineParts, operationIds: readonly string[]): Promise<void> {
  for (const operationId of operationIds) {
    if (await parts.store.isBusy(operationId)) {
      throw new KemptError('operation_busy', `Operation ${operationId} is being carried out by another process.`, {
        hint: 'Wait until it has ended.',
      });
    }
    await parts.store.remove(operationId);
  }
}
