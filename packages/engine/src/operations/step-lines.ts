import { categoryOf, type StepLine } from '@kempt/contracts';
import { isDisplaced, isFileStep, stepPaths } from '../apply/tally.ts';
import { keptAt } from '../journal/kept-files.ts';
import type { PlanBatch } from '../journal/plan-batch.ts';
import { readBatches, type FrozenPlan } from '../journal/plan-reader.ts';
import { decodeRaw } from '../names/raw-string.ts';
import { shown } from '../names/shown.ts';
import { NO_REQUIREMENT, STEP_ACTIONS } from '../ports/file-system.ts';
import type { JournalStore } from '../ports/journal-store.ts';

/** A file's step as programs read it. */
export interface NumberedLine {
  /** Index in the plan. */
  readonly step: number;
  /** Bits of STEP_FLAGS. */
  readonly flags: number;
  /** BLAKE3, where it was computed. */
  readonly hash?: Uint8Array;
  readonly line: StepLine;
}

/**
 * Every file's step of a plan. A file that is put aside on its way is one line, from where it is to where it goes.
 *
 * @param reading - store, operation, plan
 * @param wanted - which steps, by their flags; all when absent
 * @returns lines in plan order
 */
export async function* stepLines(
  reading: { readonly store: Pick<JournalStore, 'read'>; readonly operationId: string; readonly plan: FrozenPlan },
  wanted: (flags: number) => boolean = () => true,
): AsyncGenerator<NumberedLine> {
  const roots = reading.plan.header.roots.map(({ path }) => path);
  const aside = new Map<number, { readonly source: string; readonly target: string }>();
  for await (const batch of readBatches(reading)) {
    for (let row = 0; row < batch.count; row++) {
      const step = batch.firstStep + row;
      if (!isFileStep(batch, row) && !isDisplaced(batch, row)) {
        aside.set(step, stepPaths(batch, row, roots));
        continue;
      }
      if (!wanted(batch.flags[row] ?? 0)) continue;
      const paths = stepPaths(batch, row, roots);
      const before = aside.get(batch.requiresStep[row] ?? NO_REQUIREMENT);
      const source = before?.target === paths.source ? before.source : paths.source;
      yield {
        step,
        flags: batch.flags[row] ?? 0,
        ...hashOf(batch, row),
        line: { ...lineOf(batch, row, { source, target: paths.target }), ...keptOf(batch, row, roots) },
      };
    }
  }
}

function hashOf(batch: PlanBatch, row: number): Pick<NumberedLine, 'hash'> {
  const hash = batch.hash.subarray(row * 32, row * 32 + 32);
  return hash.every((byte) => byte === 0) ? {} : { hash };
}

/**
 * The file that is kept for a duplicate, as programs read it.
 *
 * @param batch - a batch of the plan
 * @param row - the duplicate
 * @param roots - absolute raw paths of the plan's roots
 * @returns fields to be spread into a line; none for a step without such a file
 */
export function keptOf(
  batch: PlanBatch,
  row: number,
  roots: readonly string[],
): Pick<StepLine, 'kept_path' | 'kept_path_base64' | 'kept_by'> {
  const kept = keptAt(batch.kept, row);
  if (kept === undefined) return {};
  const root = roots[kept.folder.root] ?? '';
  const folder = [root === '/' ? '' : root, kept.folder.path].filter((part, i) => i === 0 || part !== '').join('/');
  return { ...shown('kept_path', `${folder}/${decodeRaw(kept.name)}`), kept_by: kept.rule };
}

function lineOf(
  batch: PlanBatch,
  row: number,
  { source, target }: { readonly source: string; readonly target: string },
): StepLine {
  return {
    ...shown('original_path', source),
    ...shown('new_path', target),
    category: categoryOf(batch.category[row] ?? 0),
    size_bytes: batch.size[row] ?? 0,
    action: STEP_ACTIONS[batch.action[row] ?? 0] ?? 'move',
  };
}
