import { createHealth, type Health } from '../platform/health/create-health.ts';
import { openMonitoring } from '../platform/health/monitoring-server.ts';
import type { Queue } from '../platform/queue/open-queue.ts';
import type { RedisLink } from '../platform/redis/open-redis.ts';
import { healthChecks } from './health-checks.ts';
import { watchState } from './watch-state.ts';
import type { OpenedService } from './with-database.ts';

/**
 * Has a process watch itself, and show what it sees on a port of its own where the settings name one.
 *
 * @param opened - what the process works with
 * @param queue - its queue
 * @param redis - what it shares with others, where there is one
 * @returns what knows whether all is well
 * @throws KemptError `address_in_use`
 */
export async function monitor(opened: OpenedService, queue: Queue, redis?: RedisLink): Promise<Health> {
  const { config, log, metrics, database, closers } = opened;
  const { stateFolder, KEMPT_METRICS_PORT: port, KEMPT_METRICS_HOST: host } = config;
  watchState(metrics, { database, stateFolder });
  const health = createHealth(healthChecks({ db: database.db, queue, stateFolder, redis }));
  if (port !== undefined) {
    const server = await openMonitoring({ host, port, metrics, health, log: log.with({ logger: 'kempt.monitoring' }) });
    closers.add(() => server.close());
  }
  return health;
}
