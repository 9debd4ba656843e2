import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ADMIN_TASKS } from '../../src/app/administer.ts';
import type { ServiceProcess } from '../../src/app/with-database.ts';
import { useSetupToken } from '../../src/features/accounts/setup-store.ts';
import { createAccessTokens } from '../../src/platform/security/access-tokens.ts';
import { openTestApi, TEST_PASSWORD, type TestApi } from '../../src/testing/test-api.ts';
import { createTestDatabase, type TestDatabase } from '../../src/testing/test-database.ts';

const MINUTE_MS = 60_000;

let api: TestApi;
let place: string;
before(async () => {
  api = await openTestApi();
  place = await mkdtemp(join(tmpdir(), 'kempt-admin-'));
});
after(async () => {
  await rm(place, { recursive: true });
  await api.close();
});

/** The process of `kempt admin`, and what it says. */
function adminOf(database: TestDatabase): { readonly service: ServiceProcess; readonly said: string[] } {
  const said: string[] = [];
  return {
    said,
    service: {
      env: { DATABASE_URL: database.url, KEMPT_LOG_LEVEL: 'silent' },
      stateFolder: place,
      version: '0.0.0',
      signal: new AbortController().signal,
      say: (line) => {
        said.push(line);
        return Promise.resolve();
      },
      logStream: { write: () => undefined },
    },
  };
}

const login = (email: string, password: string) =>
  api.call('POST', '/api/v1/auth/login', { body: { email, password, session: 'token' } });

const me = async (token: string): Promise<number> => (await api.call('GET', '/api/v1/auth/me', { token })).status;

test('makes the tables in an empty database, and finds them there the next time', async () => {
  const database = await createTestDatabase({ empty: true });
  const { service, said } = adminOf(database);
  await ADMIN_TASKS.migrate(service);
  await ADMIN_TASKS.migrate(service);
  assert.deepEqual(said, ['The tables are up to date.', 'The tables are up to date.']);
  const { rows } = await database.pool.query('select count(*)::int as count from operation');
  assert.deepEqual(rows, [{ count: 0 }]);
  await database.drop();
});

test('prints a new set-up link, which ends the one before', async () => {
  const database = await createTestDatabase();
  const { service, said } = adminOf(database);
  await ADMIN_TASKS.setupLink(service);
  await ADMIN_TASKS.setupLink({ ...service, env: { ...service.env, KEMPT_PUBLIC_URL: 'https://kempt.example.org' } });
  const [first, second] = said.map((line) => /^Set up: (\S+)\/setup\?token=(\S+)$/.exec(line)?.slice(1) ?? []);
  assert.deepEqual([first?.[0], second?.[0]], ['http://127.0.0.1:8000', 'https://kempt.example.org']);
  const use = (token = '') => database.db.transaction((tx) => useSetupToken(tx, token));
  await assert.rejects(use(first?.[1]), { code: 'setup_token_invalid' });
  await use(second?.[1]);
  await database.drop();
});

test('prints no set-up link once somebody has an account', async () => {
  const { service, said } = adminOf(api.database);
  await assert.rejects(ADMIN_TASKS.setupLink(service), { code: 'setup_done' });
  assert.deepEqual(said, []);
});

test('gives a new password, with which alone one gets in, and ends every session', async () => {
  const { email, token, id } = await api.makeUser('locked@example.org');
  const signedIn = (await login(email, TEST_PASSWORD)).body as { refresh_token: string };
  const disabled = await api.call('PATCH', `/api/v1/users/${id}`, { token: api.owner.token, body: { disabled: true } });
  assert.equal(disabled.status, 200, JSON.stringify(disabled.body));
  const { service, said } = adminOf(api.database);
  const password = await ADMIN_TASKS.resetPassword(service, email.toUpperCase());
  assert.deepEqual(said, [], 'it is told to the caller alone');
  assert.equal(await me(token), 401);
  const body = { refresh_token: signedIn.refresh_token };
  assert.equal((await api.call('POST', '/api/v1/auth/refresh', { body })).status, 401);
  assert.deepEqual([(await login(email, TEST_PASSWORD)).status, (await login(email, password)).status], [401, 200]);
  assert.equal(await me(api.owner.token), 200, 'nobody else is signed out');
  await assert.rejects(ADMIN_TASKS.resetPassword(service, 'nobody@example.org'), { code: 'not_found' });
});

test('signs with a new key, and takes tokens under the old one until they expire', async () => {
  const clock = { time: Date.now(), now: () => clock.time, monotonic: () => clock.time };
  const tokens = createAccessTokens(api.database.db, clock);
  const claims = { userId: api.owner.id, sessionId: '00000000-0000-0000-0000-000000000000' };
  const old = await tokens.sign(claims);
  const { service, said } = adminOf(api.database);
  await ADMIN_TASKS.rotateKeys(service);
  assert.deepEqual(said, ['Access tokens are signed with a new key now.']);
  assert.equal(await me(api.owner.token), 200);
  clock.time += 2 * MINUTE_MS;
  const young = await tokens.sign(claims);
  assert.notEqual(keyOf(young), keyOf(old));
  assert.deepEqual([await tokens.verify(old), await tokens.verify(young)], [claims, claims]);
  clock.time += 14 * MINUTE_MS;
  await assert.rejects(tokens.verify(old), { code: 'unauthenticated' });
  assert.deepEqual(await tokens.verify(young), claims);
});

function keyOf(token: string): unknown {
  const [head = ''] = token.split('.');
  return (JSON.parse(Buffer.from(head, 'base64url').toString()) as { kid: unknown }).kid;
}

test('lists every index with its size and use, the largest first', async () => {
  await api.database.pool.query('analyze');
  const found = await ADMIN_TASKS.indexes(adminOf(api.database).service);
  assert.ok(found.some(({ table, index }) => table === 'operation' && index === 'operation_pkey'));
  const sizes = found.map(({ size_bytes }) => size_bytes);
  assert.deepEqual(
    sizes,
    sizes.toSorted((a, b) => b - a),
  );
  assert.ok(found.every(({ size_bytes, scans }) => Number.isInteger(size_bytes) && Number.isInteger(scans)));
});
