import type { EntryKind } from '../ports/file-system.ts';

/** A pretended disk. */
export interface MemoryDevice {
  /** Device number. */
  readonly id: bigint;
  /** What stands for its UUID. */
  readonly fileSystemId: string;
  /** Whether names that differ in case only are one name. */
  readonly foldsCase: boolean;
  /** Bytes of file content it can hold. */
  readonly capacity: number;
  /** Bytes of file content it holds. */
  used: number;
  /** Inode number of the next node. */
  nextInode: bigint;
}

/** A place where a device is mounted. */
export interface MemoryMount {
  /** Mount number. */
  readonly id: bigint;
  /** The folder seen at the mount point. */
  readonly root: MemoryNode;
  /** Whether changes through this mount are refused. */
  readOnly: boolean;
}

/** A name in a folder. */
export interface MemoryEntry {
  /** The name as spelled, a raw string. */
  readonly name: string;
  /** What it names. */
  readonly node: MemoryNode;
}

/** A file, folder, link or special file. */
export interface MemoryNode {
  /** What it is. */
  readonly kind: EntryKind;
  /** The device it lies on. */
  readonly device: MemoryDevice;
  /** Inode number. */
  readonly inode: bigint;
  /** Permission and type bits. */
  mode: number;
  /** Owner. */
  uid: number;
  /** Owning group. */
  gid: number;
  /** When it was made, nanoseconds since 1970. */
  readonly born: bigint;
  /** Last read, nanoseconds since 1970. */
  atime: bigint;
  /** Last change of content, nanoseconds since 1970. */
  mtime: bigint;
  /** Last change of anything, nanoseconds since 1970. */
  ctime: bigint;
  /** Names it has. */
  links: number;
  /** Content of a file; empty for everything else. */
  bytes: Uint8Array;
  /** Entries of a folder by name, folded where the device folds case. */
  readonly entries: Map<string, MemoryEntry>;
  /** Where a symlink points, a raw string. */
  readonly linkTarget: string;
  /** Extended attributes: base64 values by name. */
  readonly xattrs: Map<string, string>;
  /** What is mounted on this folder. */
  mounted: MemoryMount | undefined;
}

/** What a new node is. */
export interface NewNode {
  readonly kind: EntryKind;
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  /** Its times, nanoseconds since 1970. */
  readonly time: bigint;
  readonly linkTarget?: string;
}

const TYPE_BITS: Readonly<Record<EntryKind, number>> = {
  file: 0o100000,
  folder: 0o040000,
  symlink: 0o120000,
  fifo: 0o010000,
  socket: 0o140000,
  device: 0o020000,
  unknown: 0,
};

/**
 * Creates a node that has no name yet.
 *
 * @param device - where it lies
 * @param facts - what it is
 * @returns the node, with the next inode number of the device
 */
export function createNode(device: MemoryDevice, facts: NewNode): MemoryNode {
  return {
    kind: facts.kind,
    device,
    inode: device.nextInode++,
    mode: TYPE_BITS[facts.kind] | facts.mode,
    uid: facts.uid,
    gid: facts.uid,
    born: facts.time,
    atime: facts.time,
    mtime: facts.time,
    ctime: facts.time,
    links: facts.kind === 'folder' ? 2 : 0,
    bytes: new Uint8Array(0),
    entries: new Map(),
    linkTarget: facts.linkTarget ?? '',
    xattrs: new Map(),
    mounted: undefined,
  };
}

/**
 * Changes permission bits and leaves the type bits.
 *
 * @param node - the node
 * @param mode - new mode; type bits in it are ignored
 */
export function setPermissions(node: MemoryNode, mode: number): void {
  node.mode = (node.mode & ~0o7777) | (mode & 0o7777);
}
