import { displayName } from '@kempt/engine';

/**
 * Writes a name so that a shell takes it as one word, to be copied from a message. One that holds control characters
 * or is not UTF-8 cannot be printed, and stands there escaped.
 *
 * @param raw - a raw string
 * @returns the name itself, or quoted when it needs to be
 * @example
 * shellWord("it's") // "'it'\\''s'"
 */
export function shellWord(raw: string): string {
  if (/^[\w@%+=:,./-]+$/.test(raw)) return raw;
  const plain = raw.replaceAll('\\', '');
  const printed = displayName(plain) === plain ? raw : displayName(raw);
  return `'${printed.replaceAll("'", String.raw`'\''`)}'`;
}
