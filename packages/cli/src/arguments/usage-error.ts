import { displayName, KemptError } from '@kempt/engine';
import type { CommanderError } from 'commander';

/**
 * Turns what commander says about a command line into an error like all others.
 *
 * @param error - what commander threw
 * @param command - the command it is about, to point to its help
 * @returns an `invalid_argument` whose hint is the nearest suggestion, if there is one
 */
export function usageError(error: CommanderError, command: string): KemptError {
  const [first = '', ...rest] = error.message.split('\n');
  const suggestion = /^\((Did you mean .*)\)$/.exec(rest.join(' ').trim())?.[1];
  const help = `See ${command} --help.`;
  return new KemptError('invalid_argument', sentence(first.replace(/^error: /, '')), {
    hint: suggestion === undefined ? help : `${suggestion} ${help}`,
  });
}

function sentence(text: string): string {
  const safe = displayName(text);
  const whole = safe.charAt(0).toUpperCase() + safe.slice(1);
  return /[.?!]$/.test(whole) ? whole : `${whole}.`;
}
