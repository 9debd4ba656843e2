import { KemptError } from '@kempt/engine';
import type { CommandInput } from '../context.ts';

/**
 * An argument commander made sure of.
 *
 * @param input - what was typed
 * @param index - which argument, from 0
 * @returns the argument as a raw string; empty when it was not given, which no command accepts
 */
export function operand(input: CommandInput, index: number): string {
  return input.operands[index] ?? '';
}

/**
 * The operation that was named, if one was.
 *
 * @param input - what was typed
 * @returns that part of a request
 * @throws KemptError `invalid_argument` for an empty one
 */
export function chosenOperation(input: CommandInput): { readonly operationId?: string } {
  return input.operands[0] === undefined ? {} : { operationId: namedOperation(input) };
}

/**
 * The operation that must be named.
 *
 * @param input - what was typed
 * @returns an id or the beginning of one
 * @throws KemptError `invalid_argument` for an empty one, which is most often a shell variable that was not set and must
 *   not pass for the newest operation
 */
export function namedOperation(input: CommandInput): string {
  const operationId = operand(input, 0);
  if (operationId !== '') return operationId;
  throw new KemptError('invalid_argument', 'The id of the operation is empty.', {
    hint: 'Check the shell variables in the command; `kempt history` lists the operations.',
  });
}
