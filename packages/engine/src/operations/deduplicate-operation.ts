import type { DeduplicateRequest, PlannedOperation } from './engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { planDeduplicate } from './plan-deduplicate.ts';
import { plannedOperation } from './planned-operation.ts';
import { previewDeduplicate } from './preview-deduplicate.ts';

/**
 * Plans which duplicates go, with a preview.
 *
 * @param parts - the engine's parts
 * @param request - where, what is kept, what becomes of the rest
 * @returns the planned operation, its trees locked until it is carried out or thrown away
 */
export async function deduplicateOperation(parts: EngineParts, request: DeduplicateRequest): Promise<PlannedOperation> {
  const { held, plan, lock, durationSeconds } = await planDeduplicate(parts, request);
  try {
    const { operationId } = held;
    const preview = await previewDeduplicate({ store: parts.store, operationId, plan, durationSeconds });
    return plannedOperation(parts, { held, plan, lock, preview });
  } catch (error) {
    await lock.release();
    throw error;
  }
}
