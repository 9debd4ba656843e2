/**
 * Writes text as a CSV cell that no spreadsheet takes for a formula.
 *
 * The cell is quoted (RFC 4180), and a single quote is put before a text that starts with `=`, `+`, `-`, `@`, their
 * full-width twins, a tab or a line break, also when white space, control characters or quotes come first (OWASP,
 * CSV Injection; ASVS 1.2.10). A spreadsheet that splits at `;` or tab, as many languages set it up, sees other cells
 * than the ones written, so the same is done behind each such separator and line break inside the text.
 *
 * The guard can be taken off exactly: {@link unguardFormula}.
 *
 * @param text - the content of the cell
 * @returns the cell, with its surrounding double quotes
 * @example
 * csvCell('=1+1') // '"\'=1+1"'
 */
export function csvCell(text: string): string {
  return `"${guardFormula(text.toWellFormed()).replaceAll('"', '""')}"`;
}

/**
 * Puts a single quote wherever a spreadsheet would begin to read a formula.
 *
 * @param text - any text
 * @returns the text, guarded
 * @example
 * guardFormula('a; =b') // "a;' =b"
 */
export function guardFormula(text: string): string {
  return MAY_NEED_GUARD.test(text) ? text.replace(UNGUARDED, "'") : text;
}

/**
 * Takes off what {@link guardFormula} put on.
 *
 * @param guarded - a guarded text
 * @returns the text as it was
 * @example
 * unguardFormula("a;' =b") // 'a; =b'
 */
export function unguardFormula(guarded: string): string {
  return guarded.replace(GUARDED, '');
}

// Spares ordinary names the search: it cannot miss a place, because none can start with a letter, digit, `/` or `.`.
const MAY_NEED_GUARD = /^[^A-Za-z0-9/.]|[;\t\r\n]/;
/*
 * Both patterns match the same places, because a guard is itself one of the characters that may come before a
 * formula: that is what makes the one the inverse of the other.
 */
const FORMULA_AHEAD = String.raw`[\s\p{Cc}'"]*[=+\-@\uff1d\uff0b\uff0d\uff20]`;
const PLACE = String.raw`(?:(?<=[;\t\r\n])|(?<![^]))(?=${FORMULA_AHEAD})|(?<![^])(?=[\s\p{Cc}'"]*[\t\r\n])`;
const UNGUARDED = new RegExp(PLACE, 'gu');
const GUARDED = new RegExp(`(?:${PLACE})'`, 'gu');
