import { CACHE_KINDS, type CacheKind } from './cache-kinds.ts';

/** How a question was answered: from the cache, by asking, with somebody else's answer, or past a cache that is away. */
export type CacheOutcome = 'hit' | 'miss' | 'joined' | 'bypass';

/** Hears of what a cache does. */
export interface CacheWitness {
  answered(kind: CacheKind, outcome: CacheOutcome, seconds: number): void;
  /** The store did not do what it was told. */
  failed(action: 'find' | 'keep' | 'renew', error: unknown): void;
}

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
export interface CacheStatistics extends CacheWitness {
  /** Numbers by kind. */
  read(): Readonly<Record<CacheKind, KindStatistics>>;
}

/**
 * Makes counters.
 *
 * @param witness - hears of everything as well
 * @returns the counters, all zero
 */
export function createCacheStatistics(witness?: CacheWitness): CacheStatistics {
  const counts = new Map(CACHE_KINDS.map((kind) => [kind, { hit: 0, miss: 0, joined: 0, bypass: 0 }]));
  return {
    answered: (kind, outcome, seconds) => {
      const count = counts.get(kind);
      if (count !== undefined) count[outcome]++;
      witness?.answered(kind, outcome, seconds);
    },
    failed: (action, error) => witness?.failed(action, error),
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
