import { encodeRaw } from './raw-string.ts';

/**
 * Shows a raw string to people and programs without any byte that could forge a line or steer a terminal: a
 * backslash is doubled, control characters, line separators, direction overrides and bytes that are not UTF-8 become
 * `\xNN` or `\u{N}`. The escape is reversible.
 *
 * @param raw - a raw string
 * @returns text that is safe to print
 * @example
 * displayName('a\nb') // 'a\\x0ab'
 */
export function displayName(raw: string): string {
  if (!NEEDS_ESCAPE.test(raw)) return raw;
  return raw.replace(ESCAPED, (char) => {
    if (char === '\\') return '\\\\';
    const code = char.codePointAt(0) ?? 0;
    if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`;
    return code < 0x80 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

/**
 * Whether {@link displayName} shows something other than the plain name, so that a row must carry the bytes too.
 *
 * @param raw - a raw string
 * @returns true when the raw bytes must be given beside the shown name
 */
export function needsBase64(raw: string): boolean {
  return NEEDS_ESCAPE.test(raw);
}

/**
 * The bytes of a raw string in base64, for rows whose shown name is escaped.
 *
 * @param raw - a raw string
 * @returns standard base64
 */
export function rawBase64(raw: string): string {
  return Buffer.from(encodeRaw(raw)).toString('base64');
}

// eslint-disable-next-line no-control-regex -- control characters are the subject here
const ESCAPED = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\u200e\u200f\\]|\p{Surrogate}/gu;
// eslint-disable-next-line no-control-regex -- control characters are the subject here
const NEEDS_ESCAPE = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\u200e\u200f\\]|\p{Surrogate}/u;
