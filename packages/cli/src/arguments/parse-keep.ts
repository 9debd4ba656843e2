import { KEEP_RULES, type KeepRule } from '@kempt/contracts';
import { InvalidArgumentError } from 'commander';

/**
 * Reads a chain of rules such as `oldest,shortest_path`.
 *
 * @param text - as typed
 * @returns the rules in their order
 * @throws InvalidArgumentError that says what is allowed
 * @example
 * parseKeep('oldest') // ['oldest']
 */
export function parseKeep(text: string): readonly KeepRule[] {
  return text.split(',').map((word) => {
    const rule = KEEP_RULES.find((known) => known === word.trim());
    if (rule === undefined) throw new InvalidArgumentError(`Give one or several of: ${KEEP_RULES.join(', ')}.`);
    return rule;
  });
}
