import fc from 'fast-check';

const fragment = fc.constantFrom(
  [0x61],
  [0x2e],
  [0xc3, 0xa9],
  [0xc3],
  [0xe6, 0xbc, 0xa2],
  [0xe6, 0xbc],
  [0xf0, 0x9f, 0x98, 0x80],
  [0xf0, 0x9f, 0x98],
  [0xed, 0xa0, 0x80],
  [0xed, 0xb2, 0x80],
  [0xc0, 0xaf],
  [0xe0, 0x80, 0xaf],
  [0xf8, 0x88, 0x80, 0x80, 0x80],
  [0xff],
  [0xef, 0xbb, 0xbf],
  [0xef, 0xbf, 0xbd],
  [0xf4, 0x90, 0x80, 0x80],
  [0x0a],
  [0x5c],
);

/** Bytes of names: anything, with much that only looks like UTF-8 (overlong, surrogates, cut short). */
export const anyBytes: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 80 }),
  fc.array(fragment, { maxLength: 30 }).map((parts) => Uint8Array.from(parts.flat())),
  fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => new TextEncoder().encode(text)),
);

/** The same without slash and NUL, which no name holds, and never empty, `.` or `..`. */
export const nameBytes: fc.Arbitrary<Uint8Array> = anyBytes
  .map((bytes) => bytes.filter((byte) => byte !== 0 && byte !== 0x2f))
  .filter((bytes) => bytes.length > 0 && bytes.length <= 255 && !/^\.{1,2}$/.test(Buffer.from(bytes).toString()));
