import { indexPaths } from '../features/operations/index-paths.ts';
import type { Database } from '../platform/db/open-database.ts';
import type { Log } from '../platform/log/create-log.ts';
import { regularly } from './regularly.ts';

const EVERY_MS = 30_000;

/**
 * Makes indexes for searching paths of large operations soon after they ended.
 *
 * @param parts - the database, and where to say what cannot be done
 * @returns stops it, and waits until it has
 */
export function indexRegularly({
  database,
  log,
}: {
  readonly database: Database;
  readonly log: Log;
}): () => Promise<void> {
  return regularly({
    everyMs: EVERY_MS,
    once: async (signal) => {
      const made = await indexPaths(database.url, signal);
      if (made > 0) log.info('index_paths', { context: { operations: made } });
    },
    onError: (error) => {
      log.warn('fail_to_index_paths', { error });
    },
  });
}
