import { createReadStream } from 'node:fs';
import { KemptError } from '../errors/kempt-error.ts';
import { displayName } from '../names/display-name.ts';
import { encodeRaw } from '../names/raw-string.ts';
import type { ByteRange } from '../ports/journal-store.ts';
import { errnoName, errnoOf } from './errno-outcome.ts';

const PIECE = 1024 * 1024;

/**
 * Reads a file a person named, in pieces.
 *
 * @param path - raw path
 * @param range - bytes of it; all when absent
 * @returns its bytes in order
 * @throws KemptError `file_not_found` when it cannot be opened or read
 */
export async function* readPieces(path: string, range?: ByteRange): AsyncGenerator<Uint8Array> {
  // A stream's end is the last byte it reads.
  const part = range === undefined ? {} : { start: range.start, end: range.end - 1 };
  try {
    for await (const piece of createReadStream(Buffer.from(encodeRaw(path)), { highWaterMark: PIECE, ...part })) {
      if (piece instanceof Uint8Array) yield piece;
    }
  } catch (error) {
    throw new KemptError('file_not_found', `${displayName(path)} cannot be read (${errnoName(errnoOf(error))}).`, {
      hint: 'Check the path and its permissions.',
      cause: error,
    });
  }
}
