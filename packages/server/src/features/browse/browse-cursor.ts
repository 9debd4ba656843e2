import { decodeRaw, encodeRaw, type BrowsePlace } from '@kempt/engine';
import { readCursor, writeCursor } from '../../platform/http/cursor.ts';

/**
 * Writes where a folder goes on. Names are bytes, so they travel in base64.
 *
 * @param place - the last entry that was given; undefined at the end
 * @returns the cursor; null at the end
 */
export function writePlace(place: BrowsePlace | undefined): string | null {
  if (place === undefined) return null;
  return writeCursor([place.folder ? 1 : 0, Buffer.from(encodeRaw(place.name)).toString('base64')]);
}

/**
 * Reads a place that {@link writePlace} wrote.
 *
 * @param cursor - what the caller handed back; undefined for the start
 * @returns the place; undefined for the start
 * @throws KemptError `invalid_request` for anything else
 */
export function readPlace(cursor: string | undefined): BrowsePlace | undefined {
  const keys = readCursor(cursor, ['number', 'string']);
  return keys === undefined ? undefined : { folder: keys[0] === 1, name: decodeRaw(Buffer.from(keys[1], 'base64')) };
}
