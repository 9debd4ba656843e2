import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { eq, sql } from 'drizzle-orm';
import type { CacheKind } from '@kempt/contracts';
import type { Category, Operation } from '@kempt/contracts/api';
import { appUser, category, operation } from '../../src/platform/db/schema/index.ts';
import { insertRecords } from '../../src/testing/record-fixture.ts';
import { openTestApi, type TestApi, type TestUser } from '../../src/testing/test-api.ts';

let api: TestApi;
let rootId: string;
before(async () => {
  api = await openTestApi();
  const body = { name: 'Folder', path: api.folder };
  const made = await api.call('POST', '/api/v1/roots', { token: api.owner.token, body });
  rootId = (made.body as { id: string }).id;
});
after(() => api.close());

const get = async <T>(path: string, user: TestUser = api.owner): Promise<T> => {
  const answer = await api.call('GET', path, { token: user.token });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body as T;
};
const hitsOf = (kind: CacheKind): number => api.cache.statistics.read()[kind].hits;
const names = async (): Promise<string[]> =>
  (await get<{ items: Category[] }>('/api/v1/categories?limit=1000')).items
    .filter((one) => !one.built_in)
    .map((one) => one.name);

/** Waits until something holds that the database has to tell of first. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let at = 0; at < 200; at++) {
    if (await holds()) return;
    await sleep(25);
  }
  assert.fail('it did not come');
}

test('answers from the cache what was read before, for each kind', async () => {
  const { id } = await insertRecords(api.database.db, { rootId }, [{ originalPath: '/srv/letters/a.txt' }]);
  const reads: readonly (readonly [CacheKind, string])[] = [
    ['category_list', '/api/v1/categories'],
    ['user_profile', '/api/v1/auth/me'],
    ['operation_status', `/api/v1/operations/${id}`],
    ['search', '/api/v1/files/search?q=letters'],
  ];
  await until(() => Promise.resolve(api.events.isAlive()));
  for (const [kind, path] of reads) {
    const first = await get(path);
    const before = hitsOf(kind);
    assert.deepEqual(await get(path), first);
    assert.equal(hitsOf(kind), before + 1, kind);
  }
  assert.ok(hitsOf('standing') > 0);
});

test('shows people their own change at once', async () => {
  const make = (name: string) =>
    api.call('POST', '/api/v1/categories', {
      token: api.owner.token,
      body: { name, color: '#3366cc', icon: 'file' },
    });
  for (let at = 0; at < 20; at++) {
    await make(`own ${at}`);
    assert.ok((await names()).includes(`own ${at}`), `change ${at}`);
  }
  for (let at = 0; at < 20; at++) {
    await api.call('PATCH', '/api/v1/auth/me', { token: api.owner.token, body: { name: `Ada ${at}` } });
    assert.equal((await get<{ name: string }>('/api/v1/auth/me')).name, `Ada ${at}`);
  }
});

test('hears of what another program changes in the database', async () => {
  const { db } = api.database;
  await names();
  await db.insert(category).values({ name: 'by hand', extensions: [], keywords: [], color: '#000000', icon: 'x' });
  await until(async () => (await names()).includes('by hand'));
  await db.delete(category).where(eq(category.name, 'by hand'));
  await until(async () => !(await names()).includes('by hand'));
});

test('never keeps an operation that is under way, and forgets one that goes on', async () => {
  const { db } = api.database;
  const { id } = await insertRecords(db, { rootId, status: 'running' }, []);
  const status = async () => (await get<Operation>(`/api/v1/operations/${id}`)).status;
  assert.equal(await status(), 'running');
  await db.update(operation).set({ status: 'planned' }).where(eq(operation.id, id));
  assert.equal(await status(), 'planned', 'nothing of before was kept');
  await db.update(operation).set({ status: 'completed' }).where(eq(operation.id, id));
  await until(async () => (await status()) === 'completed');
});

test('an account that is disabled in the database is let in no more', async () => {
  const user = await api.makeUser('gone@example.org');
  assert.equal((await api.call('GET', '/api/v1/auth/me', { token: user.token })).status, 200);
  await api.database.db
    .update(appUser)
    .set({ disabledAt: sql`now()` })
    .where(eq(appUser.id, user.id));
  await until(async () => (await api.call('GET', '/api/v1/auth/me', { token: user.token })).status === 401);
});

test('whoever loses a grant sees nothing more of the root at once', async () => {
  const user = await api.makeUser('viewer@example.org');
  const { id } = await insertRecords(api.database.db, { rootId }, [{ originalPath: '/srv/letters/secret.txt' }]);
  const grant = (grants: object[]) =>
    api.call('PUT', `/api/v1/roots/${rootId}/grants`, { token: api.owner.token, body: { grants } });
  const own = { user_id: api.owner.id, role: 'approver' };
  const granted = await grant([own, { user_id: user.id, role: 'viewer' }]);
  assert.equal(granted.status, 200, JSON.stringify(granted.body));
  const look = async () => ({
    operation: (await api.call('GET', `/api/v1/operations/${id}`, { token: user.token })).status,
    found: (await get<{ items: unknown[] }>('/api/v1/files/search?q=secret', user)).items.length,
  });
  assert.deepEqual(await look(), { operation: 200, found: 1 });
  await grant([own]);
  assert.deepEqual(await look(), { operation: 404, found: 0 });
});

test('takes nothing from the cache while it hears nothing, and then knows what it missed', async () => {
  const { db } = api.database;
  // How far it has heard is noted now and then.
  await sleep(3000);
  await names();
  await get('/api/v1/auth/me');
  const profileHits = hitsOf('user_profile');
  const cut = sql`select pg_terminate_backend(pid, 5000) from pg_stat_activity
    where application_name = 'kempt events' and datname = current_database()`;
  await db.execute(cut);
  // Nobody is there to hear of it.
  await db.insert(category).values({ name: 'unheard', extensions: [], keywords: [], color: '#000000', icon: 'x' });
  assert.ok((await names()).includes('unheard'));
  await until(() => Promise.resolve(api.events.isAlive()));
  assert.ok((await names()).includes('unheard'));
  await get('/api/v1/auth/me');
  assert.equal(hitsOf('user_profile'), profileHits + 1, 'what did not change is kept');
});
