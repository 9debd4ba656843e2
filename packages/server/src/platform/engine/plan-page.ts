import { isInside, type Engine, type PlanSource, type PlanStep } from '@kempt/engine';

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
}

/**
 * Some steps of a frozen plan.
 *
 * @param engine - reads the plan
 * @param query - which steps
 * @returns at most as many as were asked for, in plan order
 */
export async function planPage(engine: Engine, query: PlanPageQuery): Promise<readonly PlanStep[]> {
  const page: PlanStep[] = [];
  if (query.limit === 0) return page;
  for await (const step of engine.planSteps(query.plan)) {
    if (step.step < query.from || !fits(step, query)) continue;
    if (page.push(step) === query.limit) break;
  }
  return page;
}

function fits(step: PlanStep, { below, text, action }: PlanPageQuery): boolean {
  const paths = [step.original_path, step.new_path];
  if (action !== undefined && step.action !== action) return false;
  if (below !== undefined && !paths.some((path) => isInside(path, below))) return false;
  return text === undefined || paths.some((path) => path.toLowerCase().includes(text));
}
