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
 */
export function chosenOperation(input: CommandInput): { readonly operationId?: string } {
  const operationId = input.operands[0];
  return operationId === undefined ? {} : { operationId };
}
