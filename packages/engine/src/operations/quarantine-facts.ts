import type { FileSystem, FolderFacts } from '../ports/file-system.ts';

/** Files in it may have been where only their owner could come. */
const QUARANTINE_MODE = 0o40700;

/**
 * What the folders of a quarantine are made with: the owner of the root, and nobody else may enter.
 *
 * @param fileSystem - the file system
 * @param root - id of the root the quarantine is in
 * @returns facts; undefined where those of the root cannot be read
 */
export async function quarantineFacts(
  fileSystem: Pick<FileSystem, 'folderFacts'>,
  root: number,
): Promise<FolderFacts | undefined> {
  const [facts] = await fileSystem.folderFacts([{ root, path: '' }]);
  return facts === undefined ? undefined : { ...facts, mode: QUARANTINE_MODE, xattrs: [] };
}
