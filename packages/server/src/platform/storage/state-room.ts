import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Room on a file system, in bytes. */
export interface StateRoom {
  /** Free for Kempt, which is less than all where some is reserved for root. */
  readonly freeBytes: number;
  readonly sizeBytes: number;
}

/**
 * Asks how much room there is for state.
 *
 * @param stateFolder - absolute path of Kempt's state folder
 * @returns the room
 * @throws Error the system's, where the folder is not there
 */
export async function readStateRoom(stateFolder: string): Promise<StateRoom> {
  const { bavail, blocks, bsize } = await statfs(stateFolder);
  return { freeBytes: bavail * bsize, sizeBytes: blocks * bsize };
}

/**
 * Finds out whether state can be written by writing some: a full disk, a read-only one, one that is gone and rights that
 * do not suffice all show that way, and no other.
 *
 * @param stateFolder - absolute path of Kempt's state folder
 * @throws Error the system's, where it cannot be
 */
export async function tryStateFolder(stateFolder: string): Promise<void> {
  // One name for all: whoever is killed in between leaves one file, and not one each time.
  const probe = join(stateFolder, 'health-probe');
  try {
    await writeFile(probe, 'Written to see whether the disk takes it.\n', { mode: 0o600 });
  } finally {
    await rm(probe, { force: true });
  }
}
