import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Category } from '@kempt/contracts/api';
import { ADMIN_TASKS } from '../../src/app/administer.ts';
import type { ClearedCache } from '../../src/app/clear-cache.ts';
import { findTestRedis, stopTestRedis } from '../../src/testing/find-test-redis.ts';
import { openTestApi, type TestApi, type TestUser } from '../../src/testing/test-api.ts';

/** Holds the database. */
let house: TestApi;
let ann: TestUser;
before(async () => {
  house = await openTestApi();
  ann = await house.makeUser('ann@example.org');
  await unheard(
    "insert into category (name, extensions, keywords, color, icon) values ('Letters 0', '{}', '{}', '#000000', 'x')",
  );
});
after(async () => {
  await house.close();
  await stopTestRedis();
});

/** Changes rows without a trigger hearing of it. */
async function unheard(statement: string): Promise<void> {
  const client = await house.database.pool.connect();
  await client.query('set session_replication_role = replica');
  await client.query(statement);
  await client.query('reset session_replication_role');
  client.release();
}

let version = 0;
/** Changes what every answer below is made of, so that what is kept of it is seen to be old. */
async function changeAll(): Promise<string> {
  const name = String(++version);
  await unheard(`update category set name = 'Letters ${name}'`);
  await unheard(`update app_user set name = '${name}'`);
  return name;
}

const clear = (cleared: Partial<ClearedCache> = {}): Promise<void> =>
  ADMIN_TASKS.clearCache(
    {
      env: { DATABASE_URL: house.database.url, KEMPT_LOG_LEVEL: 'silent' },
      stateFolder: house.stateFolder,
      version: '0.0.0',
      signal: new AbortController().signal,
      say: () => Promise.resolve(),
      logStream: { write: () => undefined },
    },
    { kind: null, match: null, ...cleared },
  );

/** Versions of answers of a process: its categories, and the profiles of two people. */
async function look(api: TestApi): Promise<readonly string[]> {
  const get = async (path: string, token: string) => (await api.call('GET', path, { token })).body;
  const { items } = (await get('/api/v1/categories?limit=1000', ann.token)) as { items: Category[] };
  const profiles = [await get('/api/v1/auth/me', ann.token), await get('/api/v1/auth/me', house.owner.token)];
  const names = profiles.map((profile) => (profile as { name: string }).name);
  return [items.at(-1)?.name.replace('Letters ', '') ?? '', ...names];
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let at = 0; at < 400; at++) {
    if (await holds()) return;
    await sleep(25);
  }
  assert.fail('it did not come');
}

async function open(t: TestContext, env: Readonly<Record<string, string>>): Promise<TestApi> {
  const api = await openTestApi(env, { beside: house });
  t.after(() => api.close());
  await until(() => Promise.resolve(api.events.isAlive()));
  return api;
}

for (const where of ['memory', 'Redis'] as const) {
  test(`clears what two processes keep in ${where}: of a kind, by pattern, and all`, async (t) => {
    const url = where === 'Redis' ? await findTestRedis(t) : '';
    if (url === undefined) return;
    const env = url === '' ? {} : { REDIS_URL: url };
    const processes = [await open(t, env), await open(t, env)];
    const all = async (expected: readonly string[]): Promise<boolean> => {
      const seen = await Promise.all(processes.map(look));
      return seen.every((one) => one.join() === expected.join());
    };
    await clear();
    const old = await changeAll();
    await until(() => all([old, old, old]));
    const next = await changeAll();
    // Nobody was told.
    await until(() => all([old, old, old]));
    await clear({ kind: 'category_list' });
    await until(() => all([next, old, old]));
    await clear({ match: `*${ann.id}*` });
    await until(() => all([next, next, old]));
    await clear();
    await until(() => all([next, next, next]));
  });
}

test('a process that was away clears its cache before it answers from it again', async (t) => {
  const api = await open(t, {});
  await clear();
  const old = await changeAll();
  await until(async () => (await look(api)).join() === [old, old, old].join());
  // How far it has heard is noted now and then.
  await sleep(3000);
  const next = await changeAll();
  await house.database.pool.query(
    "select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = 'kempt events' and datname = current_database()",
  );
  await clear({ kind: 'user_profile' });
  await until(() => Promise.resolve(api.events.isAlive()));
  assert.deepEqual((await look(api)).slice(1), [next, next]);
});

test('what somebody may do is looked up anew', async (t) => {
  const api = await open(t, {});
  const status = async () => (await api.call('GET', '/api/v1/auth/me', { token: ann.token })).status;
  await clear();
  await until(async () => (await status()) === 200);
  await unheard(`update session set revoked_at = now() where user_id = '${ann.id}'`);
  // Nobody was told.
  await until(async () => (await status()) === 200);
  await clear({ kind: 'standing', match: `session:${house.owner.id}:*` });
  await clear({ kind: 'standing', match: `session:${ann.id}:*` });
  await until(async () => (await status()) === 401);
});

test('is in the audit log, with what was cleared', async () => {
  await clear({ kind: 'search', match: 'a:*' });
  const { rows } = await house.database.pool.query<{ actor: string; details: unknown }>(
    "select actor, details from audit_event where action = 'clear_cache' order by id desc limit 1",
  );
  assert.deepEqual(rows, [{ actor: 'system', details: { kind: 'search', match: 'a:*' } }]);
});
