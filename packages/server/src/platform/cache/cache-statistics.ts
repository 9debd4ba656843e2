import { CACHE_KINDS, type CacheKind } from '@kempt/contracts';
import type { CacheMetrics } from '../metrics/cache-metrics.ts';

/** How a question was answered: from the cache, by asking, with somebody else's answer, or past a cache that is away. */
export type Answered = 'hit' | 'miss' | 'joined' | 'bypass';

/** Numbers of one kind since the start of the process. */
export interface KindStatistics {
  readonly hits: number;
  readonly misses: number;
  readonly joined: number;
  readonly bypasses: number;
  /** Share of the questions answered without asking the database, 0 to 1; null before the first. */
  readonly hit_ratio: number | null;
}

/** Counts what a cache does. */
export interface CacheStatistics {
  /** A question was answered. */
  answered(kind: CacheKind, outcome: Answered): void;
  /** Numbers by kind. */
  read(): Readonly<Record<CacheKind, KindStatistics>>;
}

/**
 * Makes counters.
 *
 * @param metrics - where they are shown as well
 * @returns the counters, all zero
 */
export function createCacheStatistics(metrics?: Pick<CacheMetrics, 'cacheHit' | 'cacheMiss'>): CacheStatistics {
  const counts = new Map(CACHE_KINDS.map((kind) => [kind, { hit: 0, miss: 0, joined: 0, bypass: 0 }]));
  return {
    answered: (kind, outcome) => {
      const count = counts.get(kind);
      if (count !== undefined) count[outcome]++;
      if (outcome === 'hit' || outcome === 'joined') metrics?.cacheHit(kind);
      else metrics?.cacheMiss(kind);
    },
    read: () =>
      Object.fromEntries(
        [...counts].map(([kind, { hit, miss, joined, bypass }]) => {
          const all = hit + miss + joined + bypass;
          const ratio = all === 0 ? null : (hit + joined) / all;
          return [kind, { hits: hit, misses: miss, joined, bypasses: bypass, hit_ratio: ratio }];
        }),
      ) as Record<CacheKind, KindStatistics>,
  };
}
