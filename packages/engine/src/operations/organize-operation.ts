import { leftReasonId } from '@kempt/contracts';
import type { OrganizeRequest, PlannedOperation, PlanPreview } from './engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { planOrganize, type OrganizePlan } from './plan-organize.ts';
import { plannedOperation } from './planned-operation.ts';
import { previewPlan } from './preview-plan.ts';
import { stayingLines } from './staying-lines.ts';

/**
 * Makes and freezes a plan, with its preview.
 *
 * @param parts - the engine's parts
 * @param request - what to organize, and how
 * @returns the planned operation, its trees locked until it is carried out or thrown away
 */
export async function organizeOperation(parts: EngineParts, request: OrganizeRequest): Promise<PlannedOperation> {
  return previewed(parts, await planOrganize(parts, request));
}

async function previewed(parts: EngineParts, made: OrganizePlan): Promise<PlannedOperation> {
  const { held, plan, lock, solved, scanned, texts, source } = made;
  try {
    const lines = stayingLines(made);
    const detected = solved.mismatches.map((row): [string, string] => [
      `${source.path}/${scanned.table.path(row)}`,
      texts.text(scanned.table.detectedExtension[row] ?? 0),
    ]);
    const preview = await previewPlan({
      store: parts.store,
      operationId: held.operationId,
      plan,
      destination: made.destination.path,
      copiedBytes: made.copiedBytes,
      durationSeconds: made.durationSeconds,
      staying: { lines, total: (solved.left[leftReasonId('destination_exists')] ?? 0) + solved.duplicates },
      detected: new Map(detected),
      mismatchesTotal: solved.mismatchesTotal,
    });
    return plannedOperation(parts, { held, plan, lock, preview: { ...preview, ...duplicatesOf(made) } });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

function duplicatesOf({ duplicates }: OrganizePlan): Pick<PlanPreview, 'duplicates' | 'duplicates_size_bytes'> {
  return duplicates === undefined ? {} : { duplicates: duplicates.lines, duplicates_size_bytes: duplicates.bytes };
}
