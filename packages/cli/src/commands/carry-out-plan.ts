import { shown, throwIfInterrupted, type PlannedOperation } from '@kempt/engine';
import type { Answer, CommandContext } from '../context.ts';
import { shellWord } from '../output/shell-word.ts';
import { actionOf } from '../views/action-words.ts';
import { orderWords } from '../views/order-words.ts';
import { viewPreview } from '../views/view-preview.ts';
import { viewResult } from '../views/view-result.ts';
import { exitCodeOfProblems, exitCodeOfResult } from './exit-code.ts';
import type { PreviewWishes } from './preview-wishes.ts';

/** What to do with a plan. */
export interface PlanWishes extends PreviewWishes {
  /** Only carry it out after a yes. */
  readonly ask: boolean;
}

/**
 * Shows, writes or carries out a plan, and throws it away when it is not carried out.
 *
 * @param context - what it works with
 * @param planned - the frozen plan
 * @param wishes - what was asked for
 * @returns what was done, or what would be
 */
export async function carryOutPlan(
  context: CommandContext,
  planned: PlannedOperation,
  wishes: PlanWishes,
): Promise<Answer> {
  let discard = true;
  try {
    throwIfInterrupted(context.signal);
    if (wishes.planOut !== undefined) await planned.writeTo(wishes.planOut);
    if (wishes.list) return await listPlan(context, planned);
    if (wishes.preview || wishes.planOut !== undefined) return await showPlan(planned, wishes);
    // Nothing of it stays in the history: a bare undo must still find the last operation that moved something.
    if (planned.preview.result.files_planned === 0) return nothingToDo(planned);
    if (wishes.ask) await askFor(context, planned);
    discard = false;
    const result = await planned.apply({ signal: context.signal, onProgress: context.onProgress });
    return {
      exitCode: exitCodeOfResult(result),
      data: result,
      view: (page) => viewResult(result, page),
      routine: true,
    };
  } finally {
    if (discard) await planned.discard();
  }
}

async function listPlan(context: CommandContext, planned: PlannedOperation): Promise<Answer> {
  for await (const line of planned.lines()) await context.rows.write(line);
  return { exitCode: exitCodeOfProblems(planned.preview.result.problems) };
}

async function showPlan(planned: PlannedOperation, wishes: PlanWishes): Promise<Answer> {
  const { result, ...preview } = planned.preview;
  const action = await actionOf(planned);
  const file = wishes.planOut;
  return {
    exitCode: exitCodeOfProblems(result.problems),
    data: { ...result, ...(file === undefined ? {} : shown('plan_file', file)), preview },
    view: (page) => [
      ...viewPreview(planned.preview, { page, action }),
      '',
      file === undefined
        ? 'Nothing was changed.'
        : `The plan is written. Carry it out with: kempt apply ${shellWord(file)}`,
    ],
  };
}

function nothingToDo(planned: PlannedOperation): Answer {
  const result = { ...planned.preview.result, status: 'completed' as const };
  return {
    exitCode: exitCodeOfProblems(result.problems),
    data: result,
    view: (page) => viewResult(result, page),
    routine: true,
  };
}

async function askFor(context: CommandContext, planned: PlannedOperation): Promise<void> {
  const action = await actionOf(planned);
  await context.confirm({
    text: `${orderWords(planned.preview, action, false)}?`,
    view: (page) => viewPreview(planned.preview, { page, action }),
    hint: 'Use --yes to carry the plan out without a question, or --preview to look at it.',
    declined: 'Nothing was changed.',
  });
}
