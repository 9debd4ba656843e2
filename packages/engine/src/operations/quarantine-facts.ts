import type { FileSystem, FolderFacts, RootFacts } from '../ports/file-system.ts';
import type { OrganizeRequest } from './engine.ts';

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

/**
 * The same for every root of an organize that may get a quarantine.
 *
 * @param fileSystem - the file system
 * @param request - what was asked for
 * @param roots - source and destination
 * @returns facts by id of the root
 */
export async function quarantinesOf(
  fileSystem: Pick<FileSystem, 'folderFacts'>,
  { onConflict, duplicates }: Pick<OrganizeRequest, 'onConflict' | 'duplicates'>,
  { source, destination }: { readonly source: RootFacts; readonly destination: RootFacts },
): Promise<ReadonlyMap<number, FolderFacts | undefined>> {
  const facts = new Map<number, FolderFacts | undefined>();
  if (duplicates === 'quarantine') facts.set(source.id, await quarantineFacts(fileSystem, source.id));
  if (onConflict === 'overwrite') facts.set(destination.id, await quarantineFacts(fileSystem, destination.id));
  return facts;
}
