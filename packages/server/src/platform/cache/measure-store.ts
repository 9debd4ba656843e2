import { NoAnswer } from '../redis/patience.ts';
import { RedisAway } from '../redis/open-redis.ts';
import type { CacheMetrics } from '../metrics/cache-metrics.ts';
import type { CacheOperation, CacheOutcome } from '../metrics/labels.ts';
import type { CacheStore } from './cache-store.ts';

/**
 * Takes down how long a store takes, and whether it does what it is told.
 *
 * @param store - the store
 * @param metrics - where it is taken down
 * @returns the store
 */
export function measureStore(store: CacheStore, metrics: Pick<CacheMetrics, 'cacheOperation'>): CacheStore {
  const measure = async <T>(operation: CacheOperation, use: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    const end = (outcome: CacheOutcome): void => {
      metrics.cacheOperation({ operation, outcome, seconds: (performance.now() - began) / 1000 });
    };
    try {
      const answer = await use();
      end('ok');
      return answer;
    } catch (error) {
      end(outcomeOf(error));
      throw error;
    }
  };
  return {
    ...store,
    find: (key, tags) => measure('get', () => store.find(key, tags)),
    keep: (key, value, milliseconds) => measure('set', () => store.keep(key, value, milliseconds)),
    renew: (tags) => measure('invalidate', () => store.renew(tags)),
  };
}

function outcomeOf(error: unknown): CacheOutcome {
  if (error instanceof NoAnswer) return 'timeout';
  return error instanceof RedisAway ? 'unavailable' : 'error';
}
