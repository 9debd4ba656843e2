import { ENTRY_KINDS, type FileSystem } from '../ports/file-system.ts';
import { decodeRaw } from '../names/raw-string.ts';
import { isPartName } from './path-below.ts';

const FILE = ENTRY_KINDS.indexOf('file');
const FOLDER = ENTRY_KINDS.indexOf('folder');
/** Folders listed with one call. */
const BATCH = 64;

/**
 * Bytes of all files below a root on its own mount, quarantines included, but for files that are still being received.
 * A file with two names counts twice.
 *
 * @param fileSystem - the file system
 * @param root - the open root
 * @returns bytes
 */
export async function treeUsage(
  fileSystem: FileSystem,
  root: { readonly id: number; readonly mountId: bigint },
): Promise<number> {
  let bytes = 0;
  const open = [''];
  while (open.length > 0) {
    const paths = open.splice(-BATCH);
    const listing = await fileSystem.listFolders(paths.map((path) => ({ root: root.id, path })));
    for (let row = 0; row < listing.count; row++) {
      const name = decodeRaw(listing.names.subarray(row === 0 ? 0 : listing.nameEnd[row - 1], listing.nameEnd[row]));
      const above = paths[listing.folder[row] ?? 0] ?? '';
      if (listing.kind[row] === FILE && !isPartName(name)) bytes += listing.size[row] ?? 0;
      const enters = listing.kind[row] === FOLDER && listing.mountId[row] === root.mountId;
      if (enters) open.push(above === '' ? name : `${above}/${name}`);
    }
  }
  return bytes;
}
