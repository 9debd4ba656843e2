import { closeSync } from 'node:fs';
import type { DiskCalls, OpenFolder } from './disk-calls.ts';
import { hashOpen } from './read-files.ts';

/**
 * BLAKE3 of a file in an open folder.
 *
 * @param calls - system calls of this thread
 * @param folder - the folder
 * @param name - the name
 * @returns 32 bytes, or undefined when the file cannot be read
 */
export function hashOf(calls: DiskCalls, folder: OpenFolder, name: Uint8Array): Uint8Array | undefined {
  const fd = calls.open(folder, name, 'read');
  if (fd < 0) return undefined;
  try {
    return hashOpen(fd);
  } catch {
    return undefined;
  } finally {
    closeSync(fd);
  }
}
