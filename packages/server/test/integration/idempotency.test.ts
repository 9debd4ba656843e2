import assert from 'node:assert/strict';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
  openTestApi,
  TEST_PASSWORD,
  type TestAnswer,
  type TestApi,
  type TestUser,
} from '../../src/testing/test-api.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

let made = 0;
const newUser = (email = `user${String(++made)}@example.org`) => ({
  email,
  password: TEST_PASSWORD,
  name: 'U',
  role: 'member',
});

const post = (path: string, key: string, body: object): Promise<TestAnswer> => postAs(api.owner, path, { key, body });

const postAs = (user: TestUser, path: string, { key, body }: { readonly key: string; readonly body: object }) =>
  api.call('POST', `/api/v1/${path}`, { token: user.token, headers: { 'idempotency-key': key }, body });

const count = async (sql: string, ...values: unknown[]): Promise<number> => {
  const { rows } = await api.database.pool.query<{ n: number }>(`select count(*)::int as n from ${sql}`, values);
  return rows[0]?.n ?? 0;
};

test('carries a request out once and answers its repetition as the first one', async () => {
  const body = newUser();
  const first = await post('users', 'once', body);
  const second = await post('users', 'once', body);
  assert.equal(first.status, 201);
  assert.deepEqual([second.status, second.body], [first.status, first.body]);
  for (const name of ['location', 'content-type']) assert.equal(second.headers[name], first.headers[name]);
  assert.equal(first.headers['idempotency-replayed'], undefined);
  assert.equal(second.headers['idempotency-replayed'], 'true');
  assert.equal(await count('app_user where email = $1', body.email), 1);
});

test('refuses another request under the same key', async () => {
  await post('users', 'other', newUser());
  const folder = join(api.folder, 'other');
  await mkdir(folder);
  for (const answer of [
    await post('users', 'other', newUser()),
    await post('roots', 'other', { name: 'R', path: folder }),
  ]) {
    assert.partialDeepStrictEqual(answer, { status: 409, body: { code: 'idempotency_conflict' } });
  }
  assert.equal(await count('root where path = $1', folder), 0);
});

test('keeps the keys of users apart', async () => {
  const other = await api.makeUser('apart@example.org', 'administrator');
  const [one, two] = [
    await post('users', 'same', newUser()),
    await postAs(other, 'users', { key: 'same', body: newUser() }),
  ];
  assert.deepEqual([one.status, two.status], [201, 201]);
});

test('carries one of many requests out that come at once', async () => {
  const body = newUser();
  const answers = await Promise.all(Array.from({ length: 6 }, () => post('users', 'at-once', body)));
  const statuses = answers.map(({ status }) => status);
  assert.equal(await count('app_user where email = $1', body.email), 1);
  assert.ok(statuses.includes(201));
  for (const answer of answers.filter(({ status }) => status !== 201)) {
    assert.partialDeepStrictEqual(answer, {
      status: 409,
      headers: { 'retry-after': '1' },
      body: { code: 'idempotency_conflict' },
    });
  }
  assert.equal((await post('users', 'at-once', body)).status, 201);
});

test('forgets a key whose request failed, so that it can be tried again', async () => {
  const folder = join(api.folder, 'later');
  const body = { name: 'Later', path: folder };
  const failed = await post('roots', 'again', body);
  assert.ok(failed.status >= 400 && failed.status < 500);
  assert.equal((await post('roots', 'again', { name: 'x' })).status, 400, 'what does not fit takes no key');
  await mkdir(folder);
  assert.equal((await post('roots', 'again', body)).status, 201);
  await rm(folder, { recursive: true });
  assert.equal((await post('roots', 'again', body)).status, 201, 'nothing is looked at again');
});

test('never keeps a secret that is shown once, and does not make another one either', async () => {
  const body = { name: 'Key', scopes: ['read'] };
  const first = await post('api-keys', 'secret', body);
  const second = await post('api-keys', 'secret', body);
  assert.equal(first.status, 201);
  assert.partialDeepStrictEqual(second, { status: 409, body: { code: 'idempotency_conflict' } });
  const { rows } = await api.database.pool.query("select * from idempotency_key where key = 'secret'");
  assert.ok(!JSON.stringify(rows).includes((first.body as { token: string }).token));
  assert.equal(await count("api_key where name = 'Key'"), 1);
});

test('forgets keys after a day', async () => {
  await post('users', 'old', newUser());
  await api.database.pool.query(
    "update idempotency_key set created_at = now() - interval '25 hours' where key = 'old'",
  );
  const another = await post('users', 'old', newUser());
  assert.equal(another.status, 201);
  assert.equal(another.headers['idempotency-replayed'], undefined);
});

test('does not carry out again what was cut short', async () => {
  const body = newUser();
  await post('users', 'cut', body);
  await api.database.pool.query("update idempotency_key set status = null, body = null where key = 'cut'");
  const again = await post('users', 'cut', body);
  assert.partialDeepStrictEqual(again, { status: 409, body: { code: 'idempotency_conflict' } });
});

test('does not answer one credential with what another one was told', async () => {
  const { body } = await api.call('POST', '/api/v1/api-keys', {
    token: api.owner.token,
    body: { name: 'Manager', scopes: ['manage'] },
  });
  const folder = join(api.folder, 'credentials');
  await mkdir(folder);
  const root = { name: 'C', path: folder };
  assert.equal((await post('roots', 'credential', root)).status, 201);
  const { token: key } = body as { token: string };
  const headers = { 'idempotency-key': 'credential' };
  const other = await api.call('POST', '/api/v1/roots', { key, headers, body: root });
  assert.partialDeepStrictEqual(other, { status: 409, body: { code: 'idempotency_conflict' } });
});

for (const key of ['', 'two words', 'ä', 'x'.repeat(256)]) {
  test(`refuses the key ${JSON.stringify(key.slice(0, 12))}`, async () => {
    const answer = await post('users', key, newUser());
    assert.partialDeepStrictEqual(answer, { status: 400, body: { code: 'invalid_request' } });
  });
}

test('means nothing where nothing is made', async () => {
  const login = { email: 'owner@example.org', password: TEST_PASSWORD };
  const tokens = [];
  for (let i = 0; i < 2; i++) tokens.push((await post('auth/login', 'login', login)).status);
  assert.deepEqual(tokens, [200, 200]);
  assert.equal(await count("idempotency_key where key = 'login'"), 0);
});
