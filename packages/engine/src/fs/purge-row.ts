import { outcomeId } from '@kempt/contracts';
import type { BatchRun } from './batch-run.ts';
import { emptyFacts } from './disk-calls.ts';
import { isPlannedFile } from './move-row.ts';
import { sourceName } from './step-rows.ts';

/**
 * Removes a file for good, once it is seen to be the planned one: the one step that may end the last copy of a file,
 * and only a person's own request makes it.
 *
 * @param run - the batch
 * @param row - the row
 */
export function purgeRow(run: BatchRun, row: number): void {
  const from = run.folder(row, run.batch.sourceFolder[row]);
  if (from === undefined || !isPlannedFile(run, row, from)) return;
  const facts = emptyFacts();
  run.execution.calls.stat(from, sourceName(run.batch, row), facts);
  run.execution.fault('purge');
  const failed = run.execution.calls.unlink(from, sourceName(run.batch, row));
  if (failed !== 0) {
    run.refuse(row, failed, 'unlink');
    return;
  }
  run.gained.set(row, facts.links === 1 ? facts.blocks * 512 : 0);
  run.code[row] = outcomeId('completed');
  run.touched.add(run.batch.sourceFolder[row] ?? 0);
}
