import { EXIT_CODES } from '@kempt/contracts';
import { displayName, shown } from '@kempt/engine';
import { readOptions } from '../arguments/read-options.ts';
import type { Answer, CommandContext, CommandInput } from '../context.ts';
import { shellWord } from '../output/shell-word.ts';
import { namedOperation } from './operand.ts';

/**
 * `kempt export`.
 *
 * @param context - what it works with
 * @param input - what was typed
 * @returns where the script is
 */
export async function exportScript(context: CommandContext, input: CommandInput): Promise<Answer> {
  const script = readOptions(input.options).text('undoScript') ?? '';
  const target = context.absolute(script);
  // The id may be the beginning of one; asking also finds out that there is no such operation before a file is made.
  const { operation_id: id } = await context.engine.show(namedOperation(input));
  await context.services.writeNewFile(target, context.engine.undoScript(id));
  return {
    exitCode: EXIT_CODES.ok,
    data: { operation_id: id, ...shown('undo_script', script) },
    view: () => [`The script is in ${displayName(script)}. It undoes the operation with: sh ${shellWord(script)}`],
    routine: true,
  };
}
