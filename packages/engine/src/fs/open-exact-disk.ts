import { homedir } from 'node:os';
import { FileSystemError } from '../errors/file-system-error.ts';
import type { FileSystem } from '../ports/file-system.ts';
import { openDisk } from './open-disk.ts';

/**
 * The disk as an engine works on it for people who may see some folders and not others. Threat model: whoever may write
 * in a folder can put a symbolic link there, and name a path that leads over it; a root is opened first and its path
 * asked of the system after, so that a link that is swapped in at any moment is found out. Such a path answers as one
 * that does not exist.
 *
 * @param stateFolder - absolute raw path of Kempt's state folder, which may itself be reached over a link
 * @returns the port; the engine that gets it closes it
 */
export function openExactDisk(stateFolder: string): FileSystem {
  const disk = openDisk(stateFolder);
  const own = new Set([stateFolder, homedir()]);
  return {
    ...disk,
    openRoot: async (path) => {
      const root = await disk.openRoot(path);
      if (root.path === path || own.has(path)) return root;
      await disk.closeRoot(root.id);
      throw new FileSystemError('not_found', `it leads over a link: ${path}`);
    },
  };
}
