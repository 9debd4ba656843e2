import { createReadStream } from 'node:fs';
import { KemptError } from '../errors/kempt-error.ts';
import { displayName } from '../names/display-name.ts';
import { encodeRaw } from '../names/raw-string.ts';
import { errnoName, errnoOf } from './errno-outcome.ts';

const PIECE = 1024 * 1024;

/**
 * Reads a file a person named, in pieces.
 *
 * @param path - raw path
 * @returns its bytes in order
 * @throws KemptError `file_not_found` when it cannot be opened or read
 */
export async function* readPieces(path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of createReadStream(Buffer.from(encodeRaw(path)), { highWaterMark: PIECE })) {
      if (piece instanceof Uint8Array) yield piece;
    }
  } catch (error) {
    throw new KemptError('file_not_found', `${displayName(path)} cannot be read (${errnoName(errnoOf(error))}).`, {
      hint: 'Check the path and its permissions.',
      cause: error,
    });
  }
}
