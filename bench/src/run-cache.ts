import { spawn, spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeTree } from './make-tree.ts';
import { openService, type BenchService } from './open-service.ts';
import { CACHE_BACKENDS, type CacheBackend, type CacheFigures } from './report/cache-figures.ts';
import { quantileOf } from './report/figures.ts';
import type { Workplace } from './workplace.ts';
import { clear, syncDisks } from './workplace.ts';

/** What is measured, and who hears of it. */
export interface CacheRequest {
  readonly workplace: Workplace;
  readonly seed: number;
  readonly log: (line: string) => void;
}

/** Files of the operation that is looked at. */
const FILES = 2000;
/** Reads of each kind, one after the other: those who ask the same at once share one answer, with or without a cache. */
const READS = 2000;
const REDIS_PORT = 7391;
const METRICS_TOKEN = 'a-token-for-the-benchmark';

/** Settings of a service that keeps nothing but what somebody may do, which has no setting. */
export const SWITCHED_OFF = Object.fromEntries(
  ['CATEGORY_LIST', 'USER_PROFILE', 'OPERATION_STATUS', 'REPORT', 'SEARCH'].map((kind) => [
    `KEMPT_CACHE_${kind}_SECONDS`,
    '0',
  ]),
);

/**
 * Measures reads of what the service caches: with the cache in memory, in Redis where a redis-server is on the PATH, and
 * with lifetimes of zero.
 *
 * @param request - place and seed
 * @returns the figures, a row for each kind and each place
 */
export async function runCache({ workplace, seed, log }: CacheRequest): Promise<readonly CacheFigures[]> {
  const figures: CacheFigures[] = [];
  for (const backend of CACHE_BACKENDS) {
    const redis = backend === 'redis' ? startRedis() : undefined;
    if (backend === 'redis' && redis === undefined) {
      log('!!! NOT MEASURED: the cache in Redis, for there is no redis-server on the PATH');
      continue;
    }
    clear(workplace);
    await makeTree({ root: workplace.tree, files: FILES, seed });
    syncDisks();
    const service = await openService({
      KEMPT_HOME: workplace.home,
      KEMPT_METRICS_TOKEN: METRICS_TOKEN,
      ...(backend === 'off' ? SWITCHED_OFF : {}),
      ...(redis === undefined ? {} : { REDIS_URL: `redis://127.0.0.1:${REDIS_PORT}` }),
    });
    try {
      for (const { kind, path } of await organizeAndList(service, workplace.tree)) {
        const row = await measureReads(service, { backend, kind, path });
        log(
          `cache ${backend}, ${kind}: p50 ${row.p50.toFixed(2)} ms, ${row.queriesPerRead.toFixed(2)} statements a read`,
        );
        figures.push(row);
      }
    } finally {
      await service.stop();
      redis?.kill();
      clear(workplace);
    }
  }
  return figures;
}

/** Something that is cached, and where it is read. */
export interface CachedRead {
  readonly kind: string;
  readonly path: string;
}

/**
 * Organizes a tree through the API, so that there is something to read.
 *
 * @param service - the service
 * @param tree - absolute path of the tree
 * @returns what may be read
 * @throws Error when the operation fails
 */
export async function organizeAndList(service: BenchService, tree: string): Promise<readonly CachedRead[]> {
  const root = await service.call('POST', '/api/v1/roots', { name: 'Tree', path: tree });
  const asked = await service.call('POST', '/api/v1/operations', {
    type: 'organize',
    root_id: root['id'],
    by: 'category',
    dry_run: false,
  });
  const id = String(asked['id']);
  for (;;) {
    const { status } = await service.call('GET', `/api/v1/operations/${id}`);
    if (status === 'completed') break;
    if (status !== 'pending' && status !== 'running') throw new Error(`The operation is ${String(status)}.`);
    await sleep(100);
  }
  for (let at = 0; at < 20; at++) {
    await service.call('POST', '/api/v1/categories', { name: `Own ${at}`, color: '#336699', icon: 'file' });
  }
  return [
    { kind: 'category_list', path: '/api/v1/categories?limit=100' },
    { kind: 'user_profile', path: '/api/v1/auth/me' },
    { kind: 'operation_status', path: `/api/v1/operations/${id}` },
    { kind: 'report', path: `/api/v1/reports/${id}` },
    { kind: 'search', path: '/api/v1/files/search?q=images&limit=50' },
  ];
}

async function measureReads(
  service: BenchService,
  { backend, kind, path }: CachedRead & { readonly backend: CacheBackend },
): Promise<CacheFigures> {
  const before = await countersOf(service, kind);
  const milliseconds: number[] = [];
  for (let at = 0; at < READS; at++) {
    const began = performance.now();
    await service.call('GET', path);
    milliseconds.push(performance.now() - began);
  }
  const after = await countersOf(service, kind);
  const hits = after.hits - before.hits;
  const misses = after.misses - before.misses;
  return {
    backend,
    kind,
    reads: milliseconds.length,
    hitRatio: hits + misses === 0 ? 0 : hits / (hits + misses),
    queriesPerRead: (after.queries - before.queries) / milliseconds.length,
    p50: quantileOf(milliseconds, 0.5),
    p95: quantileOf(milliseconds, 0.95),
  };
}

/** What the service has counted so far. */
interface Counters {
  readonly queries: number;
  readonly hits: number;
  readonly misses: number;
}

async function countersOf({ url }: BenchService, kind: string): Promise<Counters> {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } });
  const text = await response.text();
  const sum = (name: string, label = ''): number =>
    text
      .split('\n')
      .filter((line) => line.startsWith(`${name}{`) && line.includes(label))
      .reduce((all, line) => all + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  return {
    queries: sum('db_queries_total'),
    hits: sum('cache_hits_total', `kind="${kind}"`),
    misses: sum('cache_misses_total', `kind="${kind}"`),
  };
}

function startRedis() {
  if (spawnSync('which', ['redis-server'], { stdio: 'ignore' }).status !== 0) return undefined;
  const place = ['--bind', '127.0.0.1', '--port', String(REDIS_PORT), '--save', '', '--appendonly', 'no'];
  return spawn('redis-server', place, { stdio: 'ignore' });
}
