/**
 * Names are bytes. Inside the engine a name or path is a *raw string*: its UTF-8 reading, in which every byte that
 * is not part of valid UTF-8 becomes the lone surrogate U+DC00 + byte. Ordinary names are ordinary strings, and any
 * bytes survive the way there and back (the scheme of PEP 383).
 */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const LONE_LOW = 0xdc00;

/**
 * Reads bytes as a raw string.
 *
 * @param bytes - a name or path as the system gave it
 * @returns the raw string; {@link encodeRaw} gives exactly the same bytes back
 * @example
 * decodeRaw(new Uint8Array([0x61, 0xff])) // 'a\udcff'
 */
export function decodeRaw(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    return decodePieces(bytes);
  }
}

/**
 * Writes a raw string back to bytes.
 *
 * @param raw - a raw string
 * @returns the bytes it stands for
 */
export function encodeRaw(raw: string): Uint8Array {
  if (raw.isWellFormed()) return Buffer.from(raw, 'utf8');
  const parts: Uint8Array[] = [];
  let start = 0;
  for (let i = 0; i < raw.length; i++) {
    const unit = raw.charCodeAt(i);
    if (unit >= 0xd800 && unit <= 0xdbff && isLow(raw.charCodeAt(i + 1))) {
      i++;
      continue;
    }
    if (unit < LONE_LOW + 0x80 || unit > LONE_LOW + 0xff) continue;
    parts.push(Buffer.from(raw.slice(start, i), 'utf8'), Uint8Array.of(unit - LONE_LOW));
    start = i + 1;
  }
  parts.push(Buffer.from(raw.slice(start), 'utf8'));
  return Buffer.concat(parts);
}

/**
 * The length of a raw string in bytes, which is what file systems limit.
 *
 * @param raw - a raw string
 * @returns its length in bytes
 */
export function rawByteLength(raw: string): number {
  return raw.isWellFormed() ? Buffer.byteLength(raw, 'utf8') : encodeRaw(raw).length;
}

function isLow(unit: number): boolean {
  return unit >= LONE_LOW && unit <= 0xdfff;
}

function decodePieces(bytes: Uint8Array): string {
  let out = '';
  for (let i = 0; i < bytes.length;) {
    const length = validSequenceLength(bytes, i);
    if (length === 0) {
      out += String.fromCharCode(LONE_LOW + (bytes[i] ?? 0));
      i++;
    } else {
      out += decoder.decode(bytes.subarray(i, i + length));
      i += length;
    }
  }
  return out;
}

function validSequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  try {
    decoder.decode(bytes.subarray(at, at + length));
    return at + length <= bytes.length ? length : 0;
  } catch {
    return 0;
  }
}
