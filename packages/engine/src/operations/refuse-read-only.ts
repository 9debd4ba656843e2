import { KemptError } from '../errors/kempt-error.ts';
import { displayName } from '../names/display-name.ts';
import type { RootFacts } from '../ports/file-system.ts';

/**
 * Refuses a folder of which duplicates cannot go.
 *
 * @param root - the open folder
 * @throws KemptError `read_only_file_system`
 */
export function refuseReadOnlyRoot({ path, readOnly }: Pick<RootFacts, 'path' | 'readOnly'>): void {
  if (!readOnly) return;
  throw new KemptError('read_only_file_system', `${displayName(path)} is mounted read-only.`, {
    hint: 'Remount it for writing, or name it with --reference to keep its copies.',
  });
}
