import type { KeepRule } from '@kempt/contracts';
import { InvalidArgumentError } from 'commander';

/** The rules that `deduplicate` asks. */
export const DEDUPLICATE_RULES = [
  'first_seen',
  'oldest',
  'newest',
  'shortest_path',
  'deepest',
  'reference_root',
] as const satisfies readonly KeepRule[];

/** The rules that `organize` asks, which has no references, behind `in_place`. */
export const ORGANIZE_RULES = [
  'first_seen',
  'oldest',
  'newest',
  'shortest_path',
  'deepest',
] as const satisfies readonly KeepRule[];

/**
 * Reads a chain of rules such as `oldest,shortest_path`.
 *
 * @param text - as typed
 * @param allowed - the rules of the command
 * @returns the rules in their order
 * @throws InvalidArgumentError that says what is allowed
 * @example
 * parseKeep('oldest', ['oldest', 'newest']) // ['oldest']
 */
export function parseKeep(text: string, allowed: readonly KeepRule[]): readonly KeepRule[] {
  return text.split(',').map((word) => {
    const rule = allowed.find((known) => known === word.trim());
    if (rule === undefined) throw new InvalidArgumentError(`Give one or several of: ${allowed.join(', ')}.`);
    return rule;
  });
}
