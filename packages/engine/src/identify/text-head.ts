import { isUtf8 } from 'node:buffer';

/** Text is told from this much of a file at most. */
const LOOKED_AT = 4096;

/** Control characters that no text holds; bell, backspace, tab, line ends, form feed, end of file and escape are found. */
const CONTROLS = new Uint8Array(256).fill(1, 0, 0x20).fill(0, 0x07, 0x0e);
CONTROLS[0x1a] = 0;
CONTROLS[0x1b] = 0;

/**
 * Whether bytes read as text: UTF-8, UTF-16 or a Latin encoding without control characters. The last character may be
 * cut short.
 *
 * @param head - first bytes of a file
 * @returns true for text
 */
export function looksLikeText(head: Uint8Array): boolean {
  if (head.length === 0) return false;
  if (utf16Of(head) !== undefined) return true;
  if (head.includes(0) || hasControls(head)) return false;
  return isUtf8(withoutCutCharacter(head)) || looksLatin(head);
}

/**
 * The beginning of a text file in characters, without byte order mark. Only markers in ASCII are looked for in it, so
 * that other characters may come out wrong.
 *
 * @param head - first bytes of a file that {@link looksLikeText}
 * @returns up to 4,096 characters
 */
export function beginningOfText(head: Uint8Array): string {
  const encoding = utf16Of(head);
  if (encoding !== undefined) return new TextDecoder(encoding).decode(head);
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, LOOKED_AT)).toString('latin1');
  return text.startsWith('\u00ef\u00bb\u00bf') ? text.slice(3) : text;
}

/** UTF-16 by its byte order mark, or by every other byte of the beginning being zero and its neighbour printable. */
function utf16Of(head: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (head.length < 2) return undefined;
  if (head[0] === 0xff && head[1] === 0xfe) return plausibleUtf16(head, 0) ? 'utf-16le' : undefined;
  if (head[0] === 0xfe && head[1] === 0xff) return plausibleUtf16(head, 1) ? 'utf-16be' : undefined;
  if (head.length < 8) return undefined;
  if (alternates(head, 1)) return 'utf-16le';
  return alternates(head, 0) ? 'utf-16be' : undefined;
}

/** No character of the beginning may be a control character; `low` is where the low bytes are. */
function plausibleUtf16(head: Uint8Array, low: 0 | 1): boolean {
  for (let i = 2; i + 1 < Math.min(head.length, 512); i += 2) {
    if (head[i + 1 - low] === 0 && isControl(head[i + low] ?? 0)) return false;
  }
  return true;
}

function alternates(head: Uint8Array, zeros: 0 | 1): boolean {
  const end = Math.min(head.length & ~1, 64);
  for (let i = 0; i < end; i += 2) {
    const letter = head[i + 1 - zeros] ?? 0;
    if (head[i + zeros] !== 0 || letter > 0x7e || isControl(letter)) return false;
  }
  return true;
}

function hasControls(head: Uint8Array): boolean {
  for (let i = 0; i < head.length; i++) if (CONTROLS[head[i] ?? 0] === 1) return true;
  return false;
}

function isControl(byte: number): boolean {
  return CONTROLS[byte] === 1;
}

function withoutCutCharacter(head: Uint8Array): Uint8Array {
  for (let back = 1; back <= 3 && back <= head.length; back++) {
    const byte = head[head.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte >= 0xc0) return head.subarray(0, head.length - back);
  }
  return head;
}

/** Of one-byte encodings: the rows of control characters beyond ASCII are hardly used, and few bytes prove little. */
function looksLatin(head: Uint8Array): boolean {
  let high = 0;
  let odd = 0;
  for (let i = 0; i < head.length; i++) {
    const byte = head[i] ?? 0;
    if (byte >= 0x80) high++;
    if (byte >= 0x80 && byte < 0xa0) odd++;
  }
  return odd * 20 <= head.length && (head.length >= 64 || high * 10 <= head.length * 3);
}
