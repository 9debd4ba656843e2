import { EXIT_CODES, type OperationResult } from '@kempt/contracts';
import { KemptError } from '@kempt/engine';
import { readOptions } from '../arguments/read-options.ts';
import type { Answer, CommandContext, CommandInput } from '../context.ts';
import { paragraphs } from '../views/paragraphs.ts';
import { viewResult } from '../views/view-result.ts';
import { exitCodeOfResult } from './exit-code.ts';
import { chosenOperation } from './operand.ts';

/**
 * `kempt recover`.
 *
 * @param context - what it works with
 * @param input - what was typed
 * @returns every operation that was settled
 */
export async function recover(context: CommandContext, input: CommandInput): Promise<Answer> {
  const options = readOptions(input.options);
  const then = options.choice('then', ['settle', 'finish', 'roll_back']);
  const rebuild = options.flag('rebuild');
  if (rebuild && input.operands.length === 0) {
    throw new KemptError('invalid_argument', '--rebuild was given without an OPERATION.', {
      hint: 'Name the operation whose journal is damaged; kempt history lists them.',
    });
  }
  const { engine, signal, onProgress } = context;
  const settled = await engine.recover({
    ...chosenOperation(input),
    ...(then === undefined ? {} : { then }),
    rebuild,
    signal,
    onProgress,
  });
  return {
    exitCode: signal.aborted ? EXIT_CODES.interrupted : Math.max(EXIT_CODES.ok, ...settled.map(exitCodeOfSettled)),
    data: { operations: settled },
    view: (page) =>
      settled.length === 0
        ? ['Nothing to recover.']
        : paragraphs(settled.map((result) => [page.style.faint(result.operation_id), ...viewResult(result, page)])),
    routine: true,
  };
}

/** An operation that waits for `resume` is what settling is meant to bring about. */
function exitCodeOfSettled(result: OperationResult): number {
  return result.status === 'interrupted'
    ? exitCodeOfResult({ ...result, status: 'completed' })
    : exitCodeOfResult(result);
}
