import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** What somebody else fills a disk with. */
export interface Filling {
  /** Makes room again. */
  remove(): void;
}

const BLOCK = Buffer.alloc(64 * 1024);

/**
 * Writes a hidden file until the disk is full.
 *
 * @param folder - a folder on the disk
 * @returns the file
 */
export function fillDisk(folder: string): Filling {
  const path = join(folder, '.filling');
  const fd = openSync(path, 'wx');
  for (let size = BLOCK.length; size >= 1;) {
    try {
      writeSync(fd, BLOCK, 0, size);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
      size = Math.floor(size / 2);
    }
  }
  closeSync(fd);
  return {
    remove: () => {
      rmSync(path);
    },
  };
}
