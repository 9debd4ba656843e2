import { outcomeId, type OutcomeCode } from '@kempt/contracts';
import { FileSystemError } from '../errors/file-system-error.ts';
import { encodeRaw } from '../names/raw-string.ts';
import {
  ENTRY_KINDS,
  type FileBatch,
  type FolderListing,
  type FolderRef,
  UNKNOWN_TIME,
  type HeadBatch,
  type ListingProblem,
  type TimeBatch,
} from '../ports/file-system.ts';
import { nameAt } from './batch-rows.ts';
import type { MemoryCalls } from './memory-calls.ts';
import { sizeOf } from './memory-facts.ts';
import type { StepContext } from './memory-identity.ts';
import type { MemoryNode } from './memory-node.ts';
import type { OpenFolder } from './memory-tree.ts';
import { outcomeOfError } from './outcome-of-error.ts';

interface ListedEntry {
  readonly folder: number;
  readonly name: Uint8Array;
  readonly node: MemoryNode;
  readonly mountId: bigint;
}

/**
 * Lists folders into columns, the entries of each sorted by the bytes of their names.
 *
 * @param context - calls and roots
 * @param folders - what to list
 * @returns rows and problems
 */
export function listInMemory(context: StepContext, folders: readonly FolderRef[]): FolderListing {
  const entries: ListedEntry[] = [];
  const problems: ListingProblem[] = [];
  folders.forEach((ref, folder) => {
    const failed = problemOf(() => {
      const open = context.openFolder(ref);
      for (const name of sortedNames(context.calls, open)) {
        const lost = problemOf(() => {
          entries.push(listedEntry(context.calls, { folder, open, name }));
        });
        if (lost !== undefined && lost.code !== 'not_found') problems.push({ folder, name, ...lost });
      }
    });
    if (failed !== undefined) problems.push({ folder, ...failed });
  });
  return { ...columnsOf(entries), problems };
}

/**
 * Reads the first bytes of files.
 *
 * @param context - calls and roots
 * @param batch - which files
 * @param length - bytes of each at most
 * @returns heads in one buffer
 */
export function headsInMemory(context: StepContext, batch: FileBatch, length: number): HeadBatch {
  const bytes = new Uint8Array(batch.count * length);
  const heads = {
    end: new Uint32Array(batch.count),
    code: new Uint8Array(batch.count).fill(outcomeId('completed')),
  };
  for (let row = 0; row < batch.count; row++) {
    const start = row === 0 ? 0 : (heads.end[row - 1] ?? 0);
    heads.end[row] = start;
    const failed = problemOf(() => {
      const folder = context.openFolder(batch.folders[batch.folder[row] ?? 0] ?? { root: -1, path: '' });
      const head = context.calls.read({ folder, name: nameAt(batch, row) }).subarray(0, length);
      bytes.set(head, start);
      heads.end[row] = start + head.length;
    });
    if (failed !== undefined) heads.code[row] = outcomeId(failed.code);
  }
  return { ...heads, bytes: bytes.slice(0, heads.end.at(-1) ?? 0) };
}

/**
 * Reads times of files.
 *
 * @param context - calls and roots
 * @param batch - which files
 * @returns two columns
 */
export function timesInMemory(context: StepContext, batch: FileBatch): TimeBatch {
  const accessed = new BigInt64Array(batch.count).fill(UNKNOWN_TIME);
  const added = new BigInt64Array(batch.count).fill(UNKNOWN_TIME);
  for (let row = 0; row < batch.count; row++) {
    problemOf(() => {
      const folder = context.openFolder(batch.folders[batch.folder[row] ?? 0] ?? { root: -1, path: '' });
      const node = context.calls.stat({ folder, name: nameAt(batch, row) });
      accessed[row] = node?.atime ?? UNKNOWN_TIME;
      added[row] = node?.born ?? UNKNOWN_TIME;
    });
  }
  return { accessed, added };
}

function listedEntry(calls: MemoryCalls, at: { folder: number; open: OpenFolder; name: string }): ListedEntry {
  const node = calls.stat({ folder: at.open, name: at.name });
  if (node === undefined) throw new FileSystemError('not_found', 'gone while it was listed');
  const mount = calls.tree.find(at.open, at.name)?.mounted ?? at.open.mount;
  return { folder: at.folder, name: encodeRaw(at.name), node, mountId: mount.id };
}

function sortedNames(calls: MemoryCalls, folder: OpenFolder): string[] {
  return calls.list(folder).sort((a, b) => Buffer.compare(encodeRaw(a), encodeRaw(b)));
}

function problemOf(work: () => void): { code: OutcomeCode; message: string } | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (!(error instanceof FileSystemError)) throw error;
    return { code: outcomeOfError(error), message: error.message };
  }
}

function columnsOf(entries: readonly ListedEntry[]): Omit<FolderListing, 'problems'> {
  let end = 0;
  return {
    count: entries.length,
    names: Uint8Array.from(Buffer.concat(entries.map(({ name }) => name))),
    nameEnd: Uint32Array.from(entries, ({ name }) => (end += name.length)),
    folder: Uint32Array.from(entries, ({ folder }) => folder),
    kind: Uint8Array.from(entries, ({ node }) => ENTRY_KINDS.indexOf(node.kind)),
    size: Float64Array.from(entries, ({ node }) => sizeOf(node)),
    mtime: BigInt64Array.from(entries, ({ node }) => node.mtime),
    ctime: BigInt64Array.from(entries, ({ node }) => node.ctime),
    device: BigUint64Array.from(entries, ({ node }) => node.device.id),
    inode: BigUint64Array.from(entries, ({ node }) => node.inode),
    mode: Uint32Array.from(entries, ({ node }) => node.mode),
    links: Uint32Array.from(entries, ({ node }) => node.links),
    mountId: BigUint64Array.from(entries, ({ mountId }) => mountId),
  };
}
