import { dirname } from 'node:path';
import { KemptError } from '../errors/kempt-error.ts';
import { displayName } from '../names/display-name.ts';
import type { RootFacts } from '../ports/file-system.ts';
import { guardRoot, isInside, type RootGuard } from './guard-roots.ts';

/** Where files go: an existing folder, held open, and what is still to be made below it. */
export interface DestinationRoot {
  readonly root: RootFacts;
  /** Raw path of the destination below `root`; empty when the destination exists. */
  readonly below: string;
  /** Absolute raw path of the destination itself. */
  readonly path: string;
}

/**
 * Opens the destination, or the nearest folder above it that exists; what is missing is made by the plan and removed
 * by its undo.
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
      const path = below === '' ? root.path : `${root.path === '/' ? '' : root.path}/${below}`;
      if (below !== '' && isInside(path, guard.stateFolder)) return refuseState(path);
      return { root, below, path };
    }
    const above = dirname(at);
    if (above === at) return refuseState(into);
    below = below === '' ? lastPart(at) : `${lastPart(at)}/${below}`;
    at = above;
  }
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

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
