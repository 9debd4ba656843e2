import { outcomeStatus, type OutcomeCode } from '@kempt/contracts';
import { isInside, type Engine, type PlanSource, type PlanStep } from '@kempt/engine';

/** What became of a step; one that was not reached is planned still. */
export type StepStatus = 'planned' | 'completed' | 'skipped' | 'failed';

/** Which steps of a plan are wanted. */
export interface PlanPageQuery {
  readonly plan: PlanSource;
  /** Index of the first step that counts. */
  readonly from: number;
  readonly limit: number;
  /** Only steps that lead below this folder, or from there. */
  readonly below?: string | undefined;
  /** Only steps whose paths hold this text; lower case. */
  readonly text?: string | undefined;
  readonly action?: string | undefined;
  /** Only steps of which this became. */
  readonly status?: StepStatus | undefined;
}

/**
 * Some steps of a frozen plan.
 *
 * @param engine - reads the plan
 * @param query - which steps
 * @returns at most as many as were asked for, in plan order
 * @throws KemptError `operation_unfinished` when it is asked what became of steps that are not settled yet
 */
export async function planPage(engine: Engine, query: PlanPageQuery): Promise<readonly PlanStep[]> {
  const page: PlanStep[] = [];
  if (query.limit === 0) return page;
  const { plan, status } = query;
  const statusOf = status === undefined || 'path' in plan ? allPlanned : followOutcomes(engine, plan.operationId);
  for await (const step of engine.planSteps(plan)) {
    if (step.step < query.from || !fits(step, query)) continue;
    if (status !== undefined && (await statusOf(step.step)) !== status) continue;
    if (page.push(step) === query.limit) break;
  }
  return page;
}

const allPlanned = (): Promise<StepStatus> => Promise.resolve('planned');

/** Records come in the order of the plan, as steps do: each is asked for once, going forward. */
function followOutcomes(engine: Engine, operationId: string): (step: number) => Promise<StepStatus> {
  const records = engine.fileRecords(operationId)[Symbol.asyncIterator]();
  let current = records.next();
  return async (step) => {
    let found = await current;
    while (found.done !== true && found.value.step < step) {
      current = records.next();
      found = await current;
    }
    if (found.done === true || found.value.step !== step) return 'planned';
    const status = outcomeStatus(found.value.outcome as OutcomeCode);
    return status === 'pending' ? 'planned' : status;
  };
}

function fits(step: PlanStep, { below, text, action }: PlanPageQuery): boolean {
  const paths = [step.original_path, step.new_path];
  if (action !== undefined && step.action !== action) return false;
  if (below !== undefined && !paths.some((path) => isInside(path, below))) return false;
  return text === undefined || paths.some((path) => path.toLowerCase().includes(text));
}
