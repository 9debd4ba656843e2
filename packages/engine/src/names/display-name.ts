import { decodeRaw, encodeRaw } from './raw-string.ts';

/**
 * Shows a raw string to people and programs without any byte that could forge a line or steer a terminal: a
 * backslash is doubled, control characters, line separators, direction overrides and bytes that are not UTF-8 become
 * `\xNN` or `\u{N}`. {@link parseDisplayName} takes it back.
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
 * Reads a shown name back, for programs that have nothing but the text.
 *
 * @param shown - what {@link displayName} gave
 * @returns the raw string, or undefined when a backslash begins none of the escapes
 * @example
 * parseDisplayName('a\\x0ab') // 'a\nb'
 */
export function parseDisplayName(shown: string): string | undefined {
  if (!WELL_ESCAPED.test(shown)) return undefined;
  const raw = shown.replace(ESCAPE, (_, byte?: string, code?: string) => {
    if (byte !== undefined) return unitOfByte(Number.parseInt(byte, 16));
    return code === undefined ? '\\' : String.fromCodePoint(Number.parseInt(code, 16));
  });
  return decodeRaw(encodeRaw(raw));
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

function unitOfByte(byte: number): string {
  return String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte);
}

const UNSAFE = String.raw`[\u0000-\u001f\u007f-\u009f\u2028\u2029\\]|\p{Bidi_Control}|\p{Surrogate}`;
const ESCAPED = new RegExp(UNSAFE, 'gu');
const NEEDS_ESCAPE = new RegExp(UNSAFE, 'u');
const ESCAPE = /\\(?:x([\da-f]{2})|u\{((?:10|[\da-f])?[\da-f]{1,4})\}|\\)/gi;
const WELL_ESCAPED = new RegExp(`^(?:[^\\\\]|${ESCAPE.source})*$`, 'i');
