import { outcomeStatus, type OutcomeCode } from '@kempt/contracts';
import { isInside, type Engine, type FileRecord, type PlanSource, type PlanStep } from '@kempt/engine';

/** The part of the engine that reads plans. */
export type PlanReader = Pick<Engine, 'planSteps' | 'fileRecords'>;

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
export async function planPage(engine: PlanReader, query: PlanPageQuery): Promise<readonly PlanStep[]> {
  const page: PlanStep[] = [];
  if (query.limit === 0) return page;
  const { plan, status } = query;
  const outcomes = status === undefined || 'path' in plan ? ALL_PLANNED : followOutcomes(engine, plan.operationId);
  try {
    for await (const step of engine.planSteps(plan)) {
      if (step.step < query.from || !fits(step, query)) continue;
      if (status !== undefined && (await outcomes.of(step.step)) !== status) continue;
      if (page.push(step) === query.limit) break;
    }
  } finally {
    await outcomes.close();
  }
  return page;
}

/** What became of steps, asked for in the order of the plan. */
interface Outcomes {
  of(step: number): Promise<StepStatus>;
  /** Ends the reading of records, which have a file open. */
  close(): Promise<unknown>;
}

const ALL_PLANNED: Outcomes = { of: () => Promise.resolve('planned'), close: () => Promise.resolve() };

/** Records come in the order of the plan, as steps do: each is asked for once, going forward. */
function followOutcomes(engine: PlanReader, operationId: string): Outcomes {
  const records = engine.fileRecords(operationId)[Symbol.asyncIterator]();
  let found: IteratorResult<FileRecord, unknown> | undefined;
  return {
    of: async (step) => {
      found ??= await records.next();
      while (found.done !== true && found.value.step < step) found = await records.next();
      if (found.done === true || found.value.step !== step) return 'planned';
      const status = outcomeStatus(found.value.outcome as OutcomeCode);
      return status === 'pending' ? 'planned' : status;
    },
    close: () => records.return?.() ?? Promise.resolve(),
  };
}

function fits(step: PlanStep, { below, text, action }: PlanPageQuery): boolean {
  const paths = [step.original_path, step.new_path];
  if (action !== undefined && step.action !== action) return false;
  if (below !== undefined && !paths.some((path) => isInside(path, below))) return false;
  return text === undefined || paths.some((path) => path.toLowerCase().includes(text));
}
