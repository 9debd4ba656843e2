import { describeOutcome } from '../errors/describe-outcome.ts';
import { displayName } from '../names/display-name.ts';
import type { UnsyncedFolder } from '../ports/file-system.ts';
import type { OperationContext } from './operation-context.ts';
import type { Tally } from './tally.ts';

/**
 * Notes folders that could not be synced as problems of the operation.
 *
 * @param context - the operation
 * @param tally - what became of its files
 * @param unsynced - the folders, addressed by root of this machine
 * @returns what to end the operation with; undefined when every folder was synced
 */
export function noteUnsynced(
  context: Pick<OperationContext, 'open'>,
  tally: Tally,
  unsynced: readonly UnsyncedFolder[],
): string | undefined {
  if (unsynced.length === 0) return undefined;
  const words = unsynced.map(({ folder, code, message }) => {
    const root = context.open.roots.find(({ id }) => id === folder.root)?.path ?? '';
    const path = folder.path === '' ? root : `${root === '/' ? '' : root}/${folder.path}`;
    const sentence = describeOutcome(code, message);
    tally.addProblem(path, { code, message: `${sentence} What was done in it may not survive a power cut.` });
    return `${displayName(path)}: ${message}`;
  });
  return words.join('; ');
}
