import { accessSync, chmodSync, constants, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDiskFileSystem, type DiskOptions } from '../../../src/fs/disk-file-system.ts';
import { createDiskUser } from './disk-user.ts';
import type { Testbed } from './testbed.ts';

/** Nobody, on Linux and macOS alike. */
const NOBODY = 65534;
const MEMORY_DISK = '/dev/shm';

/**
 * The disk in a folder of its own below the temporary folder, with a memory disk as second device where there is one.
 *
 * @param options - as for the disk file system
 */
export function createDiskTestbed(options: DiskOptions): Testbed {
  const base = openFolder(tmpdir());
  const elsewhere = hasMemoryDisk(base) ? openFolder(MEMORY_DISK) : undefined;
  const start = (threads: number): ReturnType<typeof createDiskFileSystem> =>
    createDiskFileSystem({ threads, lockFolder: join(base, 'locks'), ...options });
  const fileSystem = start(2);
  let second: ReturnType<typeof start> | undefined;
  let folders = 0;
  const newFolderBelow = (path: string): string => {
    const folder = join(path, String(folders++));
    mkdirSync(folder);
    return folder;
  };
  return {
    fileSystem,
    user: createDiskUser(),
    get other() {
      return (second ??= start(1));
    },
    newFolder: () => newFolderBelow(base),
    newFolderElsewhere: () => (elsewhere === undefined ? undefined : newFolderBelow(elsewhere)),
    unprivileged,
    dispose: async () => {
      await Promise.all([fileSystem.close(), second?.close()]);
      rmSync(base, { recursive: true, force: true });
      if (elsewhere !== undefined) rmSync(elsewhere, { recursive: true, force: true });
    },
  };
}

function openFolder(parent: string): string {
  const folder = realpathSync(mkdtempSync(join(parent, 'kempt-contract-')));
  chmodSync(folder, 0o755);
  return folder;
}

function hasMemoryDisk(base: string): boolean {
  try {
    accessSync(MEMORY_DISK, constants.W_OK);
    return statSync(MEMORY_DISK).dev !== statSync(base).dev;
  } catch {
    return false;
  }
}

/** Who asks `access` is the user who started the process, whoever it became since. */
export const ACCESS_ANSWERS = process.getuid?.() !== 0;

/** Root may do everything: it becomes nobody for as long as the work takes, in all threads. */
async function unprivileged<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return work();
  process.seteuid?.(NOBODY);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}
