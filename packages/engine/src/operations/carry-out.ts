import type { OperationResult } from '@kempt/contracts';
import { applyPlan } from '../apply/apply-plan.ts';
import { lockRoots, openRoots } from '../apply/open-roots.ts';
import type { OperationContext } from '../apply/operation-context.ts';
import { rebuildJournal } from '../apply/rebuild-journal.ts';
import { settleOperation } from '../apply/settle-operation.ts';
import { openMovedHashes, type MovedHashes } from '../duplicates/moved-hashes.ts';
import { FileSystemError } from '../errors/file-system-error.ts';
import { KemptError } from '../errors/kempt-error.ts';
import { readJournal, readReadable, readWholeRecords, type JournalState } from '../journal/journal-reader.ts';
import { readPlan } from '../journal/plan-reader.ts';
import type { OperationFiles } from '../ports/journal-store.ts';
import type { WorkOptions } from './engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { operationResult } from './operation-result.ts';

/** An operation whose files this process holds. */
export interface HeldOperation {
  readonly operationId: string;
  readonly files: OperationFiles;
  /** What identity means, when the person asked for other than the plan says. */
  readonly match?: 'inode' | 'content';
}

/** How an operation is carried out. */
export interface CarryOutOptions extends WorkOptions {
  /** The trees are locked already. */
  readonly locked?: boolean;
}

/** How an operation is settled. */
export interface SettleOptions {
  /** The journal is damaged: what was done is found out from the disk. */
  readonly rebuild?: boolean;
}

/**
 * Carries out a frozen plan, or what is left of one that was interrupted; closes its files in the end.
 *
 * @param parts - the engine's parts
 * @param held - the operation
 * @param options - progress, signal, lock
 * @returns what became of it
 */
export async function carryOut(
  parts: EngineParts,
  held: HeldOperation,
  options: CarryOutOptions,
): Promise<OperationResult> {
  return withContext(parts, { held, locked: options.locked ?? false, rebuild: false }, async (context) => {
    const before = await readJournal(parts.store, held.operationId);
    if (before !== undefined && needsSettling(before)) await settleOperation(context, before);
    const journal = before === undefined ? undefined : await readJournal(parts.store, held.operationId);
    const total = context.plan.counts.files_planned;
    const moves = await openMovedHashes(parts.hashCache);
    const applied = await applyPlan(
      { ...context, moves },
      {
        ...(journal === undefined ? {} : { before: journal }),
        onProgress: (done, bytes, path) => options.onProgress?.({ phase: 'applying', done, total, bytes, path }),
        signal: options.signal,
        beforeBatch: options.beforeBatch,
      },
    ).catch(sayWhatNext);
    await keepMoved(moves);
    return operationResult(context.plan, { operationId: held.operationId, ...applied });
  });
}

/** Without them the next search reads files again, and no more. */
async function keepMoved(moves: MovedHashes | undefined): Promise<void> {
  await moves?.save().catch((error: unknown) => {
    if (!(error instanceof FileSystemError)) throw error;
  });
}

/** Advice to use another state folder is bad advice while an operation is under way. */
function sayWhatNext(error: unknown): never {
  if (!(error instanceof KemptError) || error.code !== 'state_unwritable') throw error;
  throw new KemptError(error.code, `${error.message} The operation stopped there.`, {
    hint: 'Files may have been moved. Mend the folder; `kempt undo` then takes back what was done, `kempt resume` goes on.',
    details: error.details,
    cause: error,
  });
}

/**
 * Settles an operation that was cut short; closes its files in the end.
 *
 * @param parts - the engine's parts
 * @param held - the operation
 * @param options - what its journal is good for
 * @returns how it stands; undefined when it never began
 */
export async function settleHeld(
  parts: EngineParts,
  held: HeldOperation,
  options: SettleOptions = {},
): Promise<OperationResult | undefined> {
  const rebuild = options.rebuild === true;
  return withContext(parts, { held, locked: false, rebuild }, async (context) => {
    const journal = rebuild ? await rebuildJournal(context) : await readJournal(parts.store, held.operationId);
    if (journal === undefined) return undefined;
    const settled = await settleOperation(context, journal);
    return operationResult(context.plan, { operationId: held.operationId, ...settled });
  });
}

/**
 * Whether an operation was cut short, or ended with a batch that could not be synced, and is not settled yet.
 *
 * @param journal - its journal
 * @returns true when the disk must be asked what was done
 */
export function wasCut(journal: JournalState): boolean {
  return journal.end === undefined || journal.damage !== undefined || journal.open !== undefined;
}

/**
 * Whether a recovery has something to do: for an operation that was cut short, or for names it could not remove.
 *
 * @param journal - its journal
 * @returns true when it has
 */
export function needsSettling(journal: JournalState): boolean {
  return wasCut(journal) || journal.leftovers.size > 0;
}

async function withContext<T>(
  parts: EngineParts,
  { held, locked, rebuild }: { readonly held: HeldOperation; readonly locked: boolean; readonly rebuild: boolean },
  use: (context: OperationContext) => Promise<T>,
): Promise<T> {
  const { fileSystem, store, clock } = parts;
  try {
    const read = await readPlan(store.read(held.operationId, 'plan'));
    const begun = await (rebuild ? readReadable : readWholeRecords)(store, held.operationId);
    const match = held.match ?? begun?.begin.header.match ?? read.header.match;
    const plan = { ...read, header: { ...read.header, match } };
    const open = await openRoots(fileSystem, plan.header);
    const treeLock = locked ? undefined : await lockRoots(fileSystem, open.roots);
    try {
      return await use({ fileSystem, store, clock, operationId: held.operationId, files: held.files, plan, open });
    } finally {
      await treeLock?.release();
    }
  } finally {
    await held.files.close();
  }
}
