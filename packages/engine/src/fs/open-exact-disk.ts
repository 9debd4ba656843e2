import { homedir } from 'node:os';
import { FileSystemError } from '../errors/file-system-error.ts';
import type { FileSystem } from '../ports/file-system.ts';
import { openDisk } from './open-disk.ts';

/**
 * The disk as an engine works on it for people who may see some folders and not others. Threat model: whoever may write
 * in a folder can put a symbolic link there, and name a path that leads over it. Links of a path are resolved, and what
 * that comes to is opened without following any (`open-above.ts`), so that a link that is swapped in at any moment is
 * found out. A path that leads over a link answers as one that does not exist.
 *
 * @param stateFolder - absolute raw path of Kempt's state folder, which may itself be reached over a link
 * @returns the port; the engine that gets it closes it
 */
export function openExactDisk(stateFolder: string): FileSystem {
  const own = new Set([stateFolder, homedir()]);
  return openExactly(openDisk(stateFolder), (path) => own.has(path));
}

/**
 * A file system whose roots are opened by their real paths only, see {@link openExactDisk}.
 *
 * @param fileSystem - a file system
 * @param isExempt - whether a path may lead over a link
 * @returns the same one, which opens no root over a link
 */
export function openExactly(fileSystem: FileSystem, isExempt: (path: string) => boolean): FileSystem {
  return {
    ...fileSystem,
    openRoot: async (path) => {
      const root = await fileSystem.openRoot(path);
      if (root.path === path || isExempt(path)) return root;
      await fileSystem.closeRoot(root.id);
      throw new FileSystemError('not_found', `it leads over a link: ${path}`);
    },
  };
}
