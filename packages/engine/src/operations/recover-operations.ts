import type { OperationResult } from '@kempt/contracts';
import { KemptError } from '../errors/kempt-error.ts';
import { readJournal } from '../journal/journal-reader.ts';
import { carryOut, settleHeld, wasCut } from './carry-out.ts';
import type { RecoverRequest, WorkOptions } from './engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { findOperation } from './find-operation.ts';
import { readPast, statusOf } from './history.ts';
import { settleCrashes, settleCut } from './settle-crashes.ts';
import { undoOperation } from './undo-operation.ts';

/**
 * Settles operations that a crash cut short, and throws away plans that nobody waits for any more.
 *
 * @param parts - the engine's parts
 * @param request - one operation or all, and what to do with the rest of it
 * @returns what became of each; empty when there was nothing to do
 * @throws KemptError the first refusal unless somebody listens for them; the others were settled all the same
 */
export async function recoverOperations(
  parts: EngineParts,
  request: RecoverRequest,
): Promise<readonly OperationResult[]> {
  const only = request.operationId === undefined ? undefined : await findOperation(parts, request.operationId);
  const results: OperationResult[] = [];
  let refused: KemptError | undefined;
  for (const operationId of only === undefined ? await parts.store.list() : [only]) {
    try {
      if (await parts.store.isBusy(operationId)) continue;
      const result = await recoverOne(parts, operationId, { ...request, named: only !== undefined });
      if (result !== undefined) results.push(result);
    } catch (error) {
      if (!(error instanceof KemptError)) throw error;
      if (request.onRefusal === undefined) refused ??= error;
      else request.onRefusal(operationId, error);
    }
  }
  if (refused !== undefined) throw refused;
  return results;
}

async function recoverOne(
  parts: EngineParts,
  operationId: string,
  request: RecoverRequest & { readonly named: boolean },
): Promise<OperationResult | undefined> {
  if (request.rebuild === true && request.named) return rebuild(parts, operationId);
  const then = request.then ?? 'settle';
  const journal = then === 'settle' ? undefined : await readJournal(parts.store, operationId);
  if (journal === undefined) return settleCut(parts, operationId);
  const isLeft = journal.end?.status === 'interrupted' && !(await isTakenBack(parts, operationId));
  if (!wasCut(journal) && !isLeft) return settleCut(parts, operationId);
  if (then === 'roll_back') return rollBack(parts, request, operationId);
  return carryOut(parts, { operationId, files: await parts.store.open(operationId) }, request);
}

async function rebuild(parts: EngineParts, operationId: string): Promise<OperationResult | undefined> {
  return settleHeld(parts, { operationId, files: await parts.store.open(operationId) }, { rebuild: true });
}

/** What was undone is neither finished nor rolled back again. */
async function isTakenBack(parts: EngineParts, operationId: string): Promise<boolean> {
  return (await readPast(parts)).undos.has(operationId);
}

/** An operation that was cut short before it changed anything is rolled back once it is settled. */
async function rollBack(
  parts: EngineParts,
  request: RecoverRequest,
  operationId: string,
): Promise<OperationResult | undefined> {
  const settled = await settleHeld(parts, { operationId, files: await parts.store.open(operationId) });
  return undoOperation(parts, { ...request, operationId }).catch((error: unknown) => {
    if (error instanceof KemptError && error.code === 'nothing_to_undo') return settled;
    throw error;
  });
}

/**
 * Carries on with an interrupted operation.
 *
 * @param parts - the engine's parts
 * @param request - the operation, the newest interrupted one when absent
 * @returns what became of it
 * @throws KemptError `nothing_to_resume`, `operation_not_found`, `operation_busy`, `journal_corrupt`
 */
export async function resumeOperation(
  parts: EngineParts,
  request: { readonly operationId?: string | undefined } & WorkOptions,
): Promise<OperationResult> {
  await settleCrashes(parts);
  const past = await readPast(parts);
  const wanted = request.operationId === undefined ? undefined : await findOperation(parts, request.operationId);
  const found = past.operations.findLast(
    (operation) =>
      (wanted === undefined || operation.operationId === wanted) &&
      (statusOf(operation) === 'interrupted' || statusOf(operation) === 'failed') &&
      !past.undos.has(operation.operationId),
  );
  if (found === undefined) {
    const damaged = wanted ?? past.damaged.at(-1);
    if (damaged !== undefined) await readJournal(parts.store, damaged);
    throw new KemptError('nothing_to_resume', 'There is no interrupted operation to resume.', {
      hint: 'An operation that was undone cannot be resumed; organize the folder again instead.',
    });
  }
  const files = await parts.store.open(found.operationId);
  return carryOut(parts, { operationId: found.operationId, files }, request);
}
