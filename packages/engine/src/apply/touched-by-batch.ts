import type { PlanBatch } from '../journal/plan-batch.ts';
import { decodeRaw } from '../names/raw-string.ts';
import { STEP_FLAGS } from '../plan/plan.ts';
import { STEP_ACTIONS, type FolderRef } from '../ports/file-system.ts';

const REMOVE_FOLDER = STEP_ACTIONS.indexOf('remove_folder');

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

/**
 * Every folder that a batch touches: those in which it does something, and those that it makes or removes, which may be
 * empty and then are nothing else.
 *
 * @param batch - the batch
 * @returns folders addressed by root of the plan
 */
export function touchedByBatch(batch: PlanBatch): readonly FolderRef[] {
  const folders = [...batch.folders];
  for (let row = 0; row < batch.count; row++) {
    if (((batch.flags[row] ?? 0) & STEP_FLAGS.folder) === 0) continue;
    const isGone = batch.action[row] === REMOVE_FOLDER;
    const above = batch.folders[(isGone ? batch.sourceFolder[row] : batch.targetFolder[row]) ?? 0];
    const start = row === 0 ? 0 : batch.nameEnd[2 * row - 1];
    const middle = batch.nameEnd[2 * row];
    const name = isGone
      ? batch.names.subarray(start, middle)
      : batch.names.subarray(middle, batch.nameEnd[2 * row + 1]);
    if (above !== undefined) folders.push(childFolder(above, decodeRaw(name)));
  }
  return folders;
}
