import { eq, sql } from 'drizzle-orm';
import { createHistoryImport } from '../features/operations/import-history.ts';
import { loadRecords } from '../features/operations/load-records.ts';
import { measureCopy } from '../features/operations/tell-end.ts';
import type { Database } from '../platform/db/open-database.ts';
import { operation } from '../platform/db/schema/index.ts';
import type { EngineHost } from '../platform/engine/open-engine-host.ts';
import type { Log } from '../platform/log/create-log.ts';
import type { DatabaseMetrics } from '../platform/metrics/database-metrics.ts';
import { regularly } from './regularly.ts';

/** What follows the history of the state folder. */
export interface HistoryFollower {
  readonly database: Database;
  readonly engine: EngineHost;
  readonly log: Log;
  readonly metrics: DatabaseMetrics;
}

const EVERY_MS = 10_000;

/**
 * Takes what the command line does under the same state folder into the service's history, every now and then.
 *
 * @param parts - the engine and the database
 * @returns stops it, and waits until it has
 */
export function followHistory(parts: HistoryFollower): () => Promise<void> {
  const importHistory = historyImport(parts);
  return regularly({
    everyMs: EVERY_MS,
    once: async () => {
      const count = await importHistory();
      if (count > 0) parts.log.info('import_history', { context: { operations: count } });
    },
    onError: (error) => {
      parts.log.warn('fail_to_import_history', { error });
    },
  });
}

/**
 * Makes what takes the history of the state folder into the service's, with the records of files.
 *
 * @param parts - the engine and the database
 * @returns what imports, and answers how many operations were new
 */
export function historyImport({ database, engine, log, metrics }: HistoryFollower): () => Promise<number> {
  const { db, url } = database;
  return createHistoryImport({
    db,
    engine,
    log,
    load: async ({ id: operationId, number, filesPlanned: expected, engineId }) => {
      const records = engine.rows('fileRecords', engineId ?? operationId);
      await measureCopy({ metrics }, loadRecords(url, { operationId, number, expected }, records));
      await db
        .update(operation)
        .set({ recordsLoadedAt: sql`now()` })
        .where(eq(operation.id, operationId));
    },
  });
}
