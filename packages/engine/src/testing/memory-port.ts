import type { OutcomeCode } from '@kempt/contracts';
import { FileSystemError } from '../errors/file-system-error.ts';
import { followPath } from './follow-path.ts';
import type {
  FileFacts,
  FileRef,
  FileSystem,
  FolderRef,
  FolderTimes,
  RootFacts,
  TreeLock,
} from '../ports/file-system.ts';
import { hashBytes } from './hash-bytes.ts';
import { hashInMemory, readPieceInMemory, readWholeInMemory } from './memory-hash.ts';
import type { Faults } from './faults.ts';
import type { MemoryCalls } from './memory-calls.ts';
import { equalBytes } from './memory-copy.ts';
import { fileFactsOf, folderFactsOf } from './memory-facts.ts';
import type { StepContext } from './memory-identity.ts';
import { headsInMemory, listInMemory, timesInMemory } from './memory-listing.ts';
import type { MemoryLocks } from './memory-locks.ts';
import { settleSteps } from './memory-settle.ts';
import { executeSteps } from './memory-steps.ts';
import { writePieceInMemory } from './memory-pieces.ts';
import type { OpenFolder } from './memory-tree.ts';
import { outcomeOfError } from './outcome-of-error.ts';

/** What one pretended process is made of. */
export interface MemoryProcess {
  readonly calls: MemoryCalls;
  readonly faults: Faults;
  readonly locks: MemoryLocks;
  /** `device:inode` of files that other programs hold open for writing. */
  readonly heldOpen: ReadonlySet<string>;
  /** Moves by linking and unlinking. */
  readonly linkMoves: boolean;
  /** A number no root has had, so that a forgotten one addresses nothing after a restart. */
  readonly newRootId: () => number;
}

/**
 * Creates the port of one process on a pretended machine.
 *
 * @param process - what it is made of
 * @param roots - its open roots, to be emptied when it dies
 * @returns the port
 */
export function createMemoryPort(process: MemoryProcess, roots: Map<number, OpenFolder>): FileSystem {
  const { calls, faults, locks } = process;
  const openFolder = (ref: FolderRef): OpenFolder => calls.openFolder(rootAt(roots, ref.root), ref.path);
  const context: StepContext = { calls, openFolder, linkMoves: process.linkMoves };
  const readFile = (file: FileRef): Uint8Array => calls.read({ folder: openFolder(file.folder), name: file.name });
  const held = new Set<TreeLock>();
  const alive = <T>(work: () => T | Promise<T>): Promise<T> =>
    Promise.resolve().then(() => {
      faults.assertAlive();
      return work();
    });
  return {
    start: () => undefined,
    openRoot: (path) => alive(() => openRoot(process, roots, path)),
    closeRoot: (id) =>
      alive(() => {
        rootAt(roots, id);
        roots.delete(id);
      }),
    listFolders: (folders) => alive(() => listInMemory(context, folders)),
    readHeads: (batch, length) => alive(() => headsInMemory(context, batch, length)),
    readRange: (file, offset, length) =>
      alive(() => unlessRefused(() => readFile(file).slice(offset, offset + length)) ?? new Uint8Array(0)),
    compareFiles: (pairs) =>
      alive(() => Uint8Array.from(pairs, ([one, other]) => compare(() => equalBytes(readFile(one), readFile(other))))),
    hashFiles: (files) => alive(() => files.map((file) => unlessRefused(() => hashBytes(readFile(file))))),
    readTimes: (batch) => alive(() => timesInMemory(context, batch)),
    hashBatch: (batch) => alive(() => hashInMemory(context, batch)),
    readWhole: (file) => alive(() => readWholeInMemory(context, file)),
    readPiece: (file, range) => alive(() => readPieceInMemory(context, file, range)),
    writePiece: (piece) => alive(() => writePieceInMemory(context, piece)),
    folderFacts: (folders) =>
      alive(() => folders.map((ref) => unlessRefused(() => folderFactsOf(openFolder(ref).node)))),
    fileFacts: (files) => alive(() => files.map((file) => unlessRefused(() => factsAt(context, file)))),
    unwritableFolders: (folders) => alive(() => unwritable(context, folders)),
    filesOpenForWriting: () => alive(() => new Set(process.heldOpen)),
    execute: (batch, signal) => alive(() => executeSteps(context, batch, signal)),
    settle: (batch) => alive(() => settleSteps(context, batch)),
    restoreFolderTimes: (requests) =>
      alive(() => Uint8Array.from(requests, (request) => (restoreTimes(context, request) ? 1 : 0))),
    lockTrees: (rootIds) =>
      alive(() => {
        const lock = locks.lock(rootIds.map((id) => rootAt(roots, id)));
        held.add(lock);
        return lock;
      }),
    close: async () => {
      for (const lock of held) await lock.release();
      roots.clear();
    },
  };
}

function openRoot({ calls, newRootId }: MemoryProcess, roots: Map<number, OpenFolder>, path: string): RootFacts {
  const found = followPath(calls.tree, path);
  if (!('node' in found)) throw new FileSystemError('not_a_folder', `not a folder: ${path}`);
  calls.list(found);
  const id = newRootId();
  roots.set(id, found);
  const { node, mount } = found;
  return {
    id,
    path: found.path,
    device: node.device.id,
    inode: node.inode,
    mountId: mount.id,
    fileSystemId: node.device.fileSystemId,
    readOnly: mount.readOnly,
    freeBytes: node.device.capacity - node.device.used,
    rotational: false,
  };
}

function rootAt(roots: ReadonlyMap<number, OpenFolder>, id: number): OpenFolder {
  const root = roots.get(id);
  if (id < 0) throw new FileSystemError('not_found', 'a root that is not there');
  if (root === undefined) throw new RangeError(`no open root has the id ${String(id)}`);
  return root;
}

function factsAt({ calls, openFolder }: StepContext, file: FileRef): FileFacts | undefined {
  const node = calls.stat({ folder: openFolder(file.folder), name: file.name });
  return node === undefined ? undefined : fileFactsOf(node);
}

function unwritable(context: StepContext, folders: readonly FolderRef[]): Map<number, OutcomeCode> {
  const refused = new Map<number, OutcomeCode>();
  folders.forEach((ref, index) => {
    try {
      context.calls.guard.changeable(context.openFolder(ref));
    } catch (error) {
      if (!(error instanceof FileSystemError)) throw error;
      refused.set(index, outcomeOfError(error));
    }
  });
  return refused;
}

function restoreTimes(context: StepContext, request: FolderTimes): boolean {
  const { expectedMtime, atime, mtime } = request;
  const folder = unlessRefused(() => context.openFolder(request.folder));
  if (folder?.node.mtime !== expectedMtime || folder.mount.readOnly) return false;
  context.calls.setFacts(folder.node, { atime, mtime }, folder.path);
  return true;
}

function compare(equal: () => boolean): number {
  const answer = unlessRefused(equal);
  return answer === undefined ? 2 : Number(answer);
}

function unlessRefused<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof FileSystemError) return undefined;
    throw error;
  }
}
