import { fdatasyncSync, fsyncSync } from 'node:fs';
import { errnoOf } from './errno-outcome.ts';

/**
 * Flushes a descriptor.
 *
 * @param fd - an open file or folder
 * @param dataOnly - leaves out metadata that reading does not need
 * @returns 0 or errno
 */
export function syncDescriptor(fd: number, dataOnly = false): number {
  try {
    if (dataOnly) fdatasyncSync(fd);
    else fsyncSync(fd);
    return 0;
  } catch (error) {
    return errnoOf(error);
  }
}
