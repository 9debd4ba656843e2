import type { BatchRun } from './batch-run.ts';
import { moveRow } from './move-row.ts';

/**
 * Moves one file as {@link moveRow} does, but never by copying it: a target on another device leaves it where it is.
 *
 * @param run - the batch
 * @param row - the row
 */
export function displaceRow(run: BatchRun, row: number): void {
  moveRow(run, row);
  if (run.waiting.at(-1) !== row) return;
  run.waiting.pop();
  run.end(row, 'cross_device');
}
