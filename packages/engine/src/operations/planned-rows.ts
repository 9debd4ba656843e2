import { leftReasonId } from '@kempt/contracts';
import type { SolvedPlan } from '../plan/solve-plan.ts';
import { NO_ROW } from '../plan/step-table.ts';
import type { ScannedTree } from '../scan/scan-tree.ts';
import type { FileTable } from '../table/file-table.ts';

/**
 * Files whose old or new folder may not be written to; those that may not be read are left for the same reason.
 *
 * @param solved - the plan
 * @param unreadable - what could not be read
 * @returns a number of files
 */
export function unmovable(solved: SolvedPlan, unreadable: ScannedTree['problems']): number {
  const refused = solved.left[leftReasonId('permission_denied')] ?? 0;
  return refused - unreadable.filter(({ code }) => code === 'permission_denied').length;
}

/**
 * Which rows of a table a plan has a step for.
 *
 * @param solved - the plan
 * @param table - its source, or what it found at the destination
 * @returns 1 by row with a step
 */
export function plannedRows({ steps }: Pick<SolvedPlan, 'steps'>, table: FileTable): Uint8Array {
  const planned = new Uint8Array(table.count);
  for (let step = 0; step < steps.count; step++) {
    const row = steps.row[step] ?? NO_ROW;
    if (row !== NO_ROW && steps.tableOf(step) === table) planned[row] = 1;
  }
  return planned;
}
