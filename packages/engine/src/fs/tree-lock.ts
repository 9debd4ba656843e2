import { closeSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname } from 'node:path';
import { FileSystemError } from '../errors/file-system-error.ts';
import { encodeRaw } from '../names/raw-string.ts';
import type { TreeLock } from '../ports/file-system.ts';
import type { DiskCalls, OpenFolder } from './disk-calls.ts';
import { errnoName } from './errno-outcome.ts';

const { errno } = constants;

/**
 * Takes the locks of trees: exclusive on each root, shared on every folder above it. Two trees overlap exactly when
 * one root is an ancestor of the other, and then one asks for the exclusive lock of a folder the other holds shared.
 * The kernel gives the locks back when the process ends, however it ends.
 *
 * @param calls - system calls
 * @param roots - absolute paths with links resolved, raw strings
 * @returns descriptors to close for release; undefined where the platform has no such locks
 * @throws FileSystemError `busy`, naming the folder
 */
export function lockTrees(calls: DiskCalls, roots: readonly string[]): readonly number[] | undefined {
  const wanted = new Map<string, 'shared' | 'exclusive'>();
  for (const root of roots) wanted.set(root, 'exclusive');
  for (const root of roots) {
    for (let above = dirname(root); ; above = dirname(above)) {
      if (!wanted.has(above)) wanted.set(above, 'shared');
      if (above === dirname(above)) break;
    }
  }
  const held: number[] = [];
  try {
    for (const [path, kind] of wanted) {
      const fd = lockOne(calls, path, kind);
      if (fd === undefined) return undefined;
      if (fd >= 0) held.push(fd);
    }
    return held;
  } catch (error) {
    held.forEach((fd) => {
      closeSync(fd);
    });
    throw error;
  }
}

/** A folder above a root that may not be read cannot be locked; the root itself must be. */
function lockOne(calls: DiskCalls, path: string, kind: 'shared' | 'exclusive'): number | undefined {
  const folder: OpenFolder | number = calls.openRoot(encodeRaw(path));
  if (typeof folder === 'number') {
    if (kind === 'shared') return -1;
    throw new FileSystemError('permission_denied', `${path} cannot be opened (${errnoName(-folder)})`);
  }
  const failed = calls.lock(folder.fd, kind);
  if (failed === 0) return folder.fd;
  calls.close(folder);
  if (failed === errno.ENOSYS || failed === errno.EOPNOTSUPP || failed === errno.ENOLCK) return undefined;
  throw new FileSystemError('busy', path);
}

/**
 * The lock for platforms without `flock`: one lock folder for everything this state folder serves.
 *
 * @param folder - an existing folder of Kempt's state
 * @returns the lock
 * @throws FileSystemError `busy`
 */
export async function lockPortably(folder: string): Promise<TreeLock> {
  try {
    const { lock } = await import('proper-lockfile');
    const release = await lock(folder, { stale: 10_000, lockfilePath: `${folder}/trees.lock` });
    return { release };
  } catch (error) {
    throw new FileSystemError('busy', folder, error);
  }
}
