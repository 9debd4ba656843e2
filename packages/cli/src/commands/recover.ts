import { EXIT_CODES, type OperationResult } from '@kempt/contracts';
import { KemptError } from '@kempt/engine';
import { readOptions } from '../arguments/read-options.ts';
import type { Answer, CommandContext, CommandInput } from '../context.ts';
import type { Page } from '../output/page.ts';
import { paragraphs } from '../views/paragraphs.ts';
import { problemLines } from '../views/problem-lines.ts';
import { viewResult } from '../views/view-result.ts';
import { exitCodeOfResult } from './exit-code.ts';
import { chosenOperation } from './operand.ts';

/** An operation that could not be settled. */
interface Refused {
  readonly operation_id: string;
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
}

/**
 * `kempt recover`.
 *
 * @param context - what it works with
 * @param input - what was typed
 * @returns every operation that was settled, and those that could not be
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
  const refused: Refused[] = [];
  const isNamed = input.operands.length > 0;
  const settled = await engine.recover({
    ...chosenOperation(input),
    ...(then === undefined ? {} : { then }),
    rebuild,
    // What cannot be settled must not hide what became of the others; who named one wants to hear of that alone.
    ...(isNamed
      ? {}
      : { onRefusal: (id, { code, message, hint = null }) => refused.push({ operation_id: id, code, message, hint }) }),
    signal,
    onProgress,
  });
  const well = refused.length === 0 ? EXIT_CODES.ok : EXIT_CODES.with_problems;
  return {
    exitCode: signal.aborted ? EXIT_CODES.interrupted : Math.max(well, ...settled.map(exitCodeOfSettled)),
    data: { operations: settled, problems: refused },
    view: (page) => viewRecovery(settled, refused, page),
    routine: true,
  };
}

function viewRecovery(settled: readonly OperationResult[], refused: readonly Refused[], page: Page): readonly string[] {
  if (settled.length + refused.length === 0) return ['Nothing to recover.'];
  const problems = refused.map(({ operation_id: path, code, message, hint }) => ({
    path,
    code,
    message: [message, hint].filter((sentence) => sentence !== null).join(' '),
  }));
  return paragraphs([
    ...settled.map((result) => [page.style.faint(result.operation_id), ...viewResult(result, page)]),
    problemLines({ problems, total: problems.length }, page),
  ]);
}

/** An operation that waits for `resume` is what settling is meant to bring about. */
function exitCodeOfSettled(result: OperationResult): number {
  return result.status === 'interrupted'
    ? exitCodeOfResult({ ...result, status: 'completed' })
    : exitCodeOfResult(result);
}
