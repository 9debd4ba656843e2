import type { EntryKind } from '../ports/file-system.ts';
import { hashBytes } from './hash-bytes.ts';
import { sizeOf } from './memory-facts.ts';
import type { MemoryNode } from './memory-node.ts';
import { joinPath, type MemoryTree, type OpenFolder } from './memory-tree.ts';

/** Everything a person would call the state of one file or folder. */
export interface SnapshotEntry {
  readonly kind: EntryKind;
  /** Bytes. */
  readonly size: number;
  /** BLAKE3 of a file's content, hexadecimal; empty for everything else. */
  readonly hash: string;
  /** Permission bits. */
  readonly mode: number;
  /** Nanoseconds since 1970. */
  readonly mtime: bigint;
  /** `device:inode`, as in the port. */
  readonly inode: string;
  /** Where a symlink points; empty for everything else. */
  readonly linkTarget: string;
}

/** The state of a tree by absolute raw path, in path order: two of them can be compared with deepEqual. */
export type Snapshot = ReadonlyMap<string, SnapshotEntry>;

/**
 * Takes down everything below a folder, itself included.
 *
 * @param tree - the machine
 * @param from - the folder
 * @returns entries by absolute path
 */
export function takeSnapshot(tree: MemoryTree, from: OpenFolder): Snapshot {
  const found: [string, SnapshotEntry][] = [];
  const visit = (folder: OpenFolder): void => {
    found.push([folder.path, entryOf(folder.node)]);
    for (const { name, node } of folder.node.entries.values()) {
      if (node.kind === 'folder') visit(tree.enter(folder, name));
      else found.push([joinPath(folder.path, name), entryOf(node)]);
    }
  };
  visit(from);
  return new Map(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * The content of a tree whatever its names: what must be the same before and after any crash.
 *
 * @param snapshot - the tree
 * @returns hashes of all regular files, sorted, one for every name
 */
export function contentHashes(snapshot: Snapshot): string[] {
  return Array.from(snapshot.values())
    .filter(({ kind }) => kind === 'file')
    .map(({ hash }) => hash)
    .sort();
}

function entryOf(node: MemoryNode): SnapshotEntry {
  return {
    kind: node.kind,
    size: sizeOf(node),
    hash: node.kind === 'file' ? Buffer.from(hashBytes(node.bytes)).toString('hex') : '',
    mode: node.mode & 0o7777,
    mtime: node.mtime,
    inode: `${String(node.device.id)}:${String(node.inode)}`,
    linkTarget: node.linkTarget,
  };
}
