import { closeSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname } from 'node:path';
import { FileSystemError } from '../errors/file-system-error.ts';
import { encodeRaw } from '../names/raw-string.ts';
import type { TreeLock } from '../ports/file-system.ts';
import { emptyFacts, fileKey, type DiskCalls, type OpenFolder } from './disk-calls.ts';
import { errnoName } from './errno-outcome.ts';

const { errno } = constants;
const ITSELF = Buffer.from('.');

/** A tree to lock: its root as it was opened, and where that is. */
export interface LockedTree {
  readonly folder: OpenFolder;
  /** Absolute path with links resolved, a raw string. */
  readonly path: string;
}

/**
 * Takes the locks of trees: exclusive on each open root, shared on every folder above it. Two trees overlap exactly
 * when one root is an ancestor of the other, and then one asks for the exclusive lock of a folder the other holds
 * shared. The kernel gives the locks back when the process ends, however it ends.
 *
 * @param calls - system calls
 * @param trees - what to lock
 * @returns descriptors to close for release; undefined where the platform has no such locks
 * @throws FileSystemError `busy`, naming the folder
 */
export function lockTrees(calls: DiskCalls, trees: readonly LockedTree[]): readonly number[] | undefined {
  const locking: Locking = { calls, held: new Map() };
  let complete = false;
  try {
    complete =
      trees.every(({ folder, path }) =>
        lockFolder(locking, calls.openChild(folder, ITSELF), { path, kind: 'exclusive' }),
      ) &&
      foldersAbove(trees).every((path) =>
        lockFolder(locking, calls.openRoot(encodeRaw(path)), { path, kind: 'shared' }),
      );
    return complete ? [...locking.held.values()] : undefined;
  } finally {
    if (!complete) for (const fd of locking.held.values()) closeSync(fd);
  }
}

interface Locking {
  readonly calls: DiskCalls;
  /** Descriptors by device and inode: a folder that a mount shows in two places has one lock. */
  readonly held: Map<string, number>;
}

interface Lock {
  readonly path: string;
  readonly kind: 'shared' | 'exclusive';
}

function foldersAbove(trees: readonly LockedTree[]): string[] {
  const above = new Set<string>();
  for (const { path } of trees) {
    for (let at = path; at !== dirname(at);) {
      at = dirname(at);
      above.add(at);
    }
  }
  return [...above];
}

/**
 * Answers false where there are no locks. A folder above a root that may not be read cannot be locked; the root itself
 * must be.
 */
function lockFolder({ calls, held }: Locking, folder: OpenFolder | number, { path, kind }: Lock): boolean {
  if (typeof folder === 'number') {
    if (kind === 'shared') return true;
    throw new FileSystemError('permission_denied', `${path} cannot be opened (${errnoName(-folder)})`);
  }
  const facts = emptyFacts();
  calls.stat(folder, new Uint8Array(0), facts);
  const key = fileKey(facts);
  const failed = held.has(key) ? 0 : calls.lock(folder.fd, kind);
  if (failed === 0 && !held.has(key)) {
    held.set(key, folder.fd);
    return true;
  }
  calls.close(folder);
  if (failed === 0) return true;
  if (failed === errno.ENOSYS || failed === errno.EOPNOTSUPP || failed === errno.ENOLCK) return false;
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
