import type { StepLine } from '@kempt/contracts';
import { shown } from '../names/shown.ts';
import type { DeduplicateRequest, PlannedOperation } from './engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { operationResult } from './operation-result.ts';
import { planDeduplicate, type DeduplicatePlan } from './plan-deduplicate.ts';
import { plannedOperation } from './planned-operation.ts';
import { stepLines } from './step-lines.ts';

const LISTED = 20;

/**
 * Plans which duplicates go, with a preview.
 *
 * @param parts - the engine's parts
 * @param request - where, what is kept, what becomes of the rest
 * @returns the planned operation, its trees locked until it is carried out or thrown away
 */
export async function deduplicateOperation(parts: EngineParts, request: DeduplicateRequest): Promise<PlannedOperation> {
  const made = await planDeduplicate(parts, request);
  const { held, plan, lock } = made;
  try {
    const { header, counts } = plan;
    const result = operationResult(plan, {
      operationId: held.operationId,
      status: 'planned',
      durationSeconds: made.durationSeconds,
    });
    const preview = {
      result,
      ...shown('root', header.roots[0]?.path ?? ''),
      ...shown('destination', header.roots[0]?.path ?? ''),
      folders: [],
      conflicts: [],
      conflicts_total: 0,
      overwritten: [],
      overwritten_total: 0,
      overwritten_size_bytes: 0,
      mismatches: [],
      mismatches_total: 0,
      left: counts.left,
      copied_bytes: 0,
      folders_made: counts.steps - counts.files_planned,
      folders_removed: 0,
      duplicates: await firstLines(parts, made),
      duplicates_size_bytes: counts.bytes_planned,
    };
    return plannedOperation(parts, { held, plan, lock, preview });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function firstLines({ store }: EngineParts, { held, plan }: DeduplicatePlan): Promise<readonly StepLine[]> {
  const lines: StepLine[] = [];
  for await (const { line } of stepLines({ store, operationId: held.operationId, plan })) {
    if (lines.push(line) === LISTED) break;
  }
  return lines;
}
