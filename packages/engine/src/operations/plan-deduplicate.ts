import type { FrozenPlan } from '../journal/plan-reader.ts';
import { readPlan } from '../journal/plan-reader.ts';
import type { SearchRoot } from '../duplicates/scan-roots.ts';
import { throwIfInterrupted } from '../errors/throw-if-interrupted.ts';
import type { RootFacts, TreeLock } from '../ports/file-system.ts';
import type { HeldOperation } from './carry-out.ts';
import { deduplicateHeader } from './deduplicate-header.ts';
import type { DeduplicateRequest } from './engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { freezeDeduplicate } from './freeze-deduplicate.ts';
import { guardRoot } from './guard-roots.ts';
import { lockWhenFree } from './lock-when-free.ts';
import { refuseReadOnlyRoot } from './refuse-read-only.ts';
import { openSearchRoots, searchDuplicates } from './search-duplicates.ts';

/** A plan that was made and frozen. */
export interface DeduplicatePlan {
  readonly held: HeldOperation;
  readonly plan: FrozenPlan;
  readonly lock: TreeLock;
  readonly durationSeconds: number;
}

/**
 * Finds duplicates, chooses which file of each group is kept and freezes what becomes of the others. Nothing is changed
 * but Kempt's own state. All trees stay locked until the plan is carried out or thrown away.
 *
 * @param parts - the engine's parts
 * @param request - where, what is kept, what becomes of the rest
 * @returns the frozen plan
 * @throws KemptError for roots that cannot be used, and when a tree is busy
 */
export async function planDeduplicate(parts: EngineParts, request: DeduplicateRequest): Promise<DeduplicatePlan> {
  const started = parts.clock.monotonic();
  const { opened, lock } = await lockWhenFree(parts, () => openPlaces(parts, request), request);
  try {
    const { held, plan } = await freeze(parts, request, opened.named);
    return { held, plan, lock, durationSeconds: (parts.clock.monotonic() - started) / 1000 };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function openPlaces(
  parts: EngineParts,
  request: DeduplicateRequest,
): Promise<{ readonly named: readonly SearchRoot[]; readonly roots: readonly RootFacts[] }> {
  const named = await openSearchRoots(parts, request.references ?? [], true);
  for (const path of request.roots) {
    const facts = await guardRoot(parts, path, request.wholeHome ?? false);
    refuseReadOnlyRoot(facts);
    named.push({ facts, isReference: false });
  }
  return { named, roots: named.map(({ facts }) => facts) };
}

async function freeze(
  parts: EngineParts,
  request: DeduplicateRequest,
  named: readonly SearchRoot[],
): Promise<Pick<DeduplicatePlan, 'held' | 'plan'>> {
  const search = await searchDuplicates(parts, request, {
    named,
    intoProjects: request.intoProjects ?? false,
    skipOpenFiles: true,
  });
  throwIfInterrupted(request.signal);
  const operationId = parts.nextOperationId();
  const files = await parts.store.create(operationId);
  try {
    const header = deduplicateHeader(request, { operationId, now: parts.clock.now(), roots: search.scanned.roots });
    await freezeDeduplicate({ files, header, search, request, fileSystem: parts.fileSystem });
    return { held: { operationId, files }, plan: await readPlan(parts.store.read(operationId, 'plan')) };
  } catch (error) {
    await files.close();
    await parts.store.remove(operationId);
    throw error;
  }
}
