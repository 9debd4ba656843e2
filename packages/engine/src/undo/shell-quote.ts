/**
 * Quotes a raw string as one word of a POSIX shell, whatever bytes it holds: between single quotes nothing is
 * special but the single quote itself.
 *
 * @param raw - a raw string without zero bytes
 * @returns the word
 * @example
 * shellQuote("it's $HOME") // "'it'\\''s $HOME'"
 */
export function shellQuote(raw: string): string {
  return raw.includes("'") ? `'${raw.replaceAll("'", String.raw`'\''`)}'` : `'${raw}'`;
}
