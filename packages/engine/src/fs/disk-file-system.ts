import { closeSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { FileSystemError } from '../errors/file-system-error.ts';
import type { FileSystem, TreeLock } from '../ports/file-system.ts';
import type { FaultSetting, OpenedRoot } from './disk-service.ts';
import { DiskThreads } from './disk-threads.ts';
import { lockPortably } from './tree-lock.ts';

/** How the disk is worked on. */
export interface DiskOptions {
  /** Threads; two or more, as the machine has cores, at most four, when absent. */
  readonly threads?: number;
  /** Whether to call the C library where it can be bound; true when absent. */
  readonly native?: boolean;
  /** Folder for locks on platforms without `flock`. */
  readonly lockFolder?: string;
  /** Ends the process at a step, for tests. */
  readonly fault?: FaultSetting;
}

/**
 * The disk behind the FileSystem port: every batch runs synchronously in a worker thread, so that the event loop of
 * the caller stays free.
 *
 * @param options - threads, native calls, faults
 * @returns the port
 */
export function createDiskFileSystem(options: DiskOptions = {}): FileSystem {
  const { threads: most, native = true, fault } = options;
  const threads = new DiskThreads(fault === undefined ? { native } : { native, fault }, most);
  const roots = new Map<number, OpenedRoot>();
  let nextRoot = 0;
  return {
    start: () => {
      threads.start();
    },
    openRoot: async (path) => {
      const id = nextRoot++;
      const root = await threads.openRoot(path, id);
      roots.set(id, root);
      return root;
    },
    closeRoot: async (id) => {
      const { fd } = knownRoot(roots, id);
      roots.delete(id);
      await threads.forgetRoot(id);
      closeSync(fd);
    },
    listFolders: (folders) => threads.call('listFolders', [folders]),
    readHeads: (batch, length) => threads.call('readHeads', [batch, length]),
    readRange: (file, offset, length) => threads.call('readRange', [file, offset, length]),
    compareFiles: (pairs) => threads.call('compareFiles', [pairs]),
    hashFiles: (files) => threads.call('hashFiles', [files]),
    readTimes: (batch) => threads.call('readTimes', [batch]),
    hashBatch: (batch) => threads.call('hashBatch', [batch]),
    readWhole: (file) => threads.call('readWhole', [file]),
    readPiece: (file, range) => threads.call('readPiece', [file, range]),
    writePiece: (piece) => threads.call('writePiece', [piece]),
    folderFacts: (folders) => threads.call('folderFacts', [folders]),
    fileFacts: (files) => threads.call('fileFacts', [files]),
    unwritableFolders: (folders) => threads.call('unwritableFolders', [folders]),
    filesOpenForWriting: () => threads.call('filesOpenForWriting', []),
    execute: (batch, signal) => threads.call('execute', signal === undefined ? [batch] : [batch, signal]),
    settle: (batch) => threads.call('settle', [batch]),
    restoreFolderTimes: (requests) => threads.call('restoreFolderTimes', [requests]),
    lockTrees: (ids) =>
      lock(
        threads,
        ids.map((id) => knownRoot(roots, id)),
        options.lockFolder,
      ),
    close: async () => {
      await threads.close();
      for (const { fd } of roots.values()) closeSync(fd);
      roots.clear();
    },
  };
}

function knownRoot(roots: ReadonlyMap<number, OpenedRoot>, id: number): OpenedRoot {
  const root = roots.get(id);
  if (root === undefined) throw new RangeError(`there is no open root ${String(id)}`);
  return root;
}

async function lock(
  threads: DiskThreads,
  roots: readonly OpenedRoot[],
  lockFolder: string | undefined,
): Promise<TreeLock> {
  const held = await threads.call('lockTrees', [roots]);
  if (held !== undefined) {
    return {
      release: () => {
        held.forEach((fd) => {
          closeSync(fd);
        });
        return Promise.resolve();
      },
    };
  }
  if (lockFolder === undefined) throw new FileSystemError('not_supported', 'there are no locks on this platform');
  await mkdir(lockFolder, { recursive: true, mode: 0o700 });
  return lockPortably(lockFolder);
}
