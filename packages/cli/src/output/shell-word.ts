/**
 * Writes a word so that a shell takes it as one, to be copied from a message.
 *
 * @param word - any text without control characters
 * @returns the word itself, or quoted when it needs to be
 * @example
 * shellWord("it's") // "'it'\\''s'"
 */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
