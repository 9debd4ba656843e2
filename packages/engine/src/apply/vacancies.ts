import { outcomeId } from '@kempt/contracts';
import type { PlanBatch } from '../journal/plan-batch.ts';
import { isDisplaced, stepPaths } from './tally.ts';

const COMPLETED = outcomeId('completed');

/**
 * Finds the places that an operation vacated for files which did not come. The step behind a `displace` is the one that
 * brings the new file to the old one's place; where it is not, as in a redo of a part, nobody comes.
 */
export class Vacancies {
  readonly #roots: readonly string[];
  /** The vacated place by step. */
  readonly #vacant = new Map<number, string>();

  /** @param roots - absolute raw paths of the plan's roots */
  constructor(roots: readonly string[]) {
    this.#roots = roots;
  }

  /** The steps whose places are vacant, in plan order. */
  get steps(): readonly number[] {
    return [...this.#vacant.keys()];
  }

  /**
   * Looks at a batch, behind the one before it.
   *
   * @param batch - the steps
   * @param codes - outcome byte by step of the plan
   */
  add(batch: PlanBatch, codes: Uint8Array): void {
    for (let row = 0; row < batch.count; row++) {
      const step = batch.firstStep + row;
      if (codes[step] !== COMPLETED) continue;
      if (isDisplaced(batch, row)) this.#vacant.set(step, stepPaths(batch, row, this.#roots).source);
      const place = this.#vacant.get(step - 1);
      if (place !== undefined && stepPaths(batch, row, this.#roots).target === place) this.#vacant.delete(step - 1);
    }
  }
}
