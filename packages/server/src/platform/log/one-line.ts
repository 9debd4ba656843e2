/**
 * Characters that JSON lets stand, and that end a line for some readers, move the cursor of a terminal, or turn the
 * direction of text.
 */
const UNRULY = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/**
 * Makes sure that a line of JSON is one line to everybody: whatever could end it or act on a terminal is escaped.
 *
 * @param line - a line of JSON
 * @returns the same value, written with fewer characters
 */
export function oneLine(line: string): string {
  return line.replace(UNRULY, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
