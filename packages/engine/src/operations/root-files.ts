import type { ErrorCode, OutcomeCode } from '@kempt/contracts';
import { openDisk } from '../fs/open-disk.ts';
import { openExactly } from '../fs/open-exact-disk.ts';
import { KemptError } from '../errors/kempt-error.ts';
import type { FileFacts, FileRef, FileSystem } from '../ports/file-system.ts';
import type { FolderIdentity } from '../ports/folder-identity.ts';
import { openRoot } from '../apply/open-roots.ts';
import { browseFolder, type BrowsedPage, type BrowseRequest } from './browse-folder.ts';
import { noSuchPlace } from './path-below.ts';
import { publishPart, receivePiece, removePart, type ReceivedPart, type ReceivedPiece } from './receive-file.ts';
import { treeUsage } from './tree-usage.ts';

/**
 * Files below roots, one at a time, as a service shows, takes in and hands out. No path leads out of its root, no link
 * below it is followed, and no file is replaced. Paths are raw and below the root, as `pathBelow` gives them.
 */
export interface RootFiles {
  /**
   * Opens a root by its real path: one that leads over a link by now is not the folder that was registered.
   *
   * @throws KemptError `source_not_found`, `source_not_folder` or `source_unreadable`
   */
  open(path: string): Promise<OpenRootFiles>;
  /** Ends threads and closes files. */
  close(): Promise<void>;
}

/** One root, held open. Close it in the end, when no call is under way. */
export interface OpenRootFiles {
  readonly identity: FolderIdentity;
  browse(request: BrowseRequest): Promise<BrowsedPage>;
  /** Bytes of all files on the mount of the root. */
  usage(): Promise<number>;
  /**
   * A regular file, to be read.
   *
   * @throws KemptError `not_found`
   */
  find(path: string): Promise<FoundFile>;
  receive(id: string, piece: ReceivedPiece): Promise<ReceivedPart>;
  /** Gives a whole file its name, or one with a counter; answers the path it got. */
  publish(id: string, part: ReceivedPart, path: string): Promise<string>;
  /** Removes what was received so far. */
  discard(id: string, part: ReceivedPart): Promise<void>;
  close(): Promise<void>;
}

/** A file that can be read. */
export interface FoundFile {
  readonly facts: FileFacts;
  /**
   * Reads a range, while the file is the one that was found, unchanged.
   *
   * @throws KemptError `not_found` once it is another one
   */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** What files are worked on with. */
export interface RootFilesOptions {
  /** Absolute raw path of Kempt's state folder, which is never shown. */
  readonly stateFolder: string;
  /** The disk when absent. */
  readonly fileSystem?: FileSystem;
}

/**
 * Makes access to files below roots.
 *
 * @param options - the state folder, and a file system that takes the place of the disk
 * @returns the access; close it in the end
 */
export function createRootFiles(options: RootFilesOptions): RootFiles {
  const disk = options.fileSystem ?? openDisk(options.stateFolder);
  const fileSystem = openExactly(disk, (path) => path === options.stateFolder);
  return {
    open: async (path) => {
      const root = await openRoot(fileSystem, path);
      const at = { root: root.id };
      return {
        identity: { device: root.device, inode: root.inode, fileSystemId: root.fileSystemId },
        browse: async (request) => {
          const state = await identityOf(fileSystem, options.stateFolder);
          return browseFolder({ fileSystem, root: root.id, state }, request);
        },
        usage: () => treeUsage(fileSystem, root),
        find: (below) => findFile(fileSystem, fileBelow(root.id, below)),
        receive: (id, piece) => receivePiece(fileSystem, { ...at, id }, piece),
        publish: (id, part, below) => publishPart(fileSystem, { ...at, id, part }, below),
        discard: (id, part) => removePart(fileSystem, { ...at, id, part }),
        close: () => fileSystem.closeRoot(root.id),
      };
    },
    close: () => fileSystem.close(),
  };
}

async function identityOf(
  fileSystem: FileSystem,
  folder: string,
): Promise<{ readonly device: bigint; readonly inode: bigint } | undefined> {
  const opened = await fileSystem.openRoot(folder).catch(() => undefined);
  if (opened !== undefined) await fileSystem.closeRoot(opened.id);
  return opened;
}

function fileBelow(root: number, path: string): FileRef {
  const slash = path.lastIndexOf('/');
  return { folder: { root, path: path.slice(0, Math.max(slash, 0)) }, name: path.slice(slash + 1) };
}

async function findFile(fileSystem: FileSystem, file: FileRef): Promise<FoundFile> {
  const [facts] = await fileSystem.fileFacts([file]);
  if (facts?.kind !== 'file') throw noSuchPlace();
  return {
    facts,
    read: async (offset, length) => {
      const { code, bytes } = await fileSystem.readPiece({ ...file, ...facts }, { offset, length });
      if (code !== 'completed') throw new KemptError(READ_REFUSALS[code] ?? 'not_found', 'The file cannot be read.');
      return bytes;
    },
  };
}

const READ_REFUSALS: Partial<Record<OutcomeCode, ErrorCode>> = { permission_denied: 'source_unreadable' };
