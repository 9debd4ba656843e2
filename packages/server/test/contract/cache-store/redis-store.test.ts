import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test, type TestContext } from 'node:test';
import { createRedisStore } from '../../../src/platform/cache/redis-store.ts';
import type { CacheStore } from '../../../src/platform/cache/cache-store.ts';
import { createLog } from '../../../src/platform/log/create-log.ts';
import { openRedis } from '../../../src/platform/redis/open-redis.ts';
import { findTestRedis, stopTestRedis } from '../../../src/testing/find-test-redis.ts';
import { cacheStoreContract } from './cache-store-contract.ts';

const log = createLog({ level: 'silent', logger: 'test', stream: { write: () => undefined } });
after(stopTestRedis);

async function openStore(t: TestContext, installation: string = randomUUID()): Promise<CacheStore | undefined> {
  const url = await findTestRedis(t);
  if (url === undefined) return undefined;
  const link = openRedis(url, log);
  const store = createRedisStore(link, installation);
  await link.open();
  t.after(() => link.close());
  return store;
}

cacheStoreContract('cache store in Redis', openStore);

test('two installations that share a Redis know nothing of each other', async (t) => {
  const [one, other] = [await openStore(t), await openStore(t)];
  await one?.keep('a', 'of one', 60_000);
  await one?.mark(['x']);
  assert.equal((await other?.find('a', ['x']))?.value, undefined);
  assert.equal(await other?.forget('*'), other === undefined ? undefined : 0);
});

test('two processes of an installation share what they keep', async (t) => {
  const installation = randomUUID();
  const [one, other] = [await openStore(t, installation), await openStore(t, installation)];
  await one?.keep('a', 'of one', 60_000);
  if (other !== undefined) assert.equal((await other.find('a', [])).value, 'of one');
});
