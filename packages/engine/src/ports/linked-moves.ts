import { isInQuarantine } from '../names/quarantine-folder.ts';
import { STEP_ACTIONS, type StepBatch } from './file-system.ts';

const MOVE = STEP_ACTIONS.indexOf('move');

/**
 * Whether a row moves a name that a step before may have made a link of the kept file, or one behind is to make a file
 * of its own again. Such a name leads to the file of the row or to the kept one, which hold the same bytes.
 *
 * @param batch - the batch
 * @param row - the row
 * @returns true for a move with a kept file, unless it brings a duplicate back from the quarantine
 */
export function movesLink({ action, folders, kept, sourceFolder }: StepBatch, row: number): boolean {
  if (kept === undefined || action[row] !== MOVE) return false;
  const hasKept = (kept.nameEnd[row] ?? 0) > (row === 0 ? 0 : (kept.nameEnd[row - 1] ?? 0));
  return hasKept && !isInQuarantine(folders[sourceFolder[row] ?? 0]?.path ?? '');
}
