import { ClaimBoard } from './claim-board.ts';
import { CounterNames } from './counter-names.ts';
import { draftClaims } from './draft-claims.ts';
import { findEarlierCopies } from './earlier-copies.ts';
import type { PlanDraft } from './plan-draft.ts';
import type { PlanInput } from './plan-input.ts';
import { summarizePlan, type PlanSummary } from './plan-summary.ts';
import { ROW_STATE } from './row-state.ts';
import { Settlement } from './settlement.ts';
import type { StepTable } from './step-table.ts';
import { writeSteps } from './write-steps.ts';

/** A plan whose every step has an empty place to go to when its turn comes. */
export interface SolvedPlan extends PlanSummary {
  readonly steps: StepTable;
  readonly foldersMade: number;
  readonly foldersRemoved: number;
}

/**
 * Solves a whole plan before anything is moved: who gets which name, who stays and why, in which order, and which
 * folders come and go.
 *
 * - A file that is in place stays, and so does one that carries a counter while the name without it is taken.
 * - For every other place the first row in the table wins; what the others do is the policy's to say. Names that a
 *   file system might take for one (case, composition) are one place.
 * - A main file and its companions go together or stay together, under names that still fit each other.
 * - A place counts as free when what is there now leaves by this very plan; the steps are in that order, and files
 *   in a ring are put aside first. Counters only ever use names that nothing has now.
 * - `rename_existing` renames a regular file that is in the way, with its companions, and never a folder, a link, a
 *   file the scan left alone or, when copying, a file of the source.
 * - `overwrite` takes a regular file that is in the way to the quarantine, right before the new one comes. Of two files
 *   of the plan that want one place, the second gets a counter.
 * - A copy whose source has the same size and modification time is taken for the work of an earlier run, and its
 *   source is in place; each such copy stands for one source.
 * - A folder is removed when the plan takes everything out of it and nobody wants to be in it; a file may take the
 *   name of such a folder, and a folder that of a file that leaves.
 *
 * A second run over the result plans nothing, as long as files want the same places then.
 *
 * @param input - what the plan is made of; `table.left` of rows that stay is set
 * @returns the steps and what they come to
 */
export async function solvePlan(input: PlanInput): Promise<SolvedPlan> {
  const draft = await draftClaims(input);
  const board = new ClaimBoard(draft);
  if (input.mode === 'copy') await findEarlierCopies(board);
  const settlement = new Settlement(board);
  await settlement.run();
  await new CounterNames(board, settlement).run();
  const { writer, ...folders } = await writeSteps(board);
  noteLeft(draft);
  return { ...summarizePlan(draft, writer), ...folders, steps: writer.steps };
}

function noteLeft({ rows, state, reason, input }: PlanDraft): void {
  for (let row = 0; row < rows; row++) {
    if (state[row] === ROW_STATE.left) input.table.left[row] = reason[row] ?? 0;
  }
}
