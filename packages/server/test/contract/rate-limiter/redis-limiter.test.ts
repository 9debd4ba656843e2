import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { requireTool } from '@kempt/engine/testing/require-tool';
import { createLog } from '../../../src/platform/log/create-log.ts';
import { createRedisLimiter, createRedisPenalties } from '../../../src/platform/rate-limit/redis-limiter.ts';
import { openRedis } from '../../../src/platform/redis/open-redis.ts';
import { findTestRedis, stopTestRedis } from '../../../src/testing/find-test-redis.ts';
import { startTestRedis } from '../../../src/testing/test-redis.ts';
import { rateLimiterContract } from './rate-limiter-contract.ts';

const log = createLog({ level: 'silent', logger: 'test', stream: { write: () => undefined } });
after(stopTestRedis);

async function openLink(t: TestContext) {
  const url = await findTestRedis(t);
  if (url === undefined) return undefined;
  const link = openRedis(url, log);
  await link.open();
  t.after(() => link.close());
  return link;
}

rateLimiterContract('limits in Redis', async (t) => {
  const [one, two] = [await openLink(t), await openLink(t)];
  if (one === undefined || two === undefined) return undefined;
  const installation = randomUUID();
  return {
    limiter: createRedisLimiter(one, installation),
    other: createRedisLimiter(two, installation),
    penalties: createRedisPenalties(one, installation),
  };
});

test('decides as a list of all requests would, by the clock of Redis', async (t) => {
  const link = await openLink(t);
  if (link === undefined) return;
  const timeOf = async (): Promise<number> => {
    const [seconds = 0, micros = 0] = (await link.run((redis) => redis.time())).map(Number);
    return seconds + micros / 1e6;
  };
  const request = fc.record({ wait: fc.integer({ min: 0, max: 25 }), key: fc.constantFrom('a', 'b') });
  await fc.assert(
    fc.asyncProperty(
      fc.array(request, { minLength: 20, maxLength: 40 }),
      fc.integer({ min: 1, max: 4 }),
      async (requests, limit) => {
        const limiter = createRedisLimiter(link, randomUUID());
        const seconds = 0.06;
        const taken: { readonly key: string; readonly from: number; readonly to: number }[] = [];
        for (const { wait, key } of requests) {
          await sleep(wait);
          const from = await timeOf();
          const { allowed } = await limiter.take([{ key, limit, seconds }]);
          const to = await timeOf();
          // When exactly it was decided only Redis knows; both ends of the interval bound what may be.
          const own = taken.filter((one) => one.key === key);
          const surely = own.filter((one) => one.from > to - seconds).length;
          const perhaps = own.filter((one) => one.to > from - seconds).length;
          if (allowed) assert.ok(surely < limit, `${surely} of ${limit} were in, and one more was let in`);
          else assert.ok(perhaps >= limit, `${perhaps} of ${limit} were in, and one more was refused`);
          if (allowed) taken.push({ key, from, to });
        }
      },
    ),
    { numRuns: 12 },
  );
});

test('counts nothing that lies in the future, as after the clock of Redis was set back', async (t) => {
  const link = await openLink(t);
  if (link === undefined) return;
  const installation = randomUUID();
  const hourAhead = (Date.now() + 3_600_000) * 1000;
  await link.run((redis) => redis.zadd(`kempt:{${installation}}:limit:a`, hourAhead, 'one', hourAhead + 1, 'two'));
  const limiter = createRedisLimiter(link, installation);
  assert.equal((await limiter.take([{ key: 'a', limit: 1, seconds: 60 }])).allowed, true);
});

test('leaves nothing in Redis once a window is over', async (t) => {
  const link = await openLink(t);
  if (link === undefined) return;
  const installation = randomUUID();
  await createRedisLimiter(link, installation).take([{ key: 'a', limit: 1, seconds: 0.05 }]);
  await sleep(120);
  assert.deepEqual(await link.run((redis) => redis.keys(`kempt:{${installation}}:*`)), []);
});

test('counts no failure that it could not forget again', async (t) => {
  if (!requireTool(t, 'redis-server')) return;
  const redis = await startTestRedis(['--rename-command', 'EXPIRE', '']);
  t.after(() => redis.stop());
  const link = openRedis(redis.url, log);
  await link.open();
  t.after(() => link.close());
  await assert.rejects(createRedisPenalties(link, 'i').fail('a'));
  assert.deepEqual(await redis.ask((connection) => connection.keys('*:penalty:*')), []);
});
