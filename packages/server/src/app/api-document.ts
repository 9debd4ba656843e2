import { openDatabase } from '../platform/db/open-database.ts';
import { openEngineHost } from '../platform/engine/open-engine-host.ts';
import { loadConfig } from '../platform/config/load-config.ts';
import { createHealth } from '../platform/health/create-health.ts';
import { createLog } from '../platform/log/create-log.ts';
import { createCache } from '../platform/cache/create-cache.ts';
import { createCacheStatistics } from '../platform/cache/cache-statistics.ts';
import { createMemoryStore } from '../platform/cache/memory-store.ts';
import { createMetrics } from '../platform/metrics/create-metrics.ts';
import { buildApi } from './build-api.ts';
import { openRateLimits } from './open-rate-limits.ts';
import { lifetimesOf } from './open-cache.ts';

/** Nobody ever connects there. */
const NO_DATABASE = 'postgresql://nobody@127.0.0.1:1/nothing';

/**
 * The OpenAPI document of the API, made without a database.
 *
 * @param version - of Kempt
 * @returns the document
 */
export async function apiDocument(version: string): Promise<unknown> {
  const config = loadConfig({}, '/nonexistent');
  const log = createLog({ level: 'silent', logger: 'kempt.document', stream: { write: () => undefined } });
  const database = openDatabase(NO_DATABASE, { connections: 1, onError: () => undefined });
  const engine = openEngineHost(config.stateFolder);
  const http = await buildApi({
    config,
    db: database.db,
    log,
    metrics: createMetrics({ version }),
    health: createHealth([]),
    engine,
    queue: { send: unused, work: unused, waiting: () => Promise.resolve(0), stop: unused },
    events: {
      publish: unused,
      subscribe: () => () => undefined,
      subscribeToChanges: () => () => undefined,
      isAlive: () => false,
      catchUp: () => Promise.resolve(false),
      close: unused,
    },
    cache: createCache({
      store: createMemoryStore(),
      feed: { isAlive: () => false },
      lifetimes: lifetimesOf(config),
      statistics: createCacheStatistics(),
    }),
    settle: unused,
    limits: openRateLimits(config, undefined),
    version,
    publicUrl: () => '',
  });
  try {
    await http.ready();
    return http.swagger();
  } finally {
    await http.close();
    await engine.close();
    await database.close();
  }
}

const unused = (): Promise<void> => Promise.resolve();
