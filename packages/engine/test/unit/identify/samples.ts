import { crc32 } from 'node:zlib';

/** Bytes from text (one byte a character) and numbers. */
export function bytes(...parts: readonly (string | number | Uint8Array)[]): Uint8Array {
  return Buffer.concat(
    parts.map((part) =>
      typeof part === 'string' ? Buffer.from(part, 'latin1') : typeof part === 'number' ? Buffer.of(part) : part,
    ),
  );
}

/** Bytes with something at a place, zeros around it. */
export function bytesAt(at: number, part: string | Uint8Array, length = 0): Uint8Array {
  const content = bytes(part);
  const all = Buffer.alloc(Math.max(length, at + content.length));
  all.set(content, at);
  return all;
}

/** A 16-bit number, low byte first. */
export function u16(value: number): Uint8Array {
  return Buffer.of(value & 0xff, value >> 8);
}

/** A 32-bit number, low byte first. */
export function u32(value: number): Uint8Array {
  const all = Buffer.alloc(4);
  all.writeUInt32LE(value);
  return all;
}

/** A 32-bit number, high byte first. */
export function u32be(value: number): Uint8Array {
  const all = Buffer.alloc(4);
  all.writeUInt32BE(value);
  return all;
}

/** Entries of a ZIP archive, stored, each with its name and content, and no central directory. */
export function zip(entries: readonly (readonly [string, string])[]): Uint8Array {
  return Buffer.concat(
    entries.map(([name, content]) => {
      const sizes = bytes(u32(crc32(content)), u32(content.length), u32(content.length));
      return bytes('PK', 3, 4, u16(20), u16(0), u16(0), u32(0), sizes, u16(name.length), u16(0), name, content);
    }),
  );
}

/** A box of an ISO base media file. */
export function box(type: string, ...content: readonly (string | number | Uint8Array)[]): Uint8Array {
  const inside = bytes(...content);
  return bytes(u32be(inside.length + 8), type, inside);
}

/** How {@link tiff} is made. */
export interface TiffOptions {
  /** `YYYY:MM:DD HH:MM:SS` by tag. */
  readonly dates: Readonly<Record<number, string>>;
  readonly littleEndian?: boolean;
  /** Puts the dates into the main directory instead of the EXIF one. */
  readonly flat?: boolean;
  /** Version behind the byte order; 42 when absent. */
  readonly magic?: number;
}

const EXIF_DIRECTORY = 0x8769;

/** A TIFF structure with dates. */
export function tiff({ dates, littleEndian = true, flat = false, magic = 42 }: TiffOptions): Uint8Array {
  const all = Buffer.alloc(512);
  const number = (at: number, value: number, length: 2 | 4): void => {
    if (littleEndian) all.writeUIntLE(value, at, length);
    else all.writeUIntBE(value, at, length);
  };
  const entry = (at: number, [tag, type, count, value]: readonly [number, number, number, number]): void => {
    number(at, tag, 2);
    number(at + 2, type, 2);
    number(at + 4, count, 4);
    number(at + 8, value, 4);
  };
  all.write(littleEndian ? 'II' : 'MM', 0, 'latin1');
  number(2, magic, 2);
  number(4, 8, 4);
  const directory = flat ? 8 : 64;
  if (!flat) {
    number(8, 1, 2);
    entry(10, [EXIF_DIRECTORY, 4, 1, directory]);
  }
  const list = Object.entries(dates);
  number(directory, list.length, 2);
  list.forEach(([tag, date], i) => {
    const text = 256 + i * 20;
    entry(directory + 2 + i * 12, [Number(tag), 2, 20, text]);
    all.write(date, text, 'latin1');
  });
  return all;
}

/** A reader over bytes in memory that counts what is asked for. */
export function memoryReader(content: Uint8Array): {
  readonly read: (offset: number, length: number) => Promise<Uint8Array>;
  readonly asked: () => number;
} {
  let asked = 0;
  return {
    read: (offset, length) => {
      asked += length;
      return Promise.resolve(content.subarray(offset, offset + length));
    },
    asked: () => asked,
  };
}

/** An archive of the oldest tar format, without signature, holding one empty file. */
export function oldTar(name: string): Uint8Array {
  const record = Buffer.alloc(1024);
  record.write(name, 0, 'latin1');
  record.write('0000644\0', 100, 'latin1');
  record.fill(0x20, 148, 156);
  const sum = record.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  record.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return record;
}
