import { createCache, type Cache } from '../platform/cache/create-cache.ts';
import type { CacheLifetimes } from '../platform/cache/cache-kinds.ts';
import { createCacheStatistics } from '../platform/cache/cache-statistics.ts';
import { followChanges } from '../platform/cache/follow-changes.ts';
import { measureStore } from '../platform/cache/measure-store.ts';
import { createMemoryStore } from '../platform/cache/memory-store.ts';
import { createRedisStore } from '../platform/cache/redis-store.ts';
import type { Config } from '../platform/config/load-config.ts';
import { installationId } from '../platform/db/installation-id.ts';
import type { Db } from '../platform/db/open-database.ts';
import type { EventBus } from '../platform/events/create-event-bus.ts';
import type { Log } from '../platform/log/create-log.ts';
import type { Metrics } from '../platform/metrics/create-metrics.ts';
import { openRedis, type RedisLink } from '../platform/redis/open-redis.ts';

/** What a cache is opened with. */
export interface CacheSurroundings {
  readonly config: Config;
  readonly db: Db;
  readonly events: EventBus;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** A cache that is kept true. */
export interface OpenedCache {
  readonly cache: Cache;
  /** Waits until everything that was changed before is forgotten. */
  readonly settle: () => Promise<void>;
  /** Redis and the name of the installation there; undefined without Redis. */
  readonly shared: { readonly redis: RedisLink; readonly installation: string } | undefined;
  close(): Promise<void>;
}

/**
 * Opens the cache: in Redis where REDIS_URL names one, in the memory of the process otherwise.
 *
 * @param surroundings - settings, database, events and log
 * @returns the cache; close it in the end
 */
export async function openCache({ config, db, events, log, metrics }: CacheSurroundings): Promise<OpenedCache> {
  const installation = await installationId(db);
  const cacheLog = log.with({ logger: 'kempt.cache' });
  const { REDIS_URL: url } = config;
  const redis = url === undefined ? undefined : openRedis(url, cacheLog);
  const bare = redis === undefined ? createMemoryStore() : createRedisStore(redis, installation);
  const store = measureStore(bare, metrics);
  await redis?.open();
  if (redis !== undefined) {
    metrics.beforeRender(() => {
      metrics.cacheUp(redis.isThere());
      return Promise.resolve();
    });
  }
  const statistics = createCacheStatistics(metrics);
  const cache = createCache({ store, feed: events, lifetimes: lifetimesOf(config), statistics });
  const stop = followChanges({ db, events, cache, store, log: cacheLog });
  return {
    cache,
    shared: redis === undefined ? undefined : { redis, installation },
    settle: async () => {
      // This process takes nothing from the cache then; others that share it should not either, nor it itself later.
      if (!(await events.catchUp())) await cache.forgetAll();
    },
    close: async () => {
      stop();
      await redis?.close();
    },
  };
}

/** What somebody may do is looked at again after so long, whatever was heard. */
const STANDING_SECONDS = 60;

/**
 * How long each kind is good for.
 *
 * @param config - the settings
 * @returns seconds by kind
 */
export function lifetimesOf(config: Config): CacheLifetimes {
  return {
    standing: STANDING_SECONDS,
    category_list: config.KEMPT_CACHE_CATEGORY_LIST_SECONDS,
    user_profile: config.KEMPT_CACHE_USER_PROFILE_SECONDS,
    operation_status: config.KEMPT_CACHE_OPERATION_STATUS_SECONDS,
    report: config.KEMPT_CACHE_REPORT_SECONDS,
    search: config.KEMPT_CACHE_SEARCH_SECONDS,
  };
}
