import type { Answer, CommandContext, CommandInput } from '../context.ts';
import { viewResult } from '../views/view-result.ts';
import { exitCodeOfResult } from './exit-code.ts';
import { chosenOperation } from './operand.ts';

/**
 * `kempt resume`.
 *
 * @param context - what it works with
 * @param input - what was typed
 * @returns what became of the operation
 */
export async function resume(context: CommandContext, input: CommandInput): Promise<Answer> {
  const { engine, signal, onProgress } = context;
  const result = await engine.resume({ ...chosenOperation(input), signal, onProgress });
  return { exitCode: exitCodeOfResult(result), data: result, view: (page) => viewResult(result, page), routine: true };
}
