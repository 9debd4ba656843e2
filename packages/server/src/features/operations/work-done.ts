import type { WorkDone } from '../../platform/metrics/work-metrics.ts';
import type { JobResult } from './operation-job.ts';
import type { OperationRow } from '../../platform/access/operation-access.ts';

/** What of an operation's row was counted when it ended before, or was previewed. */
export type CountedBefore = Pick<
  OperationRow,
  'type' | 'filesCompleted' | 'filesFailed' | 'duplicatesFound' | 'spaceSavedBytes' | 'bytesProcessed'
>;

/**
 * What an operation did since it was last counted: one that was cancelled and goes on, or is carried out after its preview,
 * reports what it did in all.
 *
 * @param row - the operation, as the worker took it
 * @param result - what came of it
 * @returns what is new; never less than nothing
 */
export function workDone(row: CountedBefore, { counters, kind }: JobResult): WorkDone {
  const organizes = row.type === 'organize' && kind === 'done';
  const more = (now: number, before: number): number => Math.max(0, now - before);
  return {
    filesOrganized: organizes ? more(counters.filesCompleted, row.filesCompleted) : 0,
    // While an operation runs the row says how far it is; nothing was counted of that unless files are counted.
    bytesOrganized: organizes ? more(counters.bytesProcessed, row.filesCompleted === 0 ? 0 : row.bytesProcessed) : 0,
    filesFailed: more(counters.filesFailed, row.filesFailed),
    duplicatesFound: more(counters.duplicatesFound, row.duplicatesFound),
    spaceReclaimedBytes: more(counters.spaceSavedBytes, row.spaceSavedBytes),
  };
}
