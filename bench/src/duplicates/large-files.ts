import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { createSeededRandom } from '@kempt/engine/testing/seeded-random';

const CHUNK = 1024 * 1024;

/** Large files to make. */
export interface LargeFiles {
  /** Folder to make; must not exist. */
  readonly root: string;
  readonly files: number;
  /** Bytes of each, whole mebibytes. */
  readonly size: number;
  readonly seed: number;
}

/**
 * Makes large files of one size with the same ends, each with one copy: whoever tells them apart has to read them all.
 * They differ in the middle of every mebibyte.
 *
 * @param request - where, how many and how large
 */
export function makeLargeFiles({ root, files, size, seed }: LargeFiles): void {
  mkdirSync(root);
  const chunk = Buffer.alloc(CHUNK);
  createSeededRandom(seed).fill(chunk);
  for (let file = 0; file < files; file++) {
    const fd = openSync(`${root}/film ${String(file).padStart(4, '0')}.mkv`, 'wx');
    try {
      for (let at = 0; at < size; at += CHUNK) {
        chunk.write(`${String(file >> 1).padStart(8)} ${String(at).padStart(16)}`, CHUNK / 2, 'latin1');
        writeSync(fd, chunk);
      }
    } finally {
      closeSync(fd);
    }
  }
}

/**
 * Shares bytes out.
 *
 * @param files - how many files
 * @param bytes - how many bytes they may have together
 * @returns bytes of each, whole mebibytes, one at least
 * @example
 * sizeOfEach(200, 8e9) / 1024 ** 2 // 38
 */
export function sizeOfEach(files: number, bytes: number): number {
  return Math.max(1, Math.floor(bytes / files / CHUNK)) * CHUNK;
}
