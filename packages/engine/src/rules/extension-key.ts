/** The name has no extension. */
export const NO_EXTENSION = 0;

/** The extension cannot be packed into a number: it is long, compressed (`.tar.gz`) or not plain ASCII. */
export const UNPACKED = -1;

const MAX_PACKED = 6;
const DOT = 0x2e;

/**
 * The extension of a name in lower case, packed into one number, so that a million names are sorted by it without
 * making a string. It agrees with {@link splitName}.
 *
 * @param name - a name as bytes
 * @returns the number, {@link NO_EXTENSION} or {@link UNPACKED}
 */
export function extensionKey(name: Uint8Array): number {
  let at = name.length - 1;
  while (at >= 0 && isPlain(name[at] ?? 0)) at--;
  if (at < 0) return NO_EXTENSION;
  if (name[at] !== DOT) return UNPACKED;
  if (at === 0 || at === name.length - 1) return NO_EXTENSION;
  if (name.length - 1 - at > MAX_PACKED) return UNPACKED;
  let key = 0;
  for (let i = at + 1; i < name.length; i++) key = key * 256 + lower(name[i] ?? 0);
  return COMPRESSED.has(key) ? UNPACKED : key;
}

/**
 * Packs an extension as {@link extensionKey} does.
 *
 * @param extension - lower case, without dot, at most six plain characters
 * @returns the number
 */
export function packExtension(extension: string): number {
  let key = 0;
  for (let i = 0; i < extension.length; i++) key = key * 256 + extension.charCodeAt(i);
  return key;
}

/** Extensions that may be the second half of `.tar.gz` and its like. */
const COMPRESSED = new Set(['gz', 'bz2', 'xz', 'zst', 'lz', 'lz4', 'br', 'z'].map(packExtension));

function isPlain(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
}

function lower(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}
