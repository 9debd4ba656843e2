/** Bytes to look for at a fixed place of a file. */
export interface BytePattern {
  /** Offset in the file. */
  readonly at: number;
  readonly bytes: Uint8Array;
  /** Bits that count, byte by byte. */
  readonly mask: Uint8Array;
}

const TOKEN = /(?:'([^']*)'|\?\?(?:\*(\d+))?|([0-9A-F]{2})(?:\/([0-9A-F]{2}))?)(?: |$)/gy;

/**
 * Reads a pattern as the signature data spells it: `'RIFF' ??*4 'WAVE'` is text, any four bytes, text; `7E` is one
 * byte in hexadecimal, `10/F7` a byte whose bits under the mask F7 are 10.
 *
 * @param spelling - the pattern
 * @param at - offset in the file
 * @returns the pattern ready to match
 * @throws SyntaxError when the spelling cannot be read
 * @example
 * [...readPattern("'PK' 03 00/FE", 0).bytes] // [80, 75, 3, 0]
 */
export function readPattern(spelling: string, at: number): BytePattern {
  const bytes: number[] = [];
  const mask: number[] = [];
  let end = 0;
  for (const [token, text, repeat, hex, bits = 'FF'] of spelling.matchAll(TOKEN)) {
    end += token.length;
    const exact = text === undefined ? [] : [...Buffer.from(text, 'latin1')];
    if (hex !== undefined) exact.push(Number.parseInt(hex, 16));
    const length = exact.length === 0 ? Number(repeat ?? 1) : exact.length;
    for (let i = 0; i < length; i++) {
      bytes.push(exact[i] ?? 0);
      mask.push(exact.length === 0 ? 0 : Number.parseInt(bits, 16));
    }
  }
  const impossible = bytes.some((byte, i) => (byte & (mask[i] ?? 0)) !== byte);
  if (end === 0 || end < spelling.length || impossible) throw new SyntaxError(`not a pattern: ${spelling}`);
  return { at, bytes: Uint8Array.from(bytes), mask: Uint8Array.from(mask) };
}

/**
 * Whether a file begins as a pattern says.
 *
 * @param pattern - what to look for
 * @param head - first bytes of the file
 * @returns true when all bytes of the pattern are there
 */
export function matchesPattern(pattern: BytePattern, head: Uint8Array): boolean {
  const { at, bytes, mask } = pattern;
  if (at + bytes.length > head.length) return false;
  for (let i = 0; i < bytes.length; i++) {
    if (((head[at + i] ?? 0) & (mask[i] ?? 0)) !== bytes[i]) return false;
  }
  return true;
}
