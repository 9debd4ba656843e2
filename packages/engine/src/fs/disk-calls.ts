/**
 * A folder held open. Every name below it is looked up from the descriptor, so that swapping one of its ancestors
 * for a symlink leads nowhere else.
 */
export interface OpenFolder {
  /** The descriptor. */
  readonly fd: number;
  /** What a path-based call puts before a name, ending in a slash. */
  readonly prefix: Uint8Array;
}

/** Facts of an entry, filled by {@link DiskCalls.stat}; one object is reused for many calls. */
export interface EntryFacts {
  device: bigint;
  inode: bigint;
  mode: number;
  links: number;
  uid: number;
  gid: number;
  size: number;
  /** Room on the disk in units of 512 bytes; 0 where that is not known. */
  blocks: number;
  /** Nanoseconds since 1970. */
  atime: bigint;
  mtime: bigint;
  ctime: bigint;
  mountId: bigint;
}

/** An extended attribute as bytes. */
export interface Xattr {
  /** A raw string. */
  readonly name: string;
  readonly value: Uint8Array;
}

/** Times that only few need, filled by {@link DiskCalls.times}; nanoseconds since 1970. */
export interface RareTimes {
  accessed: bigint;
  /** Undefined where the file system does not record it. */
  born: bigint | undefined;
}

/** What to set with {@link DiskCalls.setTimes}, nanoseconds since 1970. */
export interface Times {
  readonly atime: bigint;
  readonly mtime: bigint;
}

/** How a file is opened: `create` for its owner alone, `create_open` for whomever the umask lets. */
export type OpenMode = 'read' | 'write' | 'create' | 'create_open';

/**
 * The system calls Kempt needs, synchronous, on open folders and byte names. Calls answer 0 or a positive errno
 * (`open` a descriptor or a negative errno) since an exception per file would cost more than the call.
 */
export interface DiskCalls {
  /**
   * Opens a folder by absolute resolved path, following no link: native calls in none of its components, portable
   * ones in the last. Descriptor or negative errno.
   */
  openRoot(path: Uint8Array): OpenFolder | number;
  /** Opens a folder inside an open one, never through a link. */
  openChild(parent: OpenFolder, name: Uint8Array): OpenFolder | number;
  /** Closes a folder. */
  close(folder: OpenFolder): void;
  /** Calls `visit` for every entry but `.` and `..` with its name (a view) and `d_type` (0 when unknown). */
  list(folder: OpenFolder, visit: (name: Uint8Array, type: number) => void): number;
  /** Facts of an entry, not following links; of the folder itself for an empty name. */
  stat(folder: OpenFolder, name: Uint8Array, facts: EntryFacts): number;
  /** Times of an entry that {@link DiskCalls.stat} does not tell, not following links. */
  times(folder: OpenFolder, name: Uint8Array, times: RareTimes): number;
  /** Moves without replacing; `ENOSYS` or `EINVAL` where the platform or file system cannot. */
  renameNoReplace(from: OpenFolder, name: Uint8Array, to: Place): number;
  /** Gives two names each other's files in one step; `ENOSYS` or `EINVAL` where the platform or file system cannot. */
  exchange(one: Place, other: Place): number;
  /** Makes a second name; never replaces. */
  link(from: OpenFolder, name: Uint8Array, to: Place): number;
  unlink(folder: OpenFolder, name: Uint8Array): number;
  /** Makes a symbolic link that says `target`; never replaces. */
  makeLink(target: Uint8Array, to: Place): number;
  /** What a symbolic link says, or a negative errno; `-EINVAL` for what is no link. */
  readLink(place: Place): Uint8Array | number;
  /** Facts of what a symbolic link leads to, following every link on the way. */
  statBehind(place: Place, facts: EntryFacts): number;
  /** Gives a symbolic link itself to another owner. */
  giveLink(place: Place, owner: { readonly uid: number; readonly gid: number }): number;
  /** Absolute path by which the system knows an open folder now, or a negative errno. */
  pathOf(folder: OpenFolder): Uint8Array | number;
  makeFolder(folder: OpenFolder, name: Uint8Array, mode: number): number;
  removeFolder(folder: OpenFolder, name: Uint8Array): number;
  /** Opens a regular file: no link followed, never blocking, access time left alone where allowed. */
  open(folder: OpenFolder, name: Uint8Array, mode: OpenMode): number;
  /** Flushes a file or folder to the disk. */
  sync(fd: number): number;
  /** Flushes everything on the file system of an open file; `ENOSYS` where that cannot be asked for. */
  syncAll(fd: number): number;
  /** Sets both times of an open file or folder to the nanosecond. */
  setTimes(fd: number, times: Times): number;
  /** Extended attributes of an open file or folder; empty where the platform has none. */
  xattrs(fd: number): readonly Xattr[];
  setXattr(fd: number, xattr: Xattr): number;
  /** Start of the next data (or hole) at or behind an offset; -1 where there is none or holes are unknown. */
  seek(fd: number, offset: number, what: 'data' | 'hole'): number;
  /**
   * Has the bytes of one open file, where they are the same, share their room on the disk with those of another: the
   * system compares them and does nothing where they differ. Bytes dealt with, or a negative errno; `-EBADMSG` where
   * they differ.
   */
  share(from: number, to: number, range: { readonly offset: number; readonly length: number }): number;
  /** Bytes of an open file that it shares with no other on the disk; -1 where that cannot be known. */
  ownBytes(fd: number): number;
  /** Drops a file's clean pages, so that reading it back reads the disk. */
  dropCache(fd: number): void;
  /** Takes an advisory lock without waiting; 0, EWOULDBLOCK, or ENOSYS where there is none. */
  lock(fd: number, kind: 'shared' | 'exclusive'): number;
  /** Watches open files for changes; undefined where that cannot be. */
  watchChanges(): ChangeWatch | undefined;
  /** A name of the file system that survives remounts. */
  fileSystemId(folder: OpenFolder): string;
}

/** Watches files, whatever their names. */
export interface ChangeWatch {
  /** Begins to watch an open file, which may be closed then; answers a number for it, the same for the same file, or -1. */
  add(fd: number): number;
  /** The numbers of files that were written to or whose times were set; undefined when that was lost. */
  changed(): ReadonlySet<number> | undefined;
  close(): void;
}

/** A name in an open folder. */
export interface Place {
  readonly folder: OpenFolder;
  readonly name: Uint8Array;
}

/**
 * An empty object for {@link DiskCalls.stat} to fill.
 *
 * @returns facts with every field zero
 */
export function emptyFacts(): EntryFacts {
  return {
    device: 0n,
    inode: 0n,
    mode: 0,
    links: 0,
    uid: 0,
    gid: 0,
    size: 0,
    blocks: 0,
    atime: 0n,
    mtime: 0n,
    ctime: 0n,
    mountId: 0n,
  };
}

/**
 * Tells files apart, whatever their names.
 *
 * @param file - facts
 * @returns `device:inode`
 */
export function fileKey(file: EntryFacts): string {
  return `${String(file.device)}:${String(file.inode)}`;
}
