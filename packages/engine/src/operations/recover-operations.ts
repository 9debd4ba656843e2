import type { OperationResult } from '@kempt/contracts';
import { KemptError } from '../errors/kempt-error.ts';
import { readJournal } from '../journal/journal-reader.ts';
import { carryOut, findOperation, needsSettling, settleHeld, wasCut } from './carry-out.ts';
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
  const { results, refused } = await recoverEach(parts, request);
  if (refused !== undefined) throw refused;
  return results;
}

/**
 * Settles what a crash cut short before something else changes a tree. What cannot be settled now, because its folder
 * is not there or another process is at work in it, waits: it must not keep people from work elsewhere.
 *
 * @param parts - the engine's parts
 */
export async function settleCrashes(parts: EngineParts): Promise<void> {
  await recoverEach(parts, {});
}

interface Recovered {
  readonly results: readonly OperationResult[];
  /** The first refusal; the operations behind it were settled all the same. */
  readonly refused: KemptError | undefined;
}

async function recoverEach(parts: EngineParts, request: RecoverRequest): Promise<Recovered> {
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
      refused ??= error;
    }
  }
  return { results, refused };
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
  const isCut = wasCut(journal);
  const isLeft = journal.end?.status === 'interrupted' && then !== 'settle' && !(await isTakenBack(parts, operationId));
  if (!isCut && !isLeft && !needsSettling(journal)) return undefined;
  const ends = isCut || isLeft;
  if (ends && then === 'roll_back') return rollBack(parts, request, operationId);
  const files = await parts.store.open(operationId);
  if (ends && then === 'finish') return carryOut(parts, { operationId, files }, request);
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
  const settled = await settleHeld(parts, { operationId, files: await parts.store.open(operationId) }, request);
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
