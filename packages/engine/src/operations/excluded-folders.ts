import type { ExcludedFolder } from '../scan/scan-tree.ts';
import type { DestinationRoot } from './destination-root.ts';
import type { EngineParts } from './engine-parts.ts';

/**
 * The folders a scan does not enter: Kempt's own state, and a destination of its own.
 *
 * @param parts - the engine's parts
 * @param destination - where files go, when it is not the scanned folder
 * @returns their identities with the reason
 */
export async function excludedFolders(
  parts: Pick<EngineParts, 'fileSystem' | 'stateFolder'>,
  destination: DestinationRoot | undefined,
): Promise<readonly ExcludedFolder[]> {
  const excluded: ExcludedFolder[] = [];
  const state = await parts.fileSystem.openRoot(parts.stateFolder).catch(() => undefined);
  if (state !== undefined) excluded.push({ device: state.device, inode: state.inode, reason: 'state_folder' });
  if (destination?.below === '') {
    const { device, inode } = destination.root;
    excluded.push({ device, inode, reason: 'destination_folder' });
  }
  return excluded;
}
