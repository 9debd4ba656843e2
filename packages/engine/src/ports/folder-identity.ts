/** Which folder is meant, whatever its path leads to later. */
export interface FolderIdentity {
  readonly device: bigint;
  readonly inode: bigint;
  /** Name of the file system that outlives remounts, see `RootFacts`. */
  readonly fileSystemId: string;
}

/**
 * Whether two folders are the same one: the same inode on the same file system. A remount may give the file system
 * another device number; its own name tells that it is the same.
 *
 * @param one - a folder
 * @param other - a folder
 * @returns true for the same one
 */
export function isSameFolder(one: FolderIdentity, other: FolderIdentity): boolean {
  return one.inode === other.inode && (one.device === other.device || one.fileSystemId === other.fileSystemId);
}
