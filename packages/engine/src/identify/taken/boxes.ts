import type { RangeReader } from '../range-reader.ts';

/** One box of an ISO base media file (MP4, QuickTime, HEIF, CR3). */
export interface Box {
  /** Four characters. */
  readonly type: string;
  /** Where its content starts in the file. */
  readonly start: number;
  /** Where it ends in the file. */
  readonly end: number;
}

/** A stretch of a file that holds boxes. */
export interface BoxRange {
  readonly start: number;
  readonly end: number;
}

/** Boxes looked at on one level; files have a dozen, fragmented ones thousands behind the ones that matter. */
const MOST_BOXES = 256;
const UUID_LENGTH = 16;

/**
 * Finds the first box of a type on one level.
 *
 * @param reader - the file
 * @param range - where the level's boxes are
 * @param type - four characters; for `uuid` boxes `uuid:` and the identifier in hexadecimal
 * @returns the box, or undefined when it is not there or the data is damaged
 */
export async function findBox(reader: RangeReader, range: BoxRange, type: string): Promise<Box | undefined> {
  let at = range.start;
  for (let i = 0; i < MOST_BOXES && at + 8 <= range.end; i++) {
    const box = await readBox(reader, at, range.end);
    if (box === undefined) return undefined;
    if (box.type === type) return box;
    at = box.end;
  }
  return undefined;
}

async function readBox(reader: RangeReader, at: number, limit: number): Promise<Box | undefined> {
  const header = Buffer.from(await reader.bytes(at, Math.min(32, limit - at, reader.size - at)));
  if (header.length < 8) return undefined;
  const short = header.readUInt32BE(0);
  const wide = short === 1 && header.length >= 16;
  const length = wide ? Number(header.readBigUInt64BE(8)) : short === 0 ? limit - at : short;
  const name = header.toString('latin1', 4, 8);
  const isUuid = name === 'uuid' && header.length >= 8 + UUID_LENGTH;
  const headerLength = (wide ? 16 : 8) + (isUuid ? UUID_LENGTH : 0);
  if (length < headerLength) return undefined;
  const type = isUuid ? `uuid:${header.toString('hex', headerLength - UUID_LENGTH, headerLength)}` : name;
  return { type, start: at + headerLength, end: Math.min(at + length, limit) };
}
