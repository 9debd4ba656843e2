import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CACHE_KINDS, type CacheKind } from '@kempt/contracts';
import Type from 'typebox';
import type { CacheLifetimes } from '../../../../src/platform/cache/cache-kinds.ts';
import { createCacheStatistics } from '../../../../src/platform/cache/cache-statistics.ts';
import { EVERYTHING, type CacheStore } from '../../../../src/platform/cache/cache-store.ts';
import { createCache, type Cache } from '../../../../src/platform/cache/create-cache.ts';
import { createMemoryStore } from '../../../../src/platform/cache/memory-store.ts';

const LIFETIMES = Object.fromEntries(CACHE_KINDS.map((kind) => [kind, 60])) as CacheLifetimes;
const Text = Type.String();

function open(store: CacheStore = createMemoryStore()): Cache {
  const statistics = createCacheStatistics();
  return createCache({ store, feed: { isAlive: () => true }, lifetimes: LIFETIMES, statistics });
}

/** Reads a text of some length through the cache, and counts how often it was loaded. */
function reader(cache: Cache, kind: CacheKind) {
  const loaded = new Map<string, number>();
  const read = async (key: string, length: number): Promise<void> => {
    await cache.cached({ kind, key: [key], tags: ['x'], schema: Text }, () => {
      loaded.set(key, (loaded.get(key) ?? 0) + 1);
      return Promise.resolve('x'.repeat(length));
    });
  };
  return { loaded, read };
}

test('a change that is not taken while another one is paid for is owed still', async () => {
  const store = createMemoryStore();
  const gate = Promise.withResolvers<undefined>();
  const away = { now: true };
  const cache = open({
    ...store,
    renew: async (tags) => {
      if (away.now) throw new Error('away');
      if (!tags.includes(EVERYTHING)) throw new Error('away again');
      await store.renew(tags);
      await gate.promise;
    },
  });
  await cache.forget(['x']);
  away.now = false;
  const paying = reader(cache, 'report').read('a', 1);
  await cache.forget(['y']);
  gate.resolve(undefined);
  await paying;
  assert.equal(cache.owesForgetting(), true);
});

test('whoever asks for what is not kept is not told what was read before they asked', async () => {
  const cache = open();
  const gate = Promise.withResolvers<undefined>();
  let now = 'before';
  let loads = 0;
  const ask = (): Promise<string> =>
    cache.cached({ kind: 'report', key: ['a'], tags: ['x'], schema: Text, seconds: () => 0 }, async () => {
      loads++;
      const read = now;
      await gate.promise;
      return read;
    });
  const early = ask();
  // The first one reads by then.
  await new Promise((resolve) => setImmediate(resolve));
  now = 'after';
  const late = Promise.all(Array.from({ length: 20 }, ask));
  await new Promise((resolve) => setImmediate(resolve));
  gate.resolve(undefined);
  assert.equal(await early, 'before');
  assert.deepEqual(new Set(await late), new Set(['after']));
  assert.equal(loads, 2, 'they wait for one of them');
});

test('what it keeps of standings in the process has an end, however large they are', async () => {
  const { loaded, read } = reader(open(), 'standing');
  const large = 1024 * 1024;
  for (let at = 0; at < 40; at++) await read(String(at), large);
  await read('39', large);
  await read('0', large);
  assert.deepEqual([loaded.get('39'), loaded.get('0')], [1, 2]);
});

test('a text that is too large for others to wait for is not kept', async () => {
  const { loaded, read } = reader(open(), 'report');
  for (const [key, length] of [
    ['small', 1000_000],
    ['large', 1100_000],
  ] as const) {
    await read(key, length);
    await read(key, length);
  }
  assert.deepEqual([loaded.get('small'), loaded.get('large')], [1, 2]);
});
