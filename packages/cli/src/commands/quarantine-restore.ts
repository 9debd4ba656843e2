import { readOptions } from '../arguments/read-options.ts';
import type { Answer, CommandContext, CommandInput } from '../context.ts';
import { answerOfResults } from './answer-of-results.ts';
import { operand } from './operand.ts';

/**
 * `kempt quarantine restore`.
 *
 * @param context - what it works with
 * @param input - what was typed
 * @returns what came back, and what could not
 */
export async function restore(context: CommandContext, input: CommandInput): Promise<Answer> {
  const what = operand(input, 0);
  const results = await context.engine.restore({
    what,
    path: context.absolute(what),
    wait: readOptions(input.options).flag('wait'),
    signal: context.signal,
    onProgress: context.onProgress,
  });
  return answerOfResults(results);
}
