import { EXIT_CODES } from '@kempt/contracts';
import { readOptions } from '../arguments/read-options.ts';
import type { Answer, CommandContext, CommandInput } from '../context.ts';
import { viewExplanation } from '../views/view-explanation.ts';
import { destinationOf } from './destination.ts';
import { operand } from './operand.ts';

/**
 * `kempt explain`.
 *
 * @param context - what it works with
 * @param input - what was typed
 * @returns what Kempt sees in a file
 */
export async function explain(context: CommandContext, input: CommandInput): Promise<Answer> {
  const options = readOptions(input.options);
  const found = await context.engine.explain(context.absolute(operand(input, 0)), destinationOf(options));
  return { exitCode: EXIT_CODES.ok, data: found, view: (page) => viewExplanation(found, page) };
}
