import { readPieces } from '../fs/read-pieces.ts';
import { readPlan } from '../journal/plan-reader.ts';
import type { JournalStore } from '../ports/journal-store.ts';
import type { EngineParts } from './engine-parts.ts';
import type { PlanSource, PlanStep } from './engine.ts';
import { stepLines } from './step-lines.ts';

/**
 * The steps of a frozen plan.
 *
 * @param parts - the engine's parts
 * @param place - where the plan lies
 * @returns steps in plan order
 * @throws KemptError `plan_corrupt`, `plan_version`, `file_not_found`
 */
export async function* planSteps(parts: EngineParts, place: PlanSource): AsyncGenerator<PlanStep> {
  const store: Pick<JournalStore, 'read'> =
    'path' in place ? { read: (_id, _file, range) => readPieces(place.path, range) } : parts.store;
  const operationId = 'path' in place ? '' : place.operationId;
  const plan = await readPlan(store.read(operationId, 'plan'));
  for await (const { step, line } of stepLines({ store, operationId, plan })) yield { step, ...line };
}
