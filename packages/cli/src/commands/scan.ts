import type { ScanResult } from '@kempt/contracts';
import { readOptions } from '../arguments/read-options.ts';
import type { Answer, CommandContext, CommandInput } from '../context.ts';
import { problemLines } from '../views/problem-lines.ts';
import { viewScan } from '../views/view-scan.ts';
import { exitCodeOfProblems } from './exit-code.ts';
import { operand } from './operand.ts';

/**
 * `kempt scan`.
 *
 * @param context - what it works with
 * @param input - what was typed
 * @returns what is in the folder, or rows alone with `--list`
 */
export async function scan(context: CommandContext, input: CommandInput): Promise<Answer> {
  const options = readOptions(input.options);
  const list = options.flag('list');
  const result = await context.engine.scan({
    root: context.absolute(operand(input, 0)),
    hidden: options.flag('hidden'),
    crossMounts: options.flag('crossMounts'),
    signal: context.signal,
    onProgress: context.onProgress,
    ...(list ? { onFile: (line) => context.rows.write(line) } : {}),
  });
  const exitCode = exitCodeOfProblems(result.problems);
  if (list) return listed(context, result, exitCode);
  return { exitCode, data: result, view: (page) => viewScan(result, page) };
}

/** Rows have no place for problems: they are told beside them. */
async function listed(context: CommandContext, { problems }: ScanResult, exitCode: number): Promise<Answer> {
  await context.rows.flush();
  await context.remark(problemLines({ problems, total: problems.length }, context.errorPage).join('\n'));
  return { exitCode };
}
