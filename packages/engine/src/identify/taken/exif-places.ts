import type { RangeReader } from '../range-reader.ts';
import { findBox } from './boxes.ts';

/** Segments, chunks or blocks looked at before a search is given up. */
const MOST_PARTS = 64;
const EXIF_MARK = 'Exif\0\0';
const CANON_BOX = 'uuid:85c0b687820f11e08111f4ce462b6a48';

/**
 * Finds the EXIF block of a JPEG file.
 *
 * @param reader - the file
 * @param start - where the JPEG starts in it
 * @returns where the block's TIFF structure starts, or undefined
 */
export async function findExifInJpeg(reader: RangeReader, start: number): Promise<number | undefined> {
  let at = start + 2;
  for (let i = 0; i < MOST_PARTS; i++) {
    const segment = Buffer.from(await reader.bytes(at, 10));
    if (segment.length < 10 || segment[0] !== 0xff) return undefined;
    if (segment[1] === 0xe1 && segment.toString('latin1', 4, 10) === EXIF_MARK) return at + 10;
    if (segment[1] === 0xda || segment[1] === 0xd9) return undefined;
    at += segment[1] === 0xff ? 1 : 2 + segment.readUInt16BE(2);
  }
  return undefined;
}

/**
 * Finds the EXIF chunk of a PNG file.
 *
 * @param reader - the file
 * @returns where the chunk's TIFF structure starts, or undefined
 */
export async function findExifInPng(reader: RangeReader): Promise<number | undefined> {
  let at = 8;
  for (let i = 0; i < MOST_PARTS; i++) {
    const chunk = Buffer.from(await reader.bytes(at, 8));
    if (chunk.length < 8) return undefined;
    if (chunk.toString('latin1', 4, 8) === 'eXIf') return at + 8;
    at += 12 + chunk.readUInt32BE(0);
  }
  return undefined;
}

/**
 * Finds the EXIF chunk of a WebP file.
 *
 * @param reader - the file
 * @returns where the chunk's TIFF structure starts, or undefined
 */
export async function findExifInWebp(reader: RangeReader): Promise<number | undefined> {
  let at = 12;
  for (let i = 0; i < MOST_PARTS; i++) {
    const chunk = Buffer.from(await reader.bytes(at, 14));
    if (chunk.length < 14) return undefined;
    if (chunk.toString('latin1', 0, 4) === 'EXIF') {
      return at + (chunk.toString('latin1', 8, 14) === EXIF_MARK ? 14 : 8);
    }
    const length = chunk.readUInt32LE(4);
    at += 8 + length + (length % 2);
  }
  return undefined;
}

/**
 * Finds the EXIF block of a Fujifilm raw file: that of the JPEG embedded in it.
 *
 * @param reader - the file
 * @returns where the block's TIFF structure starts, or undefined
 */
export async function findExifInFuji(reader: RangeReader): Promise<number | undefined> {
  const offset = Buffer.from(await reader.bytes(84, 4));
  return offset.length < 4 ? undefined : findExifInJpeg(reader, offset.readUInt32BE(0));
}

/**
 * Finds the EXIF directory of a Canon CR3 file, which is a TIFF structure in a box of its own.
 *
 * @param reader - the file
 * @returns where the TIFF structure starts, or undefined
 */
export async function findExifInCanon(reader: RangeReader): Promise<number | undefined> {
  const movie = await findBox(reader, { start: 0, end: reader.size }, 'moov');
  const canon = movie && (await findBox(reader, movie, CANON_BOX));
  const directory = canon && (await findBox(reader, canon, 'CMT2'));
  return directory?.start;
}

/**
 * Finds the EXIF block of a Minolta raw file.
 *
 * @param reader - the file
 * @returns where the block's TIFF structure starts, or undefined
 */
export async function findExifInMinolta(reader: RangeReader): Promise<number | undefined> {
  let at = 8;
  for (let i = 0; i < MOST_PARTS; i++) {
    const block = Buffer.from(await reader.bytes(at, 8));
    if (block.length < 8) return undefined;
    if (block.toString('latin1', 1, 4) === 'TTW') return at + 8;
    at += 8 + block.readUInt32BE(4);
  }
  return undefined;
}
