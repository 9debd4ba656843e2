import { customCategories } from '../features/categories/category-store.ts';
import { createWorker, type OperationWorker } from '../features/operations/create-worker.ts';
import { newWorkerId } from '../features/operations/worker-identity.ts';
import type { Config } from '../platform/config/load-config.ts';
import type { Database } from '../platform/db/open-database.ts';
import { announceOperation, createProgressAnnouncer } from '../platform/events/announce-progress.ts';
import type { EventBus } from '../platform/events/create-event-bus.ts';
import type { Log } from '../platform/log/create-log.ts';
import type { Metrics } from '../platform/metrics/create-metrics.ts';
import type { Queue } from '../platform/queue/open-queue.ts';
import { NO_TRACING, type Tracing } from '../platform/trace/tracing.ts';

/** What a worker is started with. */
export interface WorkerParts {
  readonly config: Config;
  readonly database: Database;
  readonly queue: Queue;
  readonly events: EventBus;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Takes spans; nothing is traced without. */
  readonly tracing?: Tracing | undefined;
}

/** The queue of operations. */
export const OPERATION_QUEUE = 'operation';

/**
 * Starts what carries operations out.
 *
 * @param parts - settings, database and queue
 * @returns the worker; stop it in the end
 */
export function startWorker(parts: WorkerParts): Promise<OperationWorker> {
  const { config, database, queue, events, log, metrics, tracing = NO_TRACING } = parts;
  const worker = { id: newWorkerId(), leaseSeconds: config.KEMPT_LEASE_SECONDS };
  return createWorker(
    {
      db: database.db,
      databaseUrl: database.url,
      queue,
      log: log.with({ logger: 'kempt.worker' }),
      metrics,
      tracing,
      worker,
      stateFolder: config.stateFolder,
      categories: () => customCategories(database.db),
      announce: createProgressAnnouncer(events, database.db, log),
      announceChange: (tx, row) => announceOperation(events, tx, row),
    },
    config.KEMPT_WORKERS,
  );
}
