import { InvalidArgumentError } from 'commander';

/**
 * Takes a pattern for keys of the cache. It holds nothing that a store in Redis and one in memory would understand
 * differently.
 *
 * @param text - as typed
 * @returns the same text
 * @throws InvalidArgumentError that says what is allowed
 */
export function parseKeyPattern(text: string): string {
  if (/^[\w.:*?-]{1,200}$/.test(text)) return text;
  throw new InvalidArgumentError('Give up to 200 letters, digits and . - _ : with * for any characters and ? for one.');
}
