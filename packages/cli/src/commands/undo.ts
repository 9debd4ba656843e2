import { readOptions } from '../arguments/read-options.ts';
import type { Answer, CommandContext, CommandInput } from '../context.ts';
import { viewResult } from '../views/view-result.ts';
import { exitCodeOfResult } from './exit-code.ts';
import { chosenOperation } from './operand.ts';

/**
 * `kempt undo`.
 *
 * @param context - what it works with
 * @param input - what was typed
 * @returns what went back, and what could not
 */
export async function undo(context: CommandContext, input: CommandInput): Promise<Answer> {
  const options = readOptions(input.options);
  const only = options.text('only');
  const match = options.choice('match', ['inode', 'content']);
  const result = await context.engine.undo({
    ...chosenOperation(input),
    ...(only === undefined ? {} : { only }),
    ...(match === undefined ? {} : { match }),
    wait: options.flag('wait'),
    signal: context.signal,
    onProgress: context.onProgress,
  });
  return { exitCode: exitCodeOfResult(result), data: result, view: (page) => viewResult(result, page), routine: true };
}
