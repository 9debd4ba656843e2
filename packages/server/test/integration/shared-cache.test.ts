import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { requireTool } from '@kempt/engine/testing/require-tool';
import { createSeededRandom } from '@kempt/engine/testing/seeded-random';
import type { CacheKind } from '@kempt/contracts';
import type { Category } from '@kempt/contracts/api';
import { category } from '../../src/platform/db/schema/index.ts';
import { openTestApi, type TestApi, type TestUser } from '../../src/testing/test-api.ts';
import { startTestRedis, type TestRedis } from '../../src/testing/test-redis.ts';

/** Holds the database, and is not asked. */
let house: TestApi;
before(async () => {
  house = await openTestApi();
});
after(() => house.close());

/** A Redis, and processes that share it. */
async function open(t: TestContext, count: number, settings: readonly string[] = []) {
  if (!requireTool(t, 'redis-server')) return undefined;
  const redis = await startTestRedis(settings);
  t.after(() => redis.stop());
  const processes: TestApi[] = [];
  for (let at = 0; at < count; at++) processes.push(await another(t, redis));
  return { redis, processes };
}

async function another(t: TestContext, redis: TestRedis): Promise<TestApi> {
  const api = await openTestApi({ REDIS_URL: redis.url }, { beside: house });
  t.after(() => api.close());
  await until(() => Promise.resolve(api.events.isAlive()));
  return api;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let at = 0; at < 400; at++) {
    if (await holds()) return;
    await sleep(25);
  }
  assert.fail('it did not come');
}

const countOf = (api: TestApi, kind: CacheKind) => api.cache.statistics.read()[kind];
const own = async (api: TestApi): Promise<string[]> => {
  const answer = await api.call('GET', '/api/v1/categories?limit=1000', { token: house.owner.token });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return (answer.body as { items: Category[] }).items.filter((one) => !one.built_in).map((one) => one.name);
};
const make = (api: TestApi, name: string) =>
  api.call('POST', '/api/v1/categories', { token: house.owner.token, body: { name, color: '#000000', icon: 'x' } });
const makeUnheard = (name: string) =>
  house.database.db.insert(category).values({ name, extensions: [], keywords: [], color: '#000000', icon: 'x' });
const linesOf = (api: TestApi, event: string): number =>
  api.logged.filter((line) => line.includes(`"event":"${event}"`)).length;

test('what one process has read another one need not read, and a new one neither', async (t) => {
  const opened = await open(t, 2);
  if (opened === undefined) return;
  const [one, other] = opened.processes;
  if (one === undefined || other === undefined) return;
  await own(one);
  await own(other);
  assert.equal(countOf(one, 'category_list').misses, 1);
  assert.equal(countOf(other, 'category_list').hits, 1);
  // How far it has heard is noted now and then.
  await sleep(3000);
  const restarted = await another(t, opened.redis);
  await own(restarted);
  assert.equal(countOf(restarted, 'category_list').hits, 1, 'a restart leaves the cache warm');
});

test('a process that starts learns what was changed while none was there', async (t) => {
  const opened = await open(t, 1);
  if (opened === undefined) return;
  const [one] = opened.processes;
  if (one === undefined) return;
  await own(one);
  await sleep(3000);
  await one.close();
  await makeUnheard('while nobody was there');
  const next = await openTestApi({ REDIS_URL: opened.redis.url }, { beside: house });
  t.after(() => next.close());
  await until(() => Promise.resolve(next.events.isAlive()));
  assert.ok((await own(next)).includes('while nobody was there'));
});

test('nobody is answered with something older than what was true when they asked', async (t) => {
  const opened = await open(t, 2);
  if (opened === undefined) return;
  const random = createSeededRandom(7);
  const people: readonly TestUser[] = [
    await house.makeUser('hunt1@example.org'),
    await house.makeUser('hunt2@example.org'),
  ];
  // Of each profile: versions that are known to be written, and the one that is being written.
  const written = new Map(people.map(({ id }) => [id, 0]));
  const asked = new Map(people.map(({ id }) => [id, 0]));
  const change = async (user: TestUser): Promise<void> => {
    const next = (asked.get(user.id) ?? 0) + 1;
    asked.set(user.id, next);
    const body = { name: `name ${next}` };
    const answer = await random.pick(opened.processes).call('PATCH', '/api/v1/auth/me', { token: user.token, body });
    assert.equal(answer.status, 200);
    written.set(user.id, next);
  };
  const read = async (user: TestUser): Promise<void> => {
    const least = written.get(user.id) ?? 0;
    const answer = await random.pick(opened.processes).call('GET', '/api/v1/auth/me', { token: user.token });
    const seen = Number(/name (\d+)/.exec((answer.body as { name: string }).name)?.[1] ?? 0);
    assert.ok(seen >= least, `saw ${seen}, and ${least} was written before`);
    assert.ok(seen <= (asked.get(user.id) ?? 0));
  };
  for (const user of people) await change(user);
  const walk = async (user: TestUser, steps: number, writes: boolean): Promise<void> => {
    for (let at = 0; at < steps; at++) await (writes && random.below(4) === 0 ? change(user) : read(user));
  };
  await Promise.all(people.flatMap((user) => [walk(user, 150, true), walk(user, 150, false), walk(user, 150, false)]));
  const hits = opened.processes.reduce((sum, api) => sum + countOf(api, 'user_profile').hits, 0);
  assert.ok(hits > 100, `the cache was used ${hits} times`);
});

test('answers while Redis is gone, says so once, and comes back to it', async (t) => {
  const opened = await open(t, 1);
  if (opened === undefined) return;
  const [api] = opened.processes;
  if (api === undefined) return;
  await own(api);
  await opened.redis.kill();
  for (let at = 0; at < 10; at++) await own(api);
  await make(api, 'made without Redis');
  assert.ok((await own(api)).includes('made without Redis'));
  assert.equal(linesOf(api, 'lose_redis'), 1);
  await opened.redis.start();
  const before = countOf(api, 'category_list').hits;
  await until(async () => {
    assert.ok((await own(api)).includes('made without Redis'));
    return countOf(api, 'category_list').hits > before;
  });
  assert.equal(linesOf(api, 'find_redis_again'), 1);
});

test('keeps nobody waiting for a Redis that does not answer, and forgets what changed meanwhile', async (t) => {
  const opened = await open(t, 2);
  if (opened === undefined) return;
  const [api, other] = opened.processes;
  if (api === undefined || other === undefined) return;
  await own(api);
  opened.redis.pause();
  await Promise.all(Array.from({ length: 50 }, () => own(api)));
  await make(api, 'made while Redis slept');
  assert.ok((await own(api)).includes('made while Redis slept'));
  assert.ok((await own(other)).includes('made while Redis slept'));
  opened.redis.resume();
  await until(async () => {
    for (const process of [api, other]) assert.ok((await own(process)).includes('made while Redis slept'));
    return countOf(other, 'category_list').hits > 0;
  });
});

test('answers with a Redis that is full', async (t) => {
  const opened = await open(t, 1, ['--maxmemory', '2mb', '--maxmemory-policy', 'noeviction']);
  if (opened === undefined) return;
  const [api] = opened.processes;
  if (api === undefined) return;
  await own(api);
  await opened.redis.ask(async (redis) => {
    for (let at = 0; at < 400; at++) await redis.set(`full:${at}`, 'x'.repeat(20_000)).catch(() => undefined);
  });
  await make(api, 'made while Redis was full');
  assert.ok((await own(api)).includes('made while Redis was full'));
  await opened.redis.ask((redis) => redis.flushall());
  await make(api, 'made after that');
  assert.ok((await own(api)).includes('made after that'));
});

test('believes nothing that an older copy of Redis says', async (t) => {
  const opened = await open(t, 1, ['--dbfilename', 'copy.rdb']);
  if (opened === undefined) return;
  const [api] = opened.processes;
  if (api === undefined) return;
  await own(api);
  await opened.redis.ask((redis) => redis.save());
  await make(api, 'newer than the copy');
  await opened.redis.kill();
  await opened.redis.start();
  const kept = await opened.redis.ask((redis) => redis.keys('kempt:*:text:category_list:*'));
  assert.equal(kept.length, 1, 'the copy has the old list');
  const before = countOf(api, 'category_list').hits;
  await until(async () => {
    assert.ok((await own(api)).includes('newer than the copy'));
    return countOf(api, 'category_list').hits > before;
  });
});

test('takes nothing that another release left under its keys', async (t) => {
  const opened = await open(t, 1);
  if (opened === undefined) return;
  const [api] = opened.processes;
  if (api === undefined) return;
  const names = await own(api);
  await opened.redis.ask(async (redis) => {
    for (const key of await redis.keys('kempt:*:text:*')) {
      const kept = JSON.parse((await redis.get(key)) ?? '{}') as { marks: string[] };
      await redis.set(key, JSON.stringify({ marks: kept.marks, value: [{ title: 'of another shape' }] }));
    }
  });
  assert.deepEqual(await own(api), names);
  await opened.redis.ask(async (redis) => {
    for (const key of await redis.keys('kempt:*:text:*')) {
      await redis.del(key);
      await redis.lpush(key, 'not even a text');
    }
  });
  assert.deepEqual(await own(api), names);
});

test('a socket is opened at another process than the one that made its ticket', async (t) => {
  const opened = await open(t, 2);
  if (opened === undefined) return;
  const [one, other] = opened.processes;
  if (one === undefined || other === undefined) return;
  const made = await one.call('POST', '/api/v1/ws-tickets', { token: house.owner.token });
  const { ticket } = made.body as { ticket: string };
  const path = `/api/v1/ws?ticket=${ticket}`;
  // Without an upgrade the answer still tells whether the ticket was good, and it is used up.
  assert.equal((await other.call('GET', path)).status, 426);
  assert.equal((await one.call('GET', path)).status, 401);
});
