import { join } from 'node:path';
import type { FileSystem } from '../ports/file-system.ts';
import { createDiskFileSystem } from './disk-file-system.ts';

/**
 * The disk as an engine works on it. It is an entry of its own, so that a program can start the disk before it loads
 * the engine: the two take about the same time.
 *
 * @param stateFolder - absolute raw path of Kempt's state folder, for locks where the system has none
 * @returns the port; the engine that gets it closes it
 */
export function openDisk(stateFolder: string): FileSystem {
  return createDiskFileSystem({ lockFolder: join(stateFolder, 'locks') });
}
