import type { DuplicatesResult } from '@kempt/contracts';
import type { CommandContext } from '../context.ts';
import { problemLines } from '../views/problem-lines.ts';

/**
 * Says when hashes could not be remembered. That is no fault of the search, whose answer is whole.
 *
 * @param context - where it is said
 * @param result - what was found
 */
export async function remarkCache(
  context: CommandContext,
  { cache_problem: problem }: DuplicatesResult,
): Promise<void> {
  if (problem === null) return;
  await context.remark(`Hashes are not remembered, so the next search reads all files again: ${problem}.`);
}

/**
 * Tells problems beside rows and documents, which have no place for them.
 *
 * @param context - where they are told
 * @param result - what was found
 */
export async function remarkProblems(context: CommandContext, result: DuplicatesResult): Promise<void> {
  const list = { problems: result.problems, total: result.problems_total };
  await context.remark(problemLines(list, context.errorPage).join('\n'));
}
