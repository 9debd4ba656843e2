import { leftReasonId } from '@kempt/contracts';
import { NO_MAIN } from '../table/destinations.ts';
import type { FileTable } from '../table/file-table.ts';

const MAIN_LEFT = leftReasonId('main_left');
const COMPANION_LEFT = leftReasonId('companion_left');

/**
 * Leaves whole groups where one of their files is left, so that no file is torn from those it belongs to: a photo
 * waits for the sidecar that is still being written.
 *
 * @param table - the files; its `left` column is updated
 * @param main - the row of the main file by row, as groupCompanions fills it
 */
export function leaveSplitGroups(table: FileTable, main: Uint32Array): void {
  for (let row = 0; row < table.count; row++) {
    const top = main[row] ?? NO_MAIN;
    if (top !== NO_MAIN && table.left[row] !== 0 && table.left[top] === 0) table.left[top] = COMPANION_LEFT;
  }
  for (let row = 0; row < table.count; row++) {
    const top = main[row] ?? NO_MAIN;
    if (top !== NO_MAIN && table.left[row] === 0 && table.left[top] !== 0) table.left[row] = MAIN_LEFT;
  }
}
