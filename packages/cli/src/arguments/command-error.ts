import { displayName, KemptError } from '@kempt/engine';

/**
 * What is wrong with a command line that names no command there is.
 *
 * @param word - the command that was named, if any
 * @returns an `invalid_argument`
 */
export function commandError(word: string | undefined): KemptError {
  const message = word === undefined ? 'No command was given.' : `There is no command '${displayName(word)}'.`;
  return new KemptError('invalid_argument', message, { hint: 'See kempt --help.' });
}
