import type { StepLine } from '@kempt/contracts';
import { writeNewFile } from '../fs/write-new-file.ts';
import type { FrozenPlan } from '../journal/plan-reader.ts';
import type { TreeLock } from '../ports/file-system.ts';
import type { HeldOperation } from './carry-out.ts';
import type { PlannedOperation, PlanPreview } from './engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { stepLines } from './step-lines.ts';

/** A frozen plan in the hands of this process. */
export interface HeldPlan {
  readonly held: HeldOperation;
  readonly plan: FrozenPlan;
  readonly lock: TreeLock | undefined;
  readonly preview: PlanPreview;
}

/**
 * A frozen plan as the engine hands it out: look at it, write it to a file, carry it out or throw it away.
 *
 * @param parts - the engine's parts
 * @param made - the plan, its files and its lock
 * @returns the planned operation
 */
export function plannedOperation(parts: EngineParts, made: HeldPlan): PlannedOperation {
  const { held, plan, lock, preview } = made;
  const { operationId } = held;
  return {
    operationId,
    preview,
    lines: () => linesOf(parts, operationId, plan),
    writeTo: (path) => writeNewFile(path, parts.store.read(operationId, 'plan')),
    apply: async (options = {}) => {
      try {
        const { carryOut } = await import('./carry-out.ts');
        return await carryOut(parts, held, { ...options, locked: lock !== undefined });
      } finally {
        await lock?.release();
      }
    },
    discard: async () => {
      await held.files.close();
      await parts.store.remove(operationId);
      await lock?.release();
    },
  };
}

async function* linesOf(parts: EngineParts, operationId: string, plan: FrozenPlan): AsyncGenerator<StepLine> {
  for await (const { line } of stepLines({ store: parts.store, operationId, plan })) yield line;
}
