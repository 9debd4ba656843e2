import { FileSystemError } from '../errors/file-system-error.ts';
import { KemptError } from '../errors/kempt-error.ts';
import type { PlanHeader, PlanRoot } from '../journal/plan-header.ts';
import { displayName } from '../names/display-name.ts';
import { isSameFolder } from '../ports/folder-identity.ts';
import type { FileSystem, RootFacts, TreeLock } from '../ports/file-system.ts';

/** The roots of a plan, open on this machine. */
export interface OpenRoots {
  /** Facts by index of the root in the plan. */
  readonly roots: readonly RootFacts[];
  /** Device numbers of the plan that this mount has another number for. */
  readonly devices: ReadonlyMap<bigint, bigint>;
}

/**
 * Opens the roots of a plan and makes sure they still are the same folders, see `isSameFolder`. With `content` the
 * files' bytes decide, so a restored volume is taken by its path.
 *
 * @param fileSystem - the file system
 * @param header - the plan's header
 * @returns the open roots
 * @throws KemptError `source_not_found`, `source_not_folder`, `source_unreadable` or `root_changed`
 */
export async function openRoots(fileSystem: FileSystem, header: PlanHeader): Promise<OpenRoots> {
  const roots: RootFacts[] = [];
  const devices = new Map<bigint, bigint>();
  for (const planned of header.roots) {
    const root =
      planned.reference === true ? await openReference(fileSystem, planned) : await openRoot(fileSystem, planned.path);
    if (header.match === 'inode' && !isSameRoot(planned, root)) {
      throw new KemptError(
        'root_changed',
        `${displayName(planned.path)} is no longer the folder the plan was made for.`,
        {
          hint: 'Make a new plan; after a restore from backup, use --match content.',
        },
      );
    }
    if (planned.device !== root.device) devices.set(planned.device, root.device);
    roots.push(root);
  }
  return { roots, devices };
}

/** The id of a root that is not there, which no call of a file system knows. */
const NO_ROOT = -1;

/**
 * A reference may be on a disk that is not there now. Nothing was done in it, so what was done elsewhere can go back;
 * what needs a copy in it finds none and stays.
 */
async function openReference(fileSystem: FileSystem, planned: PlanRoot): Promise<RootFacts> {
  const root = await fileSystem.openRoot(planned.path).catch(() => undefined);
  if (root !== undefined && isSameRoot(planned, root)) return root;
  const { path, device, inode, file_system_id: fileSystemId } = planned;
  return {
    id: NO_ROOT,
    path,
    device,
    inode,
    fileSystemId,
    mountId: 0n,
    readOnly: true,
    freeBytes: 0,
    rotational: false,
  };
}

/**
 * The roots that are there.
 *
 * @param roots - the roots of a plan as they were opened
 * @returns all but references that are not there
 */
export function presentRoots(roots: readonly RootFacts[]): readonly RootFacts[] {
  return roots.filter(({ id }) => id !== NO_ROOT);
}

function isSameRoot({ device, inode, file_system_id: fileSystemId }: PlanRoot, root: RootFacts): boolean {
  return isSameFolder({ device, inode, fileSystemId }, root);
}

/**
 * Opens a root a person or a plan named.
 *
 * @param fileSystem - the file system
 * @param path - absolute raw path
 * @returns facts of the folder
 * @throws KemptError `source_not_found`, `source_not_folder` or `source_unreadable`
 */
export async function openRoot(fileSystem: FileSystem, path: string): Promise<RootFacts> {
  try {
    return await fileSystem.openRoot(path);
  } catch (error) {
    throw error instanceof FileSystemError ? rootRefusal(error, displayName(path)) : error;
  }
}

/**
 * Takes the one-writer lock of all roots.
 *
 * @param fileSystem - the file system
 * @param roots - open roots
 * @returns the lock
 * @throws KemptError `tree_busy`, or as for opening when a root is gone
 */
export async function lockRoots(fileSystem: FileSystem, roots: readonly RootFacts[]): Promise<TreeLock> {
  try {
    return await fileSystem.lockTrees(presentRoots(roots).map(({ id }) => id));
  } catch (error) {
    if (!(error instanceof FileSystemError)) throw error;
    const named = roots.map(({ path }) => displayName(path)).join(' or ');
    if (error.code !== 'busy') throw rootRefusal(error, named);
    throw new KemptError('tree_busy', `Another Kempt is at work in ${named}, or in a folder above or below.`, {
      hint: 'Try again when it has finished, or wait for it with --wait.',
      cause: error,
    });
  }
}

function rootRefusal(cause: FileSystemError, shown: string): KemptError {
  if (cause.code === 'not_found') {
    return new KemptError('source_not_found', `${shown} does not exist.`, { hint: 'Check the path.', cause });
  }
  if (cause.code === 'not_a_folder') {
    return new KemptError('source_not_folder', `${shown} is not a folder.`, {
      hint: 'Name the folder that holds the file.',
      cause,
    });
  }
  return new KemptError('source_unreadable', `${shown} cannot be opened (${cause.code}).`, {
    hint: 'Check the permissions of the folder and of those above it.',
    cause,
  });
}
