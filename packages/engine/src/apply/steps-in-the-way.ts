import { outcomeId } from '@kempt/contracts';
import type { PlanBatch } from '../journal/plan-batch.ts';
import { readBatches } from '../journal/plan-reader.ts';
import { NO_REQUIREMENT, STEP_ACTIONS } from '../ports/file-system.ts';
import type { OperationContext } from './operation-context.ts';
import { stepPaths, type StepPaths } from './tally.ts';

const COMPLETED = outcomeId('completed');
const MOVE = STEP_ACTIONS.indexOf('move');

/**
 * Everything that has to go back so that files that were put aside get the names back that they had: the moves that
 * took those names, the moves that took the names of these, and so on around the ring; companions go with their main
 * file.
 *
 * @param operation - the operation, and outcome byte by step
 * @param asides - the steps that put files aside
 * @returns those steps and the ones in their way
 */
export async function stepsInTheWay(
  operation: { readonly context: OperationContext; readonly codes: Uint8Array },
  asides: ReadonlySet<number>,
): Promise<ReadonlySet<number>> {
  const ring = new Ring(operation.context.plan.header.roots.map(({ path }) => path));
  for (let known = -1; known !== ring.steps.size;) {
    known = ring.steps.size;
    for await (const batch of readBatches(operation.context)) {
      for (let row = 0; row < batch.count; row++) {
        const step = batch.firstStep + row;
        if (operation.codes[step] === COMPLETED && batch.action[row] === MOVE) ring.look(batch, row, asides.has(step));
      }
    }
  }
  return ring.steps;
}

class Ring {
  readonly steps = new Set<number>();
  readonly #wanted = new Set<string>();
  readonly #roots: readonly string[];

  constructor(roots: readonly string[]) {
    this.#roots = roots;
  }

  look(batch: PlanBatch, row: number, isAside: boolean): void {
    const step = batch.firstStep + row;
    if (this.steps.has(step)) return;
    const paths = stepPaths(batch, row, this.#roots);
    if (!isAside && !this.#belongs(batch, row, paths)) return;
    this.steps.add(step);
    this.#wanted.add(paths.source);
  }

  #belongs(batch: PlanBatch, row: number, paths: StepPaths): boolean {
    return this.#wanted.has(paths.target) || this.steps.has(batch.requiresStep[row] ?? NO_REQUIREMENT);
  }
}
