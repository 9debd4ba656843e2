import { dirname } from 'node:path';
import { KemptError } from '../errors/kempt-error.ts';
import { displayName } from '../names/display-name.ts';
import { foldName } from '../names/fold-name.ts';
import { decodeRaw } from '../names/raw-string.ts';
import { ENTRY_KINDS, type FileSystem, type RootFacts } from '../ports/file-system.ts';
import { guardRoot, isInside, type RootGuard } from './guard-roots.ts';

/** Where files go: an existing folder, held open, and what is still to be made below it. */
export interface DestinationRoot {
  readonly root: RootFacts;
  /** Raw path of the destination below `root`; empty when the destination exists. */
  readonly below: string;
  /** Absolute raw path of the destination itself. */
  readonly path: string;
}

const FOLDER = ENTRY_KINDS.indexOf('folder');

/**
 * Opens the destination, or the nearest folder above it that exists; what is missing is made by the plan and removed
 * by its undo. As everywhere in a plan, a folder under another spelling of a missing name is that folder: files would
 * go there, so it is what must be guarded, and not scanned.
 *
 * @param guard - what roots are checked against
 * @param source - the open source
 * @param into - absolute raw path; undefined for the source itself
 * @returns the destination
 * @throws KemptError `destination_not_folder`, `system_folder`, `path_in_state_folder`
 */
export async function openDestination(
  guard: RootGuard,
  source: RootFacts,
  into: string | undefined,
): Promise<DestinationRoot> {
  if (into === undefined) return { root: source, below: '', path: source.path };
  let at = into;
  let below = '';
  for (;;) {
    const root = await tryOpen(guard, at);
    if (root !== undefined) {
      if (root.inode === source.inode && root.device === source.device && below === '') {
        return { root: source, below, path: source.path };
      }
      const slash = below.indexOf('/');
      const missing = slash < 0 ? below : below.slice(0, slash);
      const twin = below === '' ? undefined : await otherSpelling(guard.fileSystem, root, missing);
      if (twin !== undefined) {
        at = childPath(root.path, twin);
        below = slash < 0 ? '' : below.slice(slash + 1);
        continue;
      }
      const path = below === '' ? root.path : childPath(root.path, below);
      if (below !== '' && isInside(path, guard.stateFolder)) return refuseState(path);
      return { root, below, path };
    }
    const above = dirname(at);
    if (above === at) return refuseState(into);
    below = below === '' ? lastPart(at) : `${lastPart(at)}/${below}`;
    at = above;
  }
}

async function otherSpelling(fileSystem: FileSystem, root: RootFacts, name: string): Promise<string | undefined> {
  const wanted = foldName(name);
  const { count, kind, names, nameEnd } = await fileSystem.listFolders([{ root: root.id, path: '' }]);
  for (let row = 0; row < count; row++) {
    if (kind[row] !== FOLDER) continue;
    const found = decodeRaw(names.subarray(row === 0 ? 0 : nameEnd[row - 1], nameEnd[row]));
    if (foldName(found) === wanted) return found;
  }
  return undefined;
}

async function tryOpen(guard: RootGuard, path: string): Promise<RootFacts | undefined> {
  try {
    return await guardRoot(guard, path, true);
  } catch (error) {
    if (!(error instanceof KemptError)) throw error;
    if (error.code === 'source_not_found') return undefined;
    if (error.code === 'source_not_folder') {
      throw new KemptError('destination_not_folder', `${displayName(path)} exists and is not a folder.`, {
        hint: 'Choose another destination with --into.',
        cause: error,
      });
    }
    throw error;
  }
}

function refuseState(path: string): never {
  throw new KemptError('path_in_state_folder', `${displayName(path)} cannot be a destination.`, {
    hint: 'Choose another destination with --into.',
  });
}

function childPath(folder: string, below: string): string {
  return `${folder === '/' ? '' : folder}/${below}`;
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
