import type { DuplicatesRequest } from '@kempt/engine';
import { readOptions } from '../arguments/read-options.ts';
import type { Answer, CommandContext, CommandInput } from '../context.ts';
import { viewDuplicates } from '../views/view-duplicates.ts';
import { chosenReport } from './chosen-report.ts';
import { duplicatesRequest } from './duplicates-request.ts';
import { exitCodeOfProblems } from './exit-code.ts';
import { groupLine, similarGroupLine } from './group-line.ts';
import { remarkCache, remarkProblems } from './remark-search.ts';
import { reportDuplicates } from './report-duplicates.ts';

/**
 * `kempt duplicates`.
 *
 * @param context - what it works with
 * @param input - what was typed
 * @returns what is there more than once; rows alone with `--list`, and where the report is with `--out`
 */
export async function duplicates(context: CommandContext, input: CommandInput): Promise<Answer> {
  const options = readOptions(input.options);
  const request = duplicatesRequest(context, input, options);
  if (options.flag('list')) return listed(context, request);
  const { format, out } = chosenReport(context, options);
  const isAnswer = out === undefined && (format === undefined || context.json);
  if (!isAnswer) return reportDuplicates(context, request, { format: format ?? 'html', out });
  const result = await context.engine.duplicates(request);
  await remarkCache(context, result);
  const exitCode = exitCodeOfProblems(result.problems);
  return { exitCode, data: result, view: (page) => viewDuplicates(result, page) };
}

async function listed(context: CommandContext, request: DuplicatesRequest): Promise<Answer> {
  const append = async (pieces: Iterable<string>): Promise<void> => {
    for (const piece of pieces) await context.rows.append(piece);
  };
  const result = await context.engine.duplicates({
    ...request,
    onGroup: (group) => append(groupLine(group)),
    onSimilarGroup: (group) => append(similarGroupLine(group)),
  });
  await context.rows.flush();
  await remarkCache(context, result);
  await remarkProblems(context, result);
  return { exitCode: exitCodeOfProblems(result.problems) };
}
