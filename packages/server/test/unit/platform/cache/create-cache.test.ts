import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import Type from 'typebox';
import { CACHE_KINDS } from '@kempt/contracts';
import { KemptError } from '@kempt/engine';
import type { CacheLifetimes } from '../../../../src/platform/cache/cache-kinds.ts';
import { createCacheStatistics } from '../../../../src/platform/cache/cache-statistics.ts';
import type { CacheStore } from '../../../../src/platform/cache/cache-store.ts';
import { matchTag } from '../../../../src/platform/cache/cache-key.ts';
import { createCache, type Cached } from '../../../../src/platform/cache/create-cache.ts';
import { createMemoryStore } from '../../../../src/platform/cache/memory-store.ts';

const Shape = Type.Object({ n: Type.Number() });
const LIFETIMES = Object.fromEntries(CACHE_KINDS.map((kind) => [kind, 60])) as CacheLifetimes;

function open(parts: { readonly store?: CacheStore; readonly lifetimes?: Partial<CacheLifetimes> } = {}) {
  const feed = { alive: true, isAlive: () => feed.alive };
  const store = parts.store ?? createMemoryStore();
  const statistics = createCacheStatistics();
  const cache = createCache({ store, feed, lifetimes: { ...LIFETIMES, ...parts.lifetimes }, statistics });
  return { cache, feed, store, statistics };
}

function entry(key: string, more: Partial<Cached<typeof Shape>> = {}): Cached<typeof Shape> {
  return { kind: 'report', key: [key], tags: ['x'], schema: Shape, ...more };
}

/** Counts how often it is asked. */
function source() {
  const asked = { times: 0, load: () => Promise.resolve({ n: ++asked.times }) };
  return asked;
}

test('asks once, and answers from then on what it was told', async () => {
  const { cache, statistics } = open();
  const asked = source();
  assert.deepEqual(await cache.cached(entry('a'), asked.load), { n: 1 });
  assert.deepEqual(await cache.cached(entry('a'), asked.load), { n: 1 });
  assert.deepEqual(await cache.cached(entry('b'), asked.load), { n: 2 });
  assert.deepEqual(statistics.read().report, { hits: 1, misses: 2, joined: 0, bypasses: 0, hit_ratio: 1 / 3 });
});

test('asks once however many want to know at the same time', async () => {
  const { cache, statistics } = open();
  let times = 0;
  const slow = async () => {
    times++;
    await sleep(20);
    return { n: 1 };
  };
  await Promise.all(Array.from({ length: 50 }, () => cache.cached(entry('a'), slow)));
  assert.equal(times, 1);
  assert.equal(statistics.read().report.joined, 49);
});

test('two processes that share a store ask once together', async () => {
  const store = { ...createMemoryStore(), isShared: true };
  const [one, other] = [open({ store }), open({ store })];
  let times = 0;
  const slow = async () => {
    times++;
    await sleep(60);
    return { n: times };
  };
  const answers = await Promise.all([one.cache.cached(entry('a'), slow), other.cache.cached(entry('a'), slow)]);
  assert.deepEqual(answers, [{ n: 1 }, { n: 1 }]);
});

test('lets the next one read at once when who read for everybody has failed', async () => {
  const store = createMemoryStore();
  let claims = 0;
  const claim: CacheStore['claim'] = (key, milliseconds) => {
    claims++;
    return store.claim(key, milliseconds);
  };
  const { cache } = open({ store: { ...store, isShared: true, claim } });
  await assert.rejects(
    cache.cached(entry('a'), () => Promise.reject(new Error('not there'))),
    /not there/,
  );
  assert.deepEqual(await cache.cached(entry('a'), source().load), { n: 1 });
  assert.equal(claims, 2, 'nobody waited for a claim that was never given back');
});

test('asks again after a change of anything it was made of', async () => {
  const { cache } = open();
  const asked = source();
  await cache.cached(entry('a', { tags: ['x', 'y'] }), asked.load);
  await cache.forget(['y']);
  assert.deepEqual(await cache.cached(entry('a', { tags: ['x', 'y'] }), asked.load), { n: 2 });
  await cache.forget(['z']);
  assert.deepEqual(await cache.cached(entry('a', { tags: ['x', 'y'] }), asked.load), { n: 2 });
  await cache.forgetAll();
  assert.deepEqual(await cache.cached(entry('a', { tags: ['x', 'y'] }), asked.load), { n: 3 });
});

test('does not keep what was read before a change and comes after it', async () => {
  const { cache } = open();
  const asked = source();
  const gate = Promise.withResolvers<undefined>();
  const early = cache.cached(entry('a'), async () => {
    const read = await asked.load();
    await gate.promise;
    return read;
  });
  await sleep(5);
  await cache.forget(['x']);
  // Whoever asks after the change does not get what was read before it.
  assert.deepEqual(await cache.cached(entry('a'), asked.load), { n: 2 });
  gate.resolve(undefined);
  assert.deepEqual(await early, { n: 1 });
  assert.deepEqual(await cache.cached(entry('a'), asked.load), { n: 2 });
});

test('asks each time while changes may go unheard', async () => {
  const { cache, feed, statistics } = open();
  const asked = source();
  await cache.cached(entry('a'), asked.load);
  feed.alive = false;
  assert.deepEqual(await cache.cached(entry('a'), asked.load), { n: 2 });
  assert.deepEqual(await cache.cached(entry('a'), asked.load), { n: 3 });
  feed.alive = true;
  assert.deepEqual(await cache.cached(entry('a'), asked.load), { n: 1 });
  assert.equal(statistics.read().report.bypasses, 2);
});

test('while changes may go unheard one reads for all, and nobody gets what was read before they asked', async () => {
  const { cache, feed } = open();
  const asked = source();
  const slow = async () => {
    const read = await asked.load();
    await sleep(20);
    return read;
  };
  feed.alive = false;
  const first = cache.cached(entry('a'), slow);
  await sleep(5);
  const others = await Promise.all(Array.from({ length: 50 }, () => cache.cached(entry('a'), slow)));
  assert.deepEqual(await first, { n: 1 });
  assert.deepEqual(new Set(others.map(({ n }) => n)), new Set([2]));
});

test('nobody is told that something is not there because it was not when somebody else asked', async () => {
  const { cache, feed } = open();
  feed.alive = false;
  const gate = Promise.withResolvers<undefined>();
  const before = cache.cached(entry('a'), async () => {
    await gate.promise;
    throw new KemptError('not_found', 'It is not there.');
  });
  await sleep(5);
  const afterwards = cache.cached(entry('a'), source().load);
  gate.resolve(undefined);
  await assert.rejects(before, { code: 'not_found' });
  assert.deepEqual(await afterwards, { n: 1 });
});

test('a database that fails is asked once by all who wait', async () => {
  const { cache, feed } = open();
  feed.alive = false;
  let times = 0;
  const fail = async () => {
    times++;
    await sleep(10);
    throw new Error('away');
  };
  const asked = Array.from({ length: 5 }, () => cache.cached(entry('a'), fail));
  for (const { status } of await Promise.allSettled(asked)) assert.equal(status, 'rejected');
  assert.equal(times, 1);
});

test('keeps nothing of a question that failed', async () => {
  const { cache } = open();
  const asked = source();
  await assert.rejects(
    cache.cached(entry('a'), () => Promise.reject(new Error('away'))),
    /away/,
  );
  assert.deepEqual(await cache.cached(entry('a'), asked.load), { n: 1 });
});

test('keeps things no longer than their kind, and shorter where they say so', async () => {
  const { cache } = open({ lifetimes: { report: 0.05, search: 0 } });
  const asked = source();
  await cache.cached(entry('a'), asked.load);
  await cache.cached(entry('b', { kind: 'user_profile', seconds: () => 0.05 }), asked.load);
  await cache.cached(entry('c', { kind: 'search' }), asked.load);
  assert.deepEqual(await cache.cached(entry('c', { kind: 'search' }), asked.load), { n: 4 });
  await sleep(80);
  assert.deepEqual(await cache.cached(entry('a'), asked.load), { n: 5 });
  assert.deepEqual(await cache.cached(entry('b', { kind: 'user_profile' }), asked.load), { n: 6 });
});

test('takes nothing that has another shape than it should, as from another release', async () => {
  const store = createMemoryStore();
  const { cache } = open({ store });
  const asked = source();
  await cache.cached(entry('a'), asked.load);
  const Older = Type.Object({ n: Type.Number(), old: Type.Optional(Type.String()) });
  await cache.cached({ kind: 'report', key: ['a'], tags: ['x'], schema: Older }, asked.load);
  assert.equal(asked.times, 2, 'another shape is another key');
  const { value } = await store.find('', []);
  assert.equal(value, undefined);
});

for (const [what, text] of [
  ['no JSON', '{'],
  ['JSON of something else', '{"a":1}'],
  ['a value of another shape', undefined],
] as const) {
  test(`asks again when the store answers ${what}`, async () => {
    const store = createMemoryStore();
    const broken: CacheStore = {
      ...store,
      find: async (key, tags) => {
        const found = await store.find(key, tags);
        const marks = found.marks.map(String);
        return {
          ...found,
          value: found.value === undefined ? undefined : (text ?? JSON.stringify({ marks, value: { n: 'x' } })),
        };
      },
    };
    const { cache } = open({ store: broken });
    const asked = source();
    await cache.cached(entry('a'), asked.load);
    assert.deepEqual(await cache.cached(entry('a'), asked.load), { n: 2 });
  });
}

test('answers from where things belong when the store fails, and forgets all once it is back', async () => {
  const store = createMemoryStore();
  const away = { now: false };
  const refuse = <T>(use: () => Promise<T>): Promise<T> => (away.now ? Promise.reject(new Error('away')) : use());
  const failing: CacheStore = {
    ...store,
    find: (key, tags) => refuse(() => store.find(key, tags)),
    renew: (tags) => refuse(() => store.renew(tags)),
    keep: (key, value, ms) => refuse(() => store.keep(key, value, ms)),
  };
  const { cache } = open({ store: failing });
  const asked = source();
  await cache.cached(entry('a'), asked.load);
  await cache.cached(entry('b', { tags: ['y'] }), asked.load);
  away.now = true;
  await cache.forget(['x']);
  assert.equal(cache.owesForgetting(), true);
  assert.deepEqual(await cache.cached(entry('a'), asked.load), { n: 3 });
  away.now = false;
  assert.deepEqual(await cache.cached(entry('a'), asked.load), { n: 4 }, 'the change was not lost');
  assert.equal(cache.owesForgetting(), false);
  assert.deepEqual(await cache.cached(entry('b', { tags: ['y'] }), asked.load), { n: 5 });
});

test('keeps what somebody may do to this process alone', async () => {
  const store = createMemoryStore();
  const [one, other] = [open({ store }), open({ store })];
  const asked = source();
  const standing = entry('a', { kind: 'standing' });
  await one.cache.cached(standing, asked.load);
  assert.deepEqual(await one.cache.cached(standing, asked.load), { n: 1 });
  assert.deepEqual(await other.cache.cached(standing, asked.load), { n: 2 });
  await one.cache.forget(['x']);
  assert.deepEqual(await other.cache.cached(standing, asked.load), { n: 3 }, 'a change is one for both');
});

test('removes what is kept of a kind by pattern', async () => {
  const { cache } = open();
  const asked = source();
  await cache.cached({ ...entry('u1'), kind: 'search', key: ['u1', 'q'] }, asked.load);
  await cache.cached({ ...entry('u2'), kind: 'search', key: ['u2', 'q'] }, asked.load);
  await cache.cached({ ...entry(''), kind: 'category_list', key: [] }, asked.load);
  await cache.forget([matchTag('search', 'u1:*'), matchTag('category_list', '*')]);
  assert.deepEqual(await cache.cached({ ...entry('u2'), kind: 'search', key: ['u2', 'q'] }, asked.load), { n: 2 });
  assert.deepEqual(await cache.cached({ ...entry('u1'), kind: 'search', key: ['u1', 'q'] }, asked.load), { n: 4 });
  assert.deepEqual(await cache.cached({ ...entry(''), kind: 'category_list', key: [] }, asked.load), { n: 5 });
});

for (const kind of ['report', 'standing'] as const) {
  test(`what is read of the kind ${kind} while its keys are removed is for those who asked before, and is not kept`, async () => {
    const { cache } = open();
    const asked = source();
    const gate = Promise.withResolvers<undefined>();
    const early = cache.cached(entry('a', { kind }), async () => {
      const read = await asked.load();
      await gate.promise;
      return read;
    });
    await sleep(5);
    await cache.forget([matchTag(kind, '*')]);
    const late = cache.cached(entry('a', { kind }), asked.load);
    gate.resolve(undefined);
    assert.deepEqual(await late, { n: 2 });
    assert.deepEqual(await early, { n: 1 });
    assert.deepEqual(await cache.cached(entry('a', { kind }), asked.load), { n: 2 });
  });
}

test('no part of a key means anything to a pattern or another key', async () => {
  const { cache } = open();
  const asked = source();
  await cache.cached(entry('', { key: ['a:b', 'c'] }), asked.load);
  await cache.cached(entry('', { key: ['a', 'b:c'] }), asked.load);
  await cache.cached(entry('', { key: ['*', ''] }), asked.load);
  assert.equal(asked.times, 3);
});
