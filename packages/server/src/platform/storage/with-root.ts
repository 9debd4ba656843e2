import { isSameFolder, KemptError, type FolderIdentity, type OpenRootFiles, type RootFiles } from '@kempt/engine';

/** A root as it was registered: where it lies, and which folder it is. */
export interface RegisteredFolder {
  /** Absolute real path. */
  readonly path: string;
  /** Null where any folder at that path will do. */
  readonly device: string | null;
  readonly inode: string | null;
  readonly fileSystemId: string | null;
}

/** For folders that were never registered: whatever lies at the path. */
export const ANY_FOLDER = { device: null, inode: null, fileSystemId: null } as const;

/**
 * Opens a root for as long as something is done there.
 *
 * @param files - access to files
 * @param folder - the root
 * @param use - what is done
 * @returns what that answers
 * @throws KemptError `source_not_found` where the root is not there, `root_changed` where another folder is
 */
export async function withRoot<T>(
  files: RootFiles,
  folder: RegisteredFolder,
  use: (root: OpenRootFiles) => Promise<T>,
): Promise<T> {
  const root = await openRegistered(files, folder);
  try {
    return await use(root);
  } finally {
    await root.close();
  }
}

/**
 * Opens a root that is the folder which was registered. Threat model: a disk that is not mounted leaves an empty folder
 * behind; files that are put there vanish from sight when it is mounted again, and an operation would find that all
 * files are gone.
 *
 * @param files - access to files
 * @param folder - the root
 * @returns the root; close it in the end
 * @throws KemptError `source_not_found` where the root is not there, `root_changed` where another folder is
 */
export async function openRegistered(files: Pick<RootFiles, 'open'>, folder: RegisteredFolder): Promise<OpenRootFiles> {
  const root = await files.open(folder.path);
  const registered = identityOf(folder);
  if (registered === undefined || isSameFolder(registered, root.identity)) return root;
  await root.close();
  throw new KemptError('root_changed', 'Another folder lies where the root was.', {
    hint: 'Mount its disk. Where the folder was replaced on purpose, an administrator accepts the new one.',
  });
}

/**
 * Which folder lies at a path, as it is written down with a root.
 *
 * @param files - access to files
 * @param path - absolute real path
 * @returns what tells it from others
 * @throws KemptError `source_not_found`, `source_not_folder` or `source_unreadable`
 */
export async function identify(files: RootFiles, path: string): Promise<Omit<RegisteredFolder, 'path'>> {
  const root = await files.open(path);
  await root.close();
  const { device, inode, fileSystemId } = root.identity;
  return { device: String(device), inode: String(inode), fileSystemId };
}

function identityOf({ device, inode, fileSystemId }: RegisteredFolder): FolderIdentity | undefined {
  if (device === null || inode === null || fileSystemId === null) return undefined;
  return { device: BigInt(device), inode: BigInt(inode), fileSystemId };
}
