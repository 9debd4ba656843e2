import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { CACHE_KINDS, type CacheKind } from '@kempt/contracts';
import { LIMIT_KINDS, type LimitKind } from '../rate-limit/limit-kinds.ts';
import { LIMIT_OUTCOMES, type CacheOperation, type CacheOutcome, type LimitOutcome } from './labels.ts';
import { beginAtZero } from './begin-at-zero.ts';

/** How asking the cache for something went. */
export interface EndedCacheOperation {
  readonly operation: CacheOperation;
  readonly outcome: CacheOutcome;
  readonly seconds: number;
}

/** Takes down how the cache and the limits do. */
export interface CacheMetrics {
  /** The answer was there. */
  cacheHit(kind: CacheKind): void;
  /** The answer had to be found. */
  cacheMiss(kind: CacheKind): void;
  /** The cache was asked for something. */
  cacheOperation(ended: EndedCacheOperation): void;
  /** Whether the shared cache can be reached; never called where there is none. */
  cacheUp(up: boolean): void;
  /** A limit was asked. */
  rateLimitDecision(kind: LimitKind, outcome: LimitOutcome): void;
  /** A limit was decided in this process alone, since the shared one could not be asked. */
  rateLimitFallback(kind: LimitKind): void;
}

const SECONDS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1];

/**
 * Makes the metrics of the cache and of the limits.
 *
 * @param registry - where they are kept
 * @returns what takes them down
 */
export function createCacheMetrics(registry: Registry): CacheMetrics {
  const registers = [registry];
  const counted = createHitMetrics(registry);
  const duration = new Histogram({
    name: 'cache_operation_duration_seconds',
    help: 'Seconds until the cache answered, or was given up.',
    labelNames: ['operation', 'outcome'],
    buckets: SECONDS,
    registers,
  });
  const up = new Gauge({
    name: 'cache_up',
    help: '1 while the shared cache can be reached, else 0; absent where there is none.',
    // A metric without labels would say 0 before anybody said anything.
    labelNames: ['backend'],
    registers,
  });
  const decisions = new Counter({
    name: 'rate_limit_decisions_total',
    help: 'Requests that a limit let pass or refused.',
    labelNames: ['kind', 'outcome'],
    registers,
  });
  const fallbacks = new Counter({
    name: 'rate_limit_fallbacks_total',
    help: 'Decisions that a process took alone, since the shared limits could not be asked.',
    labelNames: ['kind'],
    registers,
  });
  beginAtZero(decisions, { kind: LIMIT_KINDS, outcome: LIMIT_OUTCOMES });
  beginAtZero(fallbacks, { kind: LIMIT_KINDS });
  return {
    ...counted,
    cacheOperation: ({ operation, outcome, seconds }) => {
      duration.observe({ operation, outcome }, seconds);
    },
    cacheUp: (reachable) => {
      up.set({ backend: 'redis' }, reachable ? 1 : 0);
    },
    rateLimitDecision: (kind, outcome) => {
      decisions.inc({ kind, outcome });
    },
    rateLimitFallback: (kind) => {
      fallbacks.inc({ kind });
    },
  };
}

function createHitMetrics(registry: Registry): Pick<CacheMetrics, 'cacheHit' | 'cacheMiss'> {
  const registers = [registry];
  const labelNames = ['kind'] as const;
  const hits = new Counter({
    name: 'cache_hits_total',
    help: 'Answers that were in the cache.',
    labelNames,
    registers,
  });
  const misses = new Counter({
    name: 'cache_misses_total',
    help: 'Answers that had to be found.',
    labelNames,
    registers,
  });
  const ratio = new Gauge({
    name: 'cache_hit_ratio',
    help: 'Share of answers that were in the cache since the process started, from 0 to 1.',
    labelNames,
    registers,
  });
  for (const counter of [hits, misses]) beginAtZero(counter, { kind: CACHE_KINDS });
  const seen = new Map<CacheKind, { hits: number; all: number }>();
  const take = (kind: CacheKind, hit: number): void => {
    const count = seen.get(kind) ?? { hits: 0, all: 0 };
    count.hits += hit;
    count.all++;
    seen.set(kind, count);
    ratio.set({ kind }, count.hits / count.all);
  };
  return {
    cacheHit: (kind) => {
      hits.inc({ kind });
      take(kind, 1);
    },
    cacheMiss: (kind) => {
      misses.inc({ kind });
      take(kind, 0);
    },
  };
}
