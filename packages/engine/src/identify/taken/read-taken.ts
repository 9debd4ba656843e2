import { RangeReader } from '../range-reader.ts';
import type { ReadRange } from '../range-reader.ts';
import {
  findExifInCanon,
  findExifInFuji,
  findExifInJpeg,
  findExifInMinolta,
  findExifInPng,
  findExifInWebp,
} from './exif-places.ts';
import { findExifInHeif } from './heif-places.ts';
import { readMovieTime } from './movie-time.ts';
import { readTiffTime } from './tiff-time.ts';

/** Bytes of one file that are read at most to find out when it was taken. */
export const TAKEN_BUDGET = 1024 * 1024;

/** When a file was taken, or undefined. */
type TakenReader = (reader: RangeReader) => Promise<number | undefined>;

const READERS: ReadonlyMap<string, TakenReader> = new Map<string, TakenReader>([
  ...readersOf(
    'jpg mpo jps thm insp',
    withExif((reader) => findExifInJpeg(reader, 0)),
  ),
  ...readersOf('png apng', withExif(findExifInPng)),
  ...readersOf('webp', withExif(findExifInWebp)),
  ...readersOf('heic heics heifs avif', withExif(findExifInHeif)),
  ...readersOf('raf', withExif(findExifInFuji)),
  ...readersOf('cr3 crm', withExif(findExifInCanon)),
  ...readersOf('mrw', withExif(findExifInMinolta)),
  ...readersOf(
    'tif nef nrw dng arw arq sr2 srf cr2 pef 3fr fff erf kdc dcr k25 dcs mos iiq rwl srw mef ptx gpr proraw orf rw2',
    readTiffFile,
  ),
  ...readersOf('mp4 mov m4v 3gp 3g2 m4a f4v lrv insv', readMovieTime),
]);

/**
 * Whether files of a kind can say when they were taken.
 *
 * @param kind - detected extension
 * @returns true where {@link readTaken} is worth a try
 */
export function mayTellTaken(kind: string): boolean {
  return READERS.has(kind);
}

/**
 * Reads when a photo or movie was taken: DateTimeOriginal, else CreateDate, of a picture's EXIF data, which is the
 * camera's wall clock; the creation time of a movie, which is UTC and is shown in this machine's time zone.
 *
 * @param kind - detected extension of the file
 * @param size - bytes of the whole file
 * @param read - reads a range of the file; at most {@link TAKEN_BUDGET} bytes are asked for in all
 * @returns local wall-clock milliseconds since 1970, that is `Date.UTC` of the shown fields; undefined when the file
 * does not say, the data is damaged, or the date is before 1826 or more than a day in the future
 * @throws what `read` throws
 */
export function readTaken(kind: string, size: number, read: ReadRange): Promise<number | undefined> {
  return takenFrom(kind, new RangeReader({ size, read, budget: TAKEN_BUDGET }));
}

/**
 * As {@link readTaken}, for a file that is being read already.
 *
 * @param kind - detected extension of the file
 * @param reader - the file
 * @returns see {@link readTaken}
 * @throws what the reader's `read` throws
 */
export async function takenFrom(kind: string, reader: RangeReader): Promise<number | undefined> {
  return READERS.get(kind)?.(reader);
}

function readersOf(kinds: string, reader: TakenReader): [string, TakenReader][] {
  return kinds.split(' ').map((kind) => [kind, reader]);
}

function withExif(find: (reader: RangeReader) => Promise<number | undefined>): TakenReader {
  return async (reader) => {
    const start = await find(reader);
    return start === undefined ? undefined : (await readTiffTime(reader, start)).taken;
  };
}

/** Panasonic keeps the date only in the EXIF data of the preview. */
async function readTiffFile(reader: RangeReader): Promise<number | undefined> {
  const { taken, preview } = await readTiffTime(reader, 0);
  if (taken !== undefined || preview === undefined) return taken;
  const start = await findExifInJpeg(reader, preview);
  return start === undefined ? undefined : (await readTiffTime(reader, start)).taken;
}
