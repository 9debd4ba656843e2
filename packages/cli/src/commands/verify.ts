import { EXIT_CODES } from '@kempt/contracts';
import { readOptions } from '../arguments/read-options.ts';
import type { Answer, CommandContext, CommandInput } from '../context.ts';
import { viewVerify } from '../views/view-verify.ts';
import { namedOperation } from './operand.ts';

/**
 * `kempt verify`.
 *
 * @param context - what it works with
 * @param input - what was typed
 * @returns which files of the operation differ from the journal
 */
export async function verify(context: CommandContext, input: CommandInput): Promise<Answer> {
  const { engine, signal, onProgress } = context;
  const match = readOptions(input.options).choice('match', ['inode', 'content']);
  const result = await engine.verify({
    operationId: namedOperation(input),
    ...(match === undefined ? {} : { match }),
    signal,
    onProgress,
  });
  const same = result.differing.length === 0;
  return {
    exitCode: same ? EXIT_CODES.ok : EXIT_CODES.with_problems,
    data: result,
    view: (page) => viewVerify(result, page),
    routine: same,
  };
}
