import type { RangeReader } from '../range-reader.ts';
import { wallClockTime } from './wall-clock.ts';

const EXIF_DIRECTORY = 0x8769;
const DATE_TIME_ORIGINAL = 0x9003;
const CREATE_DATE = 0x9004;
const JPEG_PREVIEW = 0x2e;
const ENTRY_LENGTH = 12;
/** More entries than any camera writes; a larger number is damage. */
const MOST_ENTRIES = 1024;
const DATE = /^(\d{4})[:\-/.](\d\d)[:\-/.](\d\d)[ T](\d\d):(\d\d):(\d\d)/;

/** What a TIFF structure says about when a picture was taken. */
export interface TiffTime {
  /** See {@link wallClockTime}; undefined when it does not say. */
  readonly taken: number | undefined;
  /** Where a whole JPEG file with more metadata is embedded, in bytes from the start of the file. */
  readonly preview: number | undefined;
}

interface Directory {
  readonly reader: RangeReader;
  /** Where the TIFF structure starts in the file. */
  readonly start: number;
  readonly littleEndian: boolean;
  readonly entries: ReadonlyMap<number, { readonly count: number; readonly value: number; readonly at: number }>;
}

/**
 * Reads DateTimeOriginal, else CreateDate, of a TIFF structure: that of a TIFF or raw file, or an EXIF block.
 *
 * @param reader - the file
 * @param start - where the structure starts
 * @returns what it says; all undefined for damaged data
 */
export async function readTiffTime(reader: RangeReader, start: number): Promise<TiffTime> {
  const header = viewOf(await reader.bytes(start, 8));
  if (header.byteLength < 8) return NOTHING;
  const littleEndian = header.getUint8(0) === 0x49;
  const place = { reader, start, littleEndian };
  const main = await readDirectory(place, header.getUint32(4, littleEndian));
  const exifAt = main.entries.get(EXIF_DIRECTORY)?.value;
  const exif = exifAt === undefined ? undefined : await readDirectory(place, exifAt);
  const preview = main.entries.get(JPEG_PREVIEW)?.value;
  return {
    taken: (exif && (await readDate(exif))) ?? (await readDate(main)),
    preview: preview === undefined ? undefined : start + preview,
  };
}

const NOTHING: TiffTime = { taken: undefined, preview: undefined };

async function readDirectory(place: Omit<Directory, 'entries'>, offset: number): Promise<Directory> {
  const { reader, start, littleEndian } = place;
  const entries = new Map<number, { count: number; value: number; at: number }>();
  const size = viewOf(await reader.bytes(start + offset, 2));
  const count = size.byteLength < 2 ? 0 : size.getUint16(0, littleEndian);
  const table = viewOf(await reader.bytes(start + offset + 2, count > MOST_ENTRIES ? 0 : count * ENTRY_LENGTH));
  for (let at = 0; at + ENTRY_LENGTH <= table.byteLength; at += ENTRY_LENGTH) {
    entries.set(table.getUint16(at, littleEndian), {
      count: table.getUint32(at + 4, littleEndian),
      value: table.getUint32(at + 8, littleEndian),
      at: start + offset + 2 + at,
    });
  }
  return { ...place, entries };
}

async function readDate(directory: Directory): Promise<number | undefined> {
  for (const tag of [DATE_TIME_ORIGINAL, CREATE_DATE]) {
    const entry = directory.entries.get(tag);
    if (entry === undefined || entry.count < 19) continue;
    const bytes = await directory.reader.bytes(directory.start + entry.value, 19);
    const taken = parseDate(Buffer.from(bytes).toString('latin1'));
    if (taken !== undefined) return taken;
  }
  return undefined;
}

function parseDate(text: string): number | undefined {
  const fields = DATE.exec(text);
  if (fields === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = fields.slice(1).map(Number);
  return wallClockTime({ year, month, day, hour, minute, second });
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
