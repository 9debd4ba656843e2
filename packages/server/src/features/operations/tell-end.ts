import type { DatabaseMetrics } from '../../platform/metrics/database-metrics.ts';
import { NO_TRACING, type Tracing } from '../../platform/trace/tracing.ts';
import type { JobResult } from './operation-job.ts';
import type { RunnerParts } from './operation-runner.ts';
import type { OperationRow } from '../../platform/access/operation-access.ts';
import { workDone } from './work-done.ts';

/** How an operation ended. */
export interface EndedOperation {
  readonly status: OperationRow['status'];
  /** For which the worker worked on it. */
  readonly seconds: number;
  /** What came of it; absent where it failed as a whole. */
  readonly result?: JobResult;
}

/**
 * Counts the end of an operation, and says it in the log.
 *
 * @param parts - metrics, and a log that carries the operation's ids
 * @param row - the operation, as the worker took it
 * @param ended - how it ended
 */
export function tellEnd(
  { metrics, log }: Pick<RunnerParts, 'metrics' | 'log'>,
  row: OperationRow,
  { status, seconds, result }: EndedOperation,
): void {
  const { type } = row;
  metrics.workEnded({ type, status, seconds, done: result === undefined ? undefined : workDone(row, result) });
  const { filesPlanned, filesCompleted, filesSkipped, filesFailed, bytesProcessed } = result?.counters ?? {};
  log.info('end_operation', {
    status,
    duration_seconds: seconds,
    context: {
      type,
      files_planned: filesPlanned,
      files_completed: filesCompleted,
      files_skipped: filesSkipped,
      files_failed: filesFailed,
      bytes_processed: bytesProcessed,
    },
  });
}

/**
 * Measures what a worker's thread copies, since the metrics are not there.
 *
 * @param parts - metrics and traces, which take it down
 * @param copying - the copying
 * @throws whatever the copying does
 */
export async function measureCopy(
  { metrics, tracing = NO_TRACING }: { readonly metrics: DatabaseMetrics; readonly tracing?: Tracing },
  copying: Promise<unknown>,
): Promise<void> {
  const began = performance.now();
  const facts = { 'db.system.name': 'postgresql', 'db.operation.name': 'copy' } as const;
  const span = tracing.beginInside({ name: 'copy', kind: 'client', facts });
  const tell = (status: 'ok' | 'error'): void => {
    metrics.query({ operation: 'copy', status, seconds: secondsSince(began) });
    span.end(status === 'error');
  };
  await copying.catch((error: unknown) => {
    tell('error');
    throw error;
  });
  tell('ok');
}

/**
 * Seconds since a moment.
 *
 * @param moment - as `performance.now()` said it
 * @returns seconds
 */
export function secondsSince(moment: number): number {
  return (performance.now() - moment) / 1000;
}
