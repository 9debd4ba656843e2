import { EXIT_CODES } from '@kempt/contracts';
import type { Answer, CommandContext, CommandInput } from '../context.ts';
import { viewOperation } from '../views/view-operation.ts';
import { namedOperation } from './operand.ts';

/**
 * `kempt show`.
 *
 * @param context - what it works with
 * @param input - what was typed
 * @returns all about one operation
 */
export async function show(context: CommandContext, input: CommandInput): Promise<Answer> {
  const details = await context.engine.show(namedOperation(input));
  return { exitCode: EXIT_CODES.ok, data: details, view: (page) => viewOperation(details, page) };
}
