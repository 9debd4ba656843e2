import type { OperationResult } from '@kempt/contracts';
import { KemptError } from '../errors/kempt-error.ts';
import { readJournal } from '../journal/journal-reader.ts';
import { carryOut, findOperation, needsSettling, settleHeld } from './carry-out.ts';
import type { RecoverRequest, WorkOptions } from './engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { readPast, statusOf } from './history.ts';
import { undoOperation } from './undo-operation.ts';

/**
 * Settles operations that a crash cut short, and throws away plans that nobody waits for any more.
 *
 * @param parts - the engine's parts
 * @param request - one operation or all, and what to do with the rest of it
 * @returns what became of each; empty when there was nothing to do
 */
export async function recoverOperations(
  parts: EngineParts,
  request: RecoverRequest,
): Promise<readonly OperationResult[]> {
  const only = request.operationId === undefined ? undefined : await findOperation(parts, request.operationId);
  const results: OperationResult[] = [];
  for (const operationId of only === undefined ? await parts.store.list() : [only]) {
    if (await parts.store.isBusy(operationId)) continue;
    const result = await recoverOne(parts, operationId, { ...request, named: only !== undefined });
    if (result !== undefined) results.push(result);
  }
  return results;
}

async function recoverOne(
  parts: EngineParts,
  operationId: string,
  request: RecoverRequest & { readonly named: boolean },
): Promise<OperationResult | undefined> {
  if (request.rebuild === true && request.named) return rebuild(parts, operationId, request);
  const journal = await readJournal(parts.store, operationId).catch((error: unknown) => {
    if (request.named || !(error instanceof KemptError)) throw error;
    return 'damaged' as const;
  });
  if (journal === 'damaged') return undefined;
  if (journal === undefined) {
    await parts.store.remove(operationId);
    return undefined;
  }
  const then = request.then ?? 'settle';
  const isCut = needsSettling(journal);
  const isLeft = journal.end?.status === 'interrupted' && then !== 'settle';
  if (!isCut && !isLeft) return undefined;
  if (then === 'roll_back') return undoOperation(parts, { ...request, operationId });
  const files = await parts.store.open(operationId);
  if (then === 'finish') return carryOut(parts, { operationId, files }, request);
  return settleHeld(parts, { operationId, files }, request);
}

async function rebuild(
  parts: EngineParts,
  operationId: string,
  request: RecoverRequest,
): Promise<OperationResult | undefined> {
  const files = await parts.store.open(operationId);
  return settleHeld(parts, { operationId, files }, { ...request, rebuild: true });
}

/**
 * Carries on with an interrupted operation.
 *
 * @param parts - the engine's parts
 * @param request - the operation, the newest interrupted one when absent
 * @returns what became of it
 * @throws KemptError `nothing_to_resume`, `operation_not_found`, `operation_busy`
 */
export async function resumeOperation(
  parts: EngineParts,
  request: { readonly operationId?: string | undefined } & WorkOptions,
): Promise<OperationResult> {
  const past = await readPast(parts);
  const wanted = request.operationId === undefined ? undefined : await findOperation(parts, request.operationId);
  const found = past.operations.findLast(
    (operation) =>
      (wanted === undefined || operation.operationId === wanted) &&
      (statusOf(operation) === 'interrupted' || statusOf(operation) === 'failed') &&
      !past.undos.has(operation.operationId),
  );
  if (found === undefined) {
    throw new KemptError('nothing_to_resume', 'There is no interrupted operation to resume.', {
      hint: 'An operation that was undone cannot be resumed; organize the folder again instead.',
    });
  }
  const files = await parts.store.open(found.operationId);
  return carryOut(parts, { operationId: found.operationId, files }, request);
}
