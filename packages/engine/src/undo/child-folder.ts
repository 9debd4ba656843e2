import type { FolderRef } from '../ports/file-system.ts';

/**
 * The folder below a folder.
 *
 * @param above - the folder
 * @param name - raw name of the one below
 * @returns its reference
 */
export function childFolder(above: FolderRef, name: string): FolderRef {
  return { root: above.root, path: above.path === '' ? name : `${above.path}/${name}` };
}
