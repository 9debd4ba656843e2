import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { FileSystemError } from '../errors/file-system-error.ts';
import { encodeRaw } from '../names/raw-string.ts';
import type { HashCacheStore } from '../ports/hash-cache-store.ts';
import { errnoName, errnoOf, outcomeOfErrno } from './errno-outcome.ts';

const PIECE = 512 * 1024;
const PART_NAME = /^hash-cache\.[0-9a-f]+\.part$/;
/** A part that nobody wrote to for so long belongs to a process that was killed. */
const LEFT_BEHIND_MS = 86_400_000;

/**
 * Keeps hashes in the file `hash-cache` of the state folder, which only its owner can read: hashes tell who has which
 * content. New bytes are written beside the old ones and renamed over them, so that a reader sees either.
 *
 * @param stateFolder - absolute raw path; made when it is missing
 * @returns the store
 */
export function createDiskHashCacheStore(stateFolder: string): HashCacheStore {
  const folder = Buffer.from(encodeRaw(stateFolder));
  const path = inside(folder, 'hash-cache');
  return {
    read: () => readKept(path),
    replace: async (pieces) => {
      const part = inside(folder, `hash-cache.${randomName()}.part`);
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await removeLeftBehind(folder);
        await writeWhole(part, pieces);
        await rename(part, path);
      } catch (error) {
        await rm(part, { force: true }).catch(() => undefined);
        if (!isSystemError(error)) throw error;
        const failed = errnoOf(error);
        throw new FileSystemError(outcomeOfErrno(failed), `hash-cache cannot be written (${errnoName(failed)})`, error);
      }
    },
  };
}

async function writeWhole(path: Buffer, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    for await (const piece of pieces) await handle.writeFile(piece);
  } finally {
    await handle.close();
  }
}

async function removeLeftBehind(folder: Buffer): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!PART_NAME.test(name)) continue;
    const part = inside(folder, name);
    const mtime = await stat(part).then(
      ({ mtimeMs }) => mtimeMs,
      () => Number.POSITIVE_INFINITY,
    );
    if (Date.now() - mtime > LEFT_BEHIND_MS) await rm(part, { force: true });
  }
}

/** Of Web Crypto, since loading `node:crypto` would slow the start of every command. */
function randomName(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(8))).toString('hex');
}

async function* readKept(path: Buffer): AsyncGenerator<Uint8Array> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, 'r');
    const piece = new Uint8Array(PIECE);
    for (;;) {
      const { bytesRead } = await handle.read(piece, 0, PIECE);
      if (bytesRead === 0) return;
      yield piece.subarray(0, bytesRead);
    }
  } catch (error) {
    // What cannot be read is not known; a fault that is no answer of the system is one of Kempt's own.
    if (!isSystemError(error)) throw error;
  } finally {
    await handle?.close();
  }
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'errno' in error;
}

function inside(folder: Buffer, name: string): Buffer {
  return Buffer.concat([folder, Buffer.from(`/${name}`)]);
}
