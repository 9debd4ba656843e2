import { InvalidArgumentError } from 'commander';

/** What the library that compiles patterns takes. */
const MOST_CHARACTERS = 65_536;

/**
 * Takes a glob that can be compiled.
 *
 * @param text - as typed, a raw string
 * @returns the same text
 * @throws InvalidArgumentError for an empty one, most often a shell variable that was not set, and for one of more than
 * 65,536 characters
 */
export function parsePattern(text: string): string {
  if (text === '') throw new InvalidArgumentError('The pattern is empty.');
  if (text.length > MOST_CHARACTERS) throw new InvalidArgumentError('The pattern is too long.');
  return text;
}
