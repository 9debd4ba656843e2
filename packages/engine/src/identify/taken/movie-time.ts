import type { RangeReader } from '../range-reader.ts';
import { findBox } from './boxes.ts';
import { wallClockOfInstant } from './wall-clock.ts';

/** Seconds from 1904-01-01, where these files count from, to 1970-01-01. */
const SECONDS_TO_1970 = 2_082_844_800;

/**
 * Reads the creation time of an MP4 or QuickTime movie from its header, wherever in the file that is.
 *
 * @param reader - the file
 * @returns the time as this machine's time zone shows it (the file keeps UTC), see {@link wallClockOfInstant};
 * undefined when it is not set
 */
export async function readMovieTime(reader: RangeReader): Promise<number | undefined> {
  const movie = await findBox(reader, { start: 0, end: reader.size }, 'moov');
  const header = movie && (await findBox(reader, movie, 'mvhd'));
  if (header === undefined) return undefined;
  const bytes = Buffer.from(await reader.bytes(header.start, 12));
  if (bytes.length < 12) return undefined;
  const seconds = bytes[0] === 1 ? Number(bytes.readBigUInt64BE(4)) : bytes.readUInt32BE(4);
  if (seconds === 0) return undefined;
  // Some cameras count from 1970; no movie is older than that.
  const since1970 = seconds < SECONDS_TO_1970 ? seconds : seconds - SECONDS_TO_1970;
  return since1970 === 0 ? undefined : wallClockOfInstant(since1970 * 1000);
}
