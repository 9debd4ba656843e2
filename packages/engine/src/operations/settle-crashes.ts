import type { OperationResult } from '@kempt/contracts';
import { KemptError } from '../errors/kempt-error.ts';
import { readJournal } from '../journal/journal-reader.ts';
import { looksAtRest } from '../journal/looks-at-rest.ts';
import type { EngineParts } from './engine-parts.ts';

/**
 * Settles what a crash cut short before something else changes a tree. What cannot be settled now, because its folder
 * is not there, its journal is damaged or another process is at work in it, waits: it must not keep people from work
 * elsewhere.
 *
 * @param parts - the engine's parts
 * @param seen - operations that need no look any more; those that were looked at now are added, but for those that some
 *   process is at work on
 */
export async function settleCrashes(parts: EngineParts, seen = new Set<string>()): Promise<void> {
  for (const operationId of await parts.store.list()) {
    if (seen.has(operationId)) continue;
    if (!(await looksAtRest(parts.store, operationId))) {
      if (await parts.store.isBusy(operationId)) continue;
      await settleCut(parts, operationId).catch(unlessRefused);
    }
    seen.add(operationId);
  }
}

function unlessRefused(error: unknown): void {
  if (!(error instanceof KemptError)) throw error;
}

/**
 * Whether an operation has come to rest that was not looked at: whoever was at work on it may have crashed since.
 *
 * @param parts - the engine's parts
 * @param seen - operations that were looked at
 * @returns true when it is time to settle again
 */
export async function hasUnseen(parts: EngineParts, seen: ReadonlySet<string>): Promise<boolean> {
  for (const operationId of await parts.store.list()) {
    if (!seen.has(operationId) && !(await parts.store.isBusy(operationId))) return true;
  }
  return false;
}

/**
 * Settles one operation if a crash cut it short, and removes it if it never began.
 *
 * @param parts - the engine's parts
 * @param operationId - an operation no process holds
 * @returns how it stands; undefined when there was nothing to settle
 * @throws KemptError when it cannot be settled now
 */
export async function settleCut(parts: EngineParts, operationId: string): Promise<OperationResult | undefined> {
  const journal = await readJournal(parts.store, operationId);
  if (journal === undefined) {
    await removeUnbegun(parts, operationId);
    return undefined;
  }
  const { needsSettling, settleHeld } = await import('./carry-out.ts');
  if (!needsSettling(journal)) return undefined;
  return settleHeld(parts, { operationId, files: await parts.store.open(operationId) });
}

/** Its lock is taken first: somebody may be making it at this moment. */
async function removeUnbegun(parts: EngineParts, operationId: string): Promise<void> {
  const files = await parts.store.open(operationId);
  try {
    if ((await readJournal(parts.store, operationId)) === undefined) await parts.store.remove(operationId);
  } finally {
    await files.close();
  }
}
