import type { OutcomeCode } from '@kempt/contracts';

/**
 * The file system as the engine needs it: asynchronous by batch, so that one message moves thousands of files and
 * another storage can stand behind the same port.
 *
 * Terms: a *root* is a folder a person named, opened once and kept; a *folder* is addressed by its root and its path
 * below it; names and paths are raw strings (see names/raw-string). No call follows a symlink below a root, and no
 * call replaces an existing file.
 */
export interface FileSystem {
  /** Begins what the first call would have to wait for; may be left out. */
  start(): void;

  /**
   * Resolves a root argument once (the only place where a symlink is followed) and keeps the folder open.
   *
   * @param path - absolute path, a raw string
   * @returns facts of the folder; `id` addresses it in every later call
   * @throws FileSystemError with `not_found`, `permission_denied` or `not_a_folder`
   */
  openRoot(path: string): Promise<RootFacts>;

  /** Closes one root, which is known to nobody from then on. No other call on it may be under way. */
  closeRoot(id: number): Promise<void>;

  /**
   * Lists folders: every entry with its kind, and for regular files and folders their facts (zero for the rest). The
   * entries of a folder come sorted by the bytes of their names. A folder that is missing is a problem with
   * `not_found`, one that is a symlink (or lies behind one) `folder_is_symlink`.
   */
  listFolders(folders: readonly FolderRef[]): Promise<FolderListing>;

  /**
   * Reads the first bytes of regular files, opened without following links and without blocking; whatever is none
   * (a link, a FIFO, a folder) is `not_a_regular_file`.
   */
  readHeads(batch: FileBatch, length: number): Promise<HeadBatch>;

  /** Reads one range of one regular file; shorter than asked at the end of the file, empty where it cannot be read. */
  readRange(file: FileRef, offset: number, length: number): Promise<Uint8Array>;

  /** Compares the whole bytes of pairs of files: 1 equal, 0 different, 2 could not be read. */
  compareFiles(pairs: readonly (readonly [FileRef, FileRef])[]): Promise<Uint8Array>;

  /** BLAKE3 (32 bytes) of whole files; undefined where one could not be read. */
  hashFiles(files: readonly FileRef[]): Promise<(Uint8Array | undefined)[]>;

  /** When files were last read, and when they came to their file system; links are not followed. */
  readTimes(batch: FileBatch): Promise<TimeBatch>;

  /**
   * BLAKE3 of many files, each opened once and only as the scan saw it: a file that is another one by now, or that
   * changes while it is read, is `changed_since_scan`; whatever is no regular file is `not_a_regular_file`.
   */
  hashBatch(batch: HashBatch): Promise<HashedBatch>;

  /**
   * Reads one file whole, and only as the scan saw it: the outcomes are those of {@link FileSystem.hashBatch}. The caller
   * sees to it that there is room for it.
   */
  readWhole(file: SeenFile): Promise<WholeFile>;

  /** The same for one range of a file, which must lie in it. */
  readPiece(file: SeenFile, range: ByteRange): Promise<WholeFile>;

  /**
   * Makes a new empty file, never in place of another, or writes on in the one that is named; what it holds behind the
   * offset is gone. With `sync` the bytes are on the disk afterwards. It has no name that means anything yet: whoever
   * writes publishes it with a `move`, once it is whole.
   */
  writePiece(piece: FilePiece): Promise<PieceOutcome>;

  /** Facts of folders needed to give them back their times and mode later; undefined where there is no such folder. */
  folderFacts(folders: readonly FolderRef[]): Promise<(FolderFacts | undefined)[]>;

  /** Facts of single files, never following a link; undefined where there is none. */
  fileFacts(files: readonly FileRef[]): Promise<(FileFacts | undefined)[]>;

  /** Which of the folders this process may not add entries to or remove entries from, with the reason. */
  unwritableFolders(folders: readonly FolderRef[]): Promise<ReadonlyMap<number, OutcomeCode>>;

  /** Device and inode (as `device:inode`) of every file some process holds open for writing, where that can be known. */
  filesOpenForWriting(): Promise<ReadonlySet<string>>;

  /**
   * Carries out a batch of steps in order, each checked right before it is done, then makes the batch durable: every
   * touched folder is synced once. A step that cannot be done is an outcome, never an exception. A row whose
   * requirement did not complete is `dependency_skipped`; rows behind the stop signal are `not_attempted`. A missing
   * folder is `folder_missing`; a name that is none (`..`, empty, with a slash or a zero byte) is refused.
   */
  execute(batch: StepBatch, signal?: StopSignal): Promise<BatchOutcome>;

  /**
   * Finds out from the disk which steps of a batch were done when a crash cut it short, and removes what was half
   * done: a file linked twice keeps its source name, an unpublished copy is deleted, and so is a published one whose
   * source is still there. Rows are looked at from the last to the first, since a later row may have taken away what
   * an earlier one brought. `completed` and `not_attempted` are certain; any other code says why a row is neither
   * (`not_found`, `changed_since_plan`). A row whose requirement was not done is `not_attempted`.
   */
  settle(batch: StepBatch): Promise<BatchOutcome>;

  /** Sets folder times back, each only while its mtime still is the expected one; returns 1 where it was set. */
  restoreFolderTimes(requests: readonly FolderTimes[]): Promise<Uint8Array>;

  /**
   * Takes the one-writer lock of the trees below the roots, shared on every ancestor. Roots of one call may lie within
   * each other.
   *
   * @throws FileSystemError `busy` when another lock overlaps
   */
  lockTrees(rootIds: readonly number[]): Promise<TreeLock>;

  /** Closes roots and ends the threads behind this file system. */
  close(): Promise<void>;
}

/** What is known of a root once it is open. */
export interface RootFacts {
  readonly id: number;
  /** Absolute path with every symlink resolved, a raw string. */
  readonly path: string;
  readonly device: bigint;
  readonly inode: bigint;
  readonly mountId: bigint;
  /** Name of the file system that outlives remounts: its UUID, or what comes nearest. */
  readonly fileSystemId: string;
  readonly readOnly: boolean;
  readonly freeBytes: number;
  /** Whether the disk below turns, so that the order of reading matters; false where that cannot be known. */
  readonly rotational: boolean;
}

/** A folder below a root. */
export interface FolderRef {
  readonly root: number;
  /** Path below the root without leading or trailing slash, a raw string; empty for the root itself. */
  readonly path: string;
}

/** A file below a root. */
export interface FileRef {
  readonly folder: FolderRef;
  readonly name: string;
}

/** What kind of thing a directory entry is; the position is the byte in listings. */
export const ENTRY_KINDS = ['file', 'folder', 'symlink', 'fifo', 'socket', 'device', 'unknown'] as const;

/** One of {@link ENTRY_KINDS}. */
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** Entries of several folders as columns: row i belongs to the folder `folder[i]` of the request. */
export interface FolderListing {
  readonly count: number;
  /** All names, one behind the other. */
  readonly names: Uint8Array;
  /** Where each name ends in `names`; it starts where the one before ends. */
  readonly nameEnd: Uint32Array;
  readonly folder: Uint32Array;
  /** Position in {@link ENTRY_KINDS}. */
  readonly kind: Uint8Array;
  /** Bytes. */
  readonly size: Float64Array;
  /** Nanoseconds since 1970. */
  readonly mtime: BigInt64Array;
  readonly ctime: BigInt64Array;
  readonly device: BigUint64Array;
  readonly inode: BigUint64Array;
  readonly mode: Uint32Array;
  readonly links: Uint32Array;
  /** Mount the entry lies on, to see where another mount begins. */
  readonly mountId: BigUint64Array;
  /** Folders that could not be listed, and entries whose facts could not be read. */
  readonly problems: readonly ListingProblem[];
}

/** A folder or entry that could not be read. */
export interface ListingProblem {
  readonly folder: number;
  /** The entry's name; absent when the folder itself could not be listed. */
  readonly name?: string;
  readonly code: OutcomeCode;
  readonly message: string;
}

/** Files as columns, grouped by folder. */
export interface FileBatch {
  readonly folders: readonly FolderRef[];
  readonly count: number;
  readonly folder: Uint32Array;
  readonly names: Uint8Array;
  readonly nameEnd: Uint32Array;
}

/** The first bytes of files, one behind the other: row i ends at `end[i]` and starts where the row before ends. */
export interface HeadBatch {
  readonly bytes: Uint8Array;
  readonly end: Uint32Array;
  /** Outcome byte per row: 1 (completed) where the head was read. */
  readonly code: Uint8Array;
}

/** A time that a file system does not tell. */
export const UNKNOWN_TIME = -(2n ** 63n);

/** Times of files as columns, nanoseconds since 1970; {@link UNKNOWN_TIME} where there is none, or no such file. */
export interface TimeBatch {
  /** The last access that was recorded. */
  readonly accessed: BigInt64Array;
  /** The birth of the inode: a file that is copied is born again, one that is renamed is not. */
  readonly added: BigInt64Array;
}

/** Bytes that `ends` reads at either end of a file. */
export const END_BYTES = 4096;

/** Files to hash, with what the scan saw of them. */
export interface HashBatch extends FileBatch {
  readonly device: BigUint64Array;
  readonly inode: BigUint64Array;
  /** Bytes. */
  readonly size: Float64Array;
  /** Nanoseconds since 1970. */
  readonly mtime: BigInt64Array;
  readonly ctime: BigInt64Array;
  /** Everything, or the first and the last {@link END_BYTES}, which must not overlap. */
  readonly part: 'whole' | 'ends';
}

/** What came of hashing a batch. */
export interface HashedBatch {
  /** BLAKE3 per row, 32 bytes each; zero where the file could not be read. */
  readonly hash: Uint8Array;
  /** Outcome byte per row: 1 (completed) where there is a hash. */
  readonly code: Uint8Array;
  /** Bytes read from files. */
  readonly readBytes: number;
}

/** What a scan saw of a file: whoever has the same is the same file, unchanged. */
export interface SeenStamp {
  readonly device: bigint;
  readonly inode: bigint;
  /** Bytes. */
  readonly size: number;
  /** Nanoseconds since 1970. */
  readonly mtime: bigint;
  readonly ctime: bigint;
}

/** A file below a root, and what the scan saw of it. */
export interface SeenFile extends FileRef, SeenStamp {}

/** What came of reading a file whole. */
export interface WholeFile {
  /** `completed` where the bytes are all of the file. */
  readonly code: OutcomeCode;
  /** Empty where the file could not be read. */
  readonly bytes: Uint8Array;
}

/** Bytes of a file. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

/** A piece of a file that is being written. */
export interface FilePiece extends FileRef {
  /** Which file it is; a new one is made when absent. */
  readonly identity?: { readonly device: bigint; readonly inode: bigint };
  /** Where the piece begins: not behind the end of the file. */
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly sync: boolean;
}

/** What came of writing a piece. */
export interface PieceOutcome {
  /** `completed` where everything was written, `changed_since_scan` where the name leads to another file. */
  readonly code: OutcomeCode;
  /** The file after it was written; absent where it was not. */
  readonly facts?: FileFacts;
}

/** Facts of a regular file. */
export interface FileFacts {
  readonly kind: EntryKind;
  readonly size: number;
  readonly mtime: bigint;
  readonly ctime: bigint;
  readonly device: bigint;
  readonly inode: bigint;
  readonly mode: number;
  readonly links: number;
}

/** What is needed to make a folder anew as it was. */
export interface FolderFacts {
  readonly device: bigint;
  readonly inode: bigint;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Nanoseconds since 1970. */
  readonly atime: bigint;
  readonly mtime: bigint;
  readonly xattrs: readonly ExtendedAttribute[];
}

/** One extended attribute, access lists included. */
export interface ExtendedAttribute {
  /** A raw string. */
  readonly name: string;
  /** Base64 of the value. */
  readonly value: string;
}

/** Request to set the times of a folder back. */
export interface FolderTimes {
  readonly folder: FolderRef;
  /** The folder's times are set only while its mtime is this one. */
  readonly expectedMtime: bigint;
  readonly atime: bigint;
  readonly mtime: bigint;
}

/** What a step does; the position is the byte in plans and batches. */
export const STEP_ACTIONS = [
  'move',
  'copy',
  'remove_copy',
  'make_folder',
  'remove_folder',
  'quarantine',
  'purge',
  'hardlink',
  'separate',
  'reflink',
  'symlink',
  'replace_link',
  'rejoin',
  'displace',
] as const;

/** One of {@link STEP_ACTIONS}. */
export type StepAction = (typeof STEP_ACTIONS)[number];

/** The step is only done when the step `requires[i]` of the same operation completed. */
export const NO_REQUIREMENT = 0xffff_ffff;

/**
 * Steps as columns. `move` and `copy` go from source to target; `remove_copy` removes the target while the source
 * holds the same bytes under another inode; `make_folder` makes the target name, `remove_folder` removes the source
 * name if it is empty.
 *
 * A folder that is there already completes `make_folder` without an entry in `created`; one that is made gets mode,
 * owner and attributes of its facts, while its times are left to `restoreFolderTimes`, since what is moved into it
 * changes them. `remove_folder` looks at no identity; on anything but a folder it is `folder_is_symlink`.
 *
 * `quarantine` moves a duplicate, the source, to the target on the same device, while the kept file of its row is
 * another file with the same bytes: both are open, locked and compared whole right before, and both names are looked
 * at once more right before and right after. Device and inode count whatever `match` says. `purge` removes the source
 * for good, once it is seen to be the planned file: no other step ever removes what may be the last copy of a file.
 *
 * `hardlink` makes a duplicate, at the source and target alike, another name of the kept file of its row, which is
 * checked as for `quarantine`; the two must have the same owner, mode and attributes. `separate` makes a name of the
 * kept file a file of its own again: a copy, changed last at the `mtime` of the row, whose other identity is not looked
 * at. Both exchange two names in one step; where the system cannot, they are `not_supported`.
 *
 * A `move` with a kept file, from elsewhere than a quarantine, moves a name that a `hardlink` before may have made one of
 * the kept file: it is the file of the row or the kept one, by the time of either.
 *
 * `rejoin` makes the target, a name of the kept file of its row, another name of the source, which must hold the same
 * bytes: names that were one file before `hardlink` are one again. An inode of 0 stands for any, where the source is
 * made by an earlier step.
 *
 * `symlink` puts a symbolic link to the kept file in the place of a duplicate, at the source and target alike, checked as
 * for `hardlink`, on whatever device the two are. `replace_link` puts a copy of the kept file, changed last at the `mtime`
 * of the row, in the place of such a link, whose identity is the device and inode of the row (0 for any). Both exchange
 * two names in one step as well.
 *
 * `displace` moves a file that is in the way of another one to the quarantine, on the same device: a move that never
 * copies, so that it is done in one call or not at all.
 *
 * `reflink` has a duplicate, at the source and target alike, share its bytes on the disk with the kept file, which is
 * checked as for `quarantine`; it stays the file it is in every other way. Where the file system cannot, it is
 * `not_supported`.
 */
export interface StepBatch {
  readonly folders: readonly FolderRef[];
  readonly count: number;
  readonly action: Uint8Array;
  readonly sourceFolder: Uint32Array;
  readonly targetFolder: Uint32Array;
  /** Source name of row i, then its target name, for every row: ends at `nameEnd[2i]` and `nameEnd[2i + 1]`. */
  readonly names: Uint8Array;
  readonly nameEnd: Uint32Array;
  /** Identity of the source (of the target for `remove_copy`), checked right before the step. */
  readonly device: BigUint64Array;
  readonly inode: BigUint64Array;
  readonly size: Float64Array;
  readonly mtime: BigInt64Array;
  /** Row of this batch that must be completed before, or {@link NO_REQUIREMENT}. */
  readonly requires: Uint32Array;
  /**
   * 1 where this operation already completed the row, or where an earlier batch failed its requirement: it is not
   * touched and stays `not_attempted`. Rows that require it go ahead: who skips for a failed requirement skips those
   * too.
   */
  readonly skip: Uint8Array;
  /** Facts for `make_folder` rows that give a folder back as it was. */
  readonly folderFacts: ReadonlyMap<number, FolderFacts>;
  /**
   * What identity means: `inode` compares device, inode, size and mtime; `content` compares size, mtime and `hash`, and
   * a row without a hash is never recognised.
   */
  readonly match: 'inode' | 'content';
  /** BLAKE3 per row (32 bytes each, all zero when unknown), or empty. */
  readonly hash: Uint8Array;
  /** The files that are kept; there only in batches with rows that need one. */
  readonly kept?: KeptFiles;
  /** 1 where a move is to tell when its file changed last, before and after; nobody wants to know when absent. */
  readonly watch?: Uint8Array;
  /** Marks names of unpublished copies (`.kempt-<operationId>-<step>.part`), so that recovery knows its own. */
  readonly operationId: string;
  /** Index in the plan of row 0. */
  readonly firstStep: number;
}

/** By row, the file that is kept for a duplicate that goes; rows without one have an empty name. */
export interface KeptFiles {
  /** Folders of their own, so that nobody takes them for folders in which something changes. */
  readonly folders: readonly FolderRef[];
  readonly folder: Uint32Array;
  /** Names, one behind the other. */
  readonly names: Uint8Array;
  readonly nameEnd: Uint32Array;
  readonly device: BigUint64Array;
  readonly inode: BigUint64Array;
  /** Nanoseconds since 1970; its size is that of the duplicate. */
  readonly mtime: BigInt64Array;
  /** Position in KEEP_RULES of the rule that chose it. */
  readonly rule: Uint8Array;
}

/** What became of a batch. */
export interface BatchOutcome {
  /** Outcome byte per row. */
  readonly code: Uint8Array;
  /** System's words for rows that did not complete, where there are any. */
  readonly messages: ReadonlyMap<number, string>;
  /** New identity of files that were copied (also by a move across devices), and of folders made. */
  readonly created: ReadonlyMap<number, CreatedFile>;
  /** Folders that could not be synced: what was done in them is done but may not survive a power cut. */
  readonly unsynced: readonly UnsyncedFolder[];
  /**
   * Why names that Kempt made for a row and wanted to remove again are still there: a temporary name, or what was made
   * of a row that failed. No file is at stake; to settle the row once more removes them.
   */
  readonly leftovers: ReadonlyMap<number, OutcomeCode>;
  /** Watched files that were moved, and that nobody else touched from before the move until their times would tell. */
  readonly moved?: MovedFiles;
  /** Bytes of disk by row that nothing needs any more; the last name of a file frees what it held, others nothing. */
  readonly gained?: ReadonlyMap<number, number>;
}

/** Files that were moved and are known to hold the bytes they held before, as columns. */
export interface MovedFiles {
  readonly row: Uint32Array;
  /** When the file changed last, before it was moved and after: nanoseconds since 1970. */
  readonly before: BigInt64Array;
  readonly after: BigInt64Array;
}

/** A folder whose entries could not be put on the disk. */
export interface UnsyncedFolder {
  readonly folder: FolderRef;
  readonly code: OutcomeCode;
  /** What the system said. */
  readonly message: string;
}

/** A file that a step created: a copy has an inode of its own. */
export interface CreatedFile {
  readonly device: bigint;
  readonly inode: bigint;
  readonly mtime: bigint;
  /** BLAKE3 of the bytes written and read back; empty for folders. */
  readonly hash: Uint8Array;
}

/** Lets a batch stop between two steps: element 0 becomes non-zero. Shared between threads. */
export type StopSignal = Int32Array<SharedArrayBuffer>;

/** The one-writer lock over one or more trees; the kernel releases it with the process. */
export interface TreeLock {
  /** Gives the lock up. */
  release(): Promise<void>;
}
