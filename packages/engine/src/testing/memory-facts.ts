import type { FileFacts, FolderFacts } from '../ports/file-system.ts';
import type { MemoryNode } from './memory-node.ts';

const FOLDER_SIZE = 4096;

/** Access and modification time, nanoseconds since 1970. */
export interface Times {
  readonly atime: bigint;
  readonly mtime: bigint;
}

/**
 * Facts of a node as `stat` tells them.
 *
 * @param node - any node
 * @returns its facts at this moment
 */
export function fileFactsOf(node: MemoryNode): FileFacts {
  return {
    kind: node.kind,
    size: sizeOf(node),
    mtime: node.mtime,
    ctime: node.ctime,
    device: node.device.id,
    inode: node.inode,
    mode: node.mode,
    links: node.links,
  };
}

/**
 * Facts needed to make a folder anew.
 *
 * @param node - a folder
 * @returns its facts at this moment
 */
export function folderFactsOf(node: MemoryNode): FolderFacts {
  return {
    device: node.device.id,
    inode: node.inode,
    mode: node.mode,
    uid: node.uid,
    gid: node.gid,
    atime: node.atime,
    mtime: node.mtime,
    xattrs: Array.from(node.xattrs, ([name, value]) => ({ name, value })),
  };
}

/**
 * The size `stat` tells.
 *
 * @param node - any node
 * @returns bytes
 */
export function sizeOf(node: MemoryNode): number {
  if (node.kind === 'folder') return FOLDER_SIZE;
  return node.kind === 'symlink' ? node.linkTarget.length : node.bytes.length;
}
