import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { FileSystemError } from '../errors/file-system-error.ts';
import { encodeRaw } from '../names/raw-string.ts';
import type { HashCacheStore } from '../ports/hash-cache-store.ts';
import { errnoName, errnoOf, outcomeOfErrno } from './errno-outcome.ts';

const PIECE = 512 * 1024;

/**
 * Keeps hashes in the file `hash-cache` of the state folder, which only its owner can read: hashes tell who has which
 * content. New bytes are written beside the old ones and renamed over them, so that a reader sees either.
 *
 * @param stateFolder - absolute raw path; made when it is missing
 * @returns the store
 */
export function createDiskHashCacheStore(stateFolder: string): HashCacheStore {
  const folder = Buffer.from(encodeRaw(stateFolder));
  const path = Buffer.concat([folder, Buffer.from('/hash-cache')]);
  const part = Buffer.concat([path, Buffer.from(`.${String(process.pid)}.part`)]);
  return {
    read: () => readKept(path),
    replace: async (pieces) => {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeWhole(part, pieces);
        await rename(part, path);
      } catch (error) {
        await rm(part, { force: true }).catch(() => undefined);
        const failed = errnoOf(error);
        throw new FileSystemError(outcomeOfErrno(failed), `hash-cache cannot be written (${errnoName(failed)})`, error);
      }
    },
  };
}

async function writeWhole(path: Buffer, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  await rm(path, { force: true });
  const handle = await open(path, 'wx', 0o600);
  try {
    for await (const piece of pieces) await handle.writeFile(piece);
  } finally {
    await handle.close();
  }
}

async function* readKept(path: Buffer): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of createReadStream(path, { highWaterMark: PIECE })) {
      if (piece instanceof Uint8Array) yield piece;
    }
  } catch (error) {
    // What cannot be read is not known; a fault that is no answer of the system is one of Kempt's own.
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}
