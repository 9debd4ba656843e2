import type { OperationResult, OperationType } from '@kempt/contracts';
import { openRoots, type OpenRoots } from '../apply/open-roots.ts';
import { KemptError } from '../errors/kempt-error.ts';
import { displayName } from '../names/display-name.ts';
import { readJournal, type JournalState } from '../journal/journal-reader.ts';
import { isDisplaced, isFileStep } from '../apply/tally.ts';
import { readBatches, readPlan } from '../journal/plan-reader.ts';
import type { Undoing } from '../undo/inverse-steps.ts';
import { planUndo } from '../undo/plan-undo.ts';
import { standingOf } from '../undo/standing.ts';
import { carryOut, needsSettling, settleHeld } from './carry-out.ts';
import type { UndoRequest } from './engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { findOperation } from './find-operation.ts';
import { isInEffect, readPast, sharesOnly, type Past } from './history.ts';
import { lockWhenFree } from './lock-when-free.ts';
import { waitWhileBusy } from './wait-while-busy.ts';

/** Of these a bare undo takes the newest. */
const CAN_BE_UNDONE: ReadonlySet<OperationType> = new Set(['organize', 'deduplicate']);

/** An undo of which some files are chosen otherwise than by a glob. */
export interface SelectiveUndo extends UndoRequest {
  /** Which files, by the absolute raw path they came from; `only` then says it in words. */
  readonly selects?: (path: string) => boolean;
  /** Takes back nothing but what went to the quarantine. */
  readonly quarantinedOnly?: boolean;
}

/**
 * Takes an operation back, as an operation of its own.
 *
 * @param parts - the engine's parts
 * @param wanted - which operation, and which of its files
 * @returns what became of it
 * @throws KemptError `nothing_to_undo`, `already_undone`, `operation_not_found`, `tree_busy`, `root_changed`
 */
export async function undoOperation(parts: EngineParts, wanted: SelectiveUndo): Promise<OperationResult> {
  const request = wanted.paths === undefined ? wanted : { ...wanted, ...selectionOf(wanted.paths) };
  const target = await settledTarget(parts, request);
  const { lock } = await lockWhenFree(parts, () => openTarget(parts, request, target), request);
  try {
    return await undoLocked(parts, request, target);
  } finally {
    await lock.release();
  }
}

/** Files that were named one by one, or by a folder they came from. */
function selectionOf(paths: readonly string[]): Pick<SelectiveUndo, 'only' | 'selects'> {
  const named = new Set(paths);
  const [first = ''] = paths;
  return {
    only: paths.length === 1 ? displayName(first) : `any of ${String(paths.length)} paths`,
    selects: (path) => {
      for (let at = path; at !== '' && at !== '/'; at = at.slice(0, at.lastIndexOf('/')))
        if (named.has(at)) return true;
      return false;
    },
  };
}

/** That there is nothing left to undo comes before folders that are not there any more. */
async function openTarget(parts: EngineParts, request: UndoRequest, target: string): Promise<OpenRoots> {
  const { header } = (await knownJournal(parts, target)).begin;
  if (sharesOnly(header)) throw nothingShared(target);
  if (header.type === 'purge') throw purged(`Operation ${target} removed its files for good.`);
  try {
    return await openRoots(parts.fileSystem, { ...header, match: request.match ?? header.match });
  } catch (error) {
    await somethingLeft(parts, target);
    throw error;
  }
}

async function somethingLeft(parts: EngineParts, target: string): Promise<Undoing> {
  const past = await readPast(parts);
  const undoing = await undoingOf(parts, target, past);
  if (!undoing.steps.includes(1)) throw nothingLeft(target, past);
  return undoing;
}

/** The operation that is meant, settled if it was cut short. Whoever is at work on it may be waited for. */
async function settledTarget(parts: EngineParts, request: UndoRequest): Promise<string> {
  const past = await readPast(parts);
  const target =
    request.operationId === undefined ? newestUndoable(past) : await findOperation(parts, request.operationId);
  await waitWhileBusy(async () => {
    const journal = await readJournal(parts.store, target);
    if (journal === undefined || !needsSettling(journal)) return;
    await settleHeld(parts, { operationId: target, files: await parts.store.open(target) });
  }, request);
  return target;
}

async function undoLocked(parts: EngineParts, request: SelectiveUndo, target: string): Promise<OperationResult> {
  const undoing = await somethingLeft(parts, target);
  const all = await countFiles(undoing);
  const selected =
    request.only === undefined
      ? undoing.steps
      : await onlySteps(undoing, request.selects ?? request.only, request.quarantinedOnly);
  const chosen = { ...undoing, steps: selected };
  const notSelected = request.only === undefined ? 0 : all - (await countFiles(chosen));
  if (!selected.includes(1) || (request.only !== undefined && notSelected === all)) {
    throw new KemptError('nothing_to_undo', `No file of operation ${target} fits ${request.only ?? ''}.`, {
      hint: 'The glob is compared with paths below the organized folder, or with bare names when it holds no slash.',
    });
  }
  const operationId = parts.nextOperationId();
  const files = await parts.store.create(operationId);
  try {
    await planUndo({
      undoing: chosen,
      files,
      planId: operationId,
      createdAt: parts.clock.now(),
      match: request.match ?? undoing.plan.header.match,
      only: request.only,
      notSelected,
    });
    return await carryOut(parts, { operationId, files }, { ...request, locked: true });
  } catch (error) {
    await forgetUnbegun(parts, operationId, files);
    throw error;
  }
}

/** Loaded when somebody asks for it: most undos take everything back. */
async function onlySteps(
  undoing: Undoing,
  only: string | ((path: string) => boolean),
  quarantinedOnly = false,
): Promise<Uint8Array> {
  const { selectSteps } = await import('../undo/select-steps.ts');
  return selectSteps(undoing, only, quarantinedOnly);
}

/**
 * Throws away an operation that failed before it began.
 *
 * @param parts - the engine's parts
 * @param operationId - the operation
 * @param files - its files
 */
export async function forgetUnbegun(
  parts: EngineParts,
  operationId: string,
  files: { close(): Promise<void> },
): Promise<void> {
  const begun = await readJournal(parts.store, operationId).catch(() => 'damaged');
  await files.close().catch(() => undefined);
  if (begun === undefined) await parts.store.remove(operationId);
}

function newestUndoable(past: Past): string {
  const found = past.operations.findLast(
    ({ operationId, journal }) =>
      CAN_BE_UNDONE.has(journal.begin.header.type) && (journal.end === undefined || isInEffect(past, operationId)),
  );
  // Whatever a newer one did that cannot be read, an older one must not be taken back from under it.
  const damaged = past.damaged.findLast((operationId) => !past.undos.has(operationId));
  if (damaged !== undefined && (found === undefined || damaged > found.operationId)) return damaged;
  if (found !== undefined) return found.operationId;
  throw new KemptError('nothing_to_undo', 'There is no operation left to undo.', {
    hint: 'To redo, undo an undo: name its id from `kempt history`.',
  });
}

function nothingShared(operationId: string): KemptError {
  return new KemptError('nothing_to_undo', `There is nothing of operation ${operationId} to take back.`, {
    hint: 'Its files share their bytes on the disk and are files of their own in every other way.',
  });
}

function purged(message: string): KemptError {
  return new KemptError('nothing_to_undo', message, { hint: '`kempt history` lists the operations.' });
}

function nothingLeft(operationId: string, past: Past): KemptError {
  const undos = past.undos.get(operationId) ?? [];
  if (undos.length === 0) {
    return new KemptError('nothing_to_undo', `Operation ${operationId} changed nothing.`, {
      hint: '`kempt history` lists the operations.',
    });
  }
  const newest = past.operations.find((other) => other.operationId === undos.at(-1));
  if (newest?.journal.begin.header.type === 'purge') {
    return purged(`What operation ${operationId} took away was removed for good by a purge.`);
  }
  return new KemptError('already_undone', `Operation ${operationId} has been undone already.`, {
    hint: `To redo it, undo the undo: \`kempt undo ${undos.at(-1) ?? ''}\`.`,
  });
}

/**
 * Gathers what taking an operation back needs.
 *
 * @param parts - the engine's parts
 * @param operationId - the operation
 * @param past - all operations
 * @returns the operation with the steps of it that are in effect
 * @throws KemptError `operation_not_found` when it never began
 */
export async function undoingOf(parts: EngineParts, operationId: string, past: Past): Promise<Undoing> {
  const journal = await knownJournal(parts, operationId);
  const plan = await readPlan(parts.store.read(operationId, 'plan'));
  const standing = await standingOf(parts.store, operationId, past.undos);
  return {
    store: parts.store,
    operationId,
    plan,
    journal,
    since: undosOf(past, operationId),
    ...standing,
    factsNow: async (files) => {
      const { roots } = await openRoots(parts.fileSystem, plan.header);
      return parts.fileSystem.fileFacts(
        files.map(({ folder, name }) => ({ folder: { ...folder, root: roots[folder.root]?.id ?? folder.root }, name })),
      );
    },
  };
}

/** Ids sort by time. */
function undosOf(past: Past, operationId: string): readonly JournalState[] {
  const ids = new Set([operationId]);
  for (const id of ids) for (const undo of past.undos.get(id) ?? []) ids.add(undo);
  return past.operations
    .filter((other) => other.operationId !== operationId && ids.has(other.operationId))
    .map(({ journal }) => journal);
}

/**
 * The journal of an operation that began.
 *
 * @param parts - the engine's parts
 * @param operationId - the operation
 * @returns its state
 * @throws KemptError `operation_not_found` when it never began
 */
export async function knownJournal(parts: EngineParts, operationId: string): Promise<JournalState> {
  const journal = await readJournal(parts.store, operationId);
  if (journal !== undefined) return journal;
  throw new KemptError('operation_not_found', `Operation ${operationId} was planned but never carried out.`, {
    hint: '`kempt history` lists the operations.',
  });
}

async function countFiles(undoing: Undoing): Promise<number> {
  let count = 0;
  for await (const batch of readBatches(undoing)) {
    for (let row = 0; row < batch.count; row++) {
      const isFile = isFileStep(batch, row) || isDisplaced(batch, row);
      if (undoing.steps[batch.firstStep + row] === 1 && isFile) count++;
    }
  }
  return count;
}
