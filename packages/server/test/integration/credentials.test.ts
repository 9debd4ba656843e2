import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { renewSetupToken } from '../../src/features/accounts/setup-store.ts';
import { openTestApi, TEST_PASSWORD, type TestApi } from '../../src/testing/test-api.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

const post = (path: string, body: object, token?: string) =>
  api.call('POST', `/api/v1/${path}`, { body, ...(token === undefined ? {} : { token }) });
const run = (statement: string, ...values: unknown[]) => api.database.pool.query(statement, values);

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

const signIn = async (email: string): Promise<Tokens> =>
  (await post('auth/login', { email, password: TEST_PASSWORD, session: 'token' })).body as Tokens;
const refresh = (token: string) => post('auth/refresh', { refresh_token: token });

test('lets one of two who hold the set-up link make the owner account, and none with an older link', async (t) => {
  const fresh = await openTestApi();
  t.after(() => fresh.close());
  await fresh.database.pool.query('delete from root_grant; delete from root; delete from app_user');
  const old = await renewSetupToken(fresh.database.db);
  const token = await renewSetupToken(fresh.database.db);
  const setUp = (name: string, shown: string | undefined) =>
    fresh.call('POST', '/api/v1/setup', {
      body: { token: shown, email: `${name}@example.org`, password: TEST_PASSWORD, name },
    });
  const refused = await setUp('late', old);
  assert.partialDeepStrictEqual(refused, { status: 403, body: { code: 'setup_token_invalid' } });
  const both = await Promise.all(['a', 'b', 'c'].map((name) => setUp(name, token)));
  assert.deepEqual(both.map(({ status }) => status).sort(), [201, 409, 409]);
  assert.equal(await renewSetupToken(fresh.database.db), undefined, 'there is no other link');
  const { rows } = await fresh.database.pool.query('select role from app_user');
  assert.deepEqual(rows, [{ role: 'administrator' }]);
});

test('takes no invitation that is over, and none twice, also when two come at once', async () => {
  const invite = async (body: object) => {
    const { body: made } = await post('invitations', body, api.owner.token);
    return made as { id: string; token: string };
  };
  const register = (name: string, token: string) =>
    post('auth/register', { email: `${name}@example.org`, password: TEST_PASSWORD, name, invitation_token: token });
  const over = await invite({ expires_in_hours: 1 });
  await run("update invitation set expires_at = now() - interval '1 second' where id = $1", over.id);
  assert.partialDeepStrictEqual(await register('over', over.token), {
    status: 403,
    body: { code: 'registration_closed' },
  });
  const once = await invite({ role: 'administrator' });
  const both = await Promise.all(['one', 'two'].map((name) => register(name, once.token)));
  assert.deepEqual(both.map(({ status }) => status).sort(), [201, 403]);
  const taken = await invite({});
  assert.equal((await register('owner', taken.token)).status, 409, 'the address is taken');
  assert.equal((await register('another', taken.token)).status, 201, 'which did not use the invitation up');
});

test('lets everybody register where that is open, and nobody as an administrator', async (t) => {
  const open = await openTestApi({ KEMPT_OPEN_REGISTRATION: '1' });
  t.after(() => open.close());
  const body = { email: 'anyone@example.org', password: TEST_PASSWORD, name: 'Anyone' };
  const answer = await open.call('POST', '/api/v1/auth/register', { body });
  assert.partialDeepStrictEqual(answer, { status: 201, body: { user: { role: 'member' } } });
  const again = await open.call('POST', '/api/v1/auth/register', { body: { ...body, email: 'ANYONE@example.org' } });
  assert.partialDeepStrictEqual(again, { status: 409, body: { code: 'email_taken' } });
  const wrong = { ...body, email: 'b@example.org', invitation_token: 'none' };
  assert.equal((await open.call('POST', '/api/v1/auth/register', { body: wrong })).status, 403);
});

test('forgives a refresh token that comes again within ten seconds, and no later', async () => {
  const user = await api.makeUser('twice@example.org');
  const first = await signIn(user.email);
  const second = (await refresh(first.refresh_token)).body as Tokens;
  const again = await refresh(first.refresh_token);
  assert.equal(again.status, 200, 'the answer may have been lost');
  await run("update refresh_token set used_at = used_at - interval '11 seconds' where used_at is not null");
  assert.equal((await refresh(first.refresh_token)).status, 401);
  for (const { refresh_token: token } of [second, again.body as Tokens]) {
    assert.equal((await refresh(token)).status, 401, 'the whole family has ended');
  }
  assert.equal((await api.call('GET', '/api/v1/auth/me', { token: second.access_token })).status, 401);
  assert.equal((await api.call('GET', '/api/v1/auth/me', { token: user.token })).status, 200, 'and no other session');
});

test('takes no refresh token of a session that is over, or of an account that is disabled', async () => {
  const user = await api.makeUser('over@example.org');
  const old = await signIn(user.email);
  await run('update session set expires_at = now() where user_id = $1', user.id);
  assert.equal((await refresh(old.refresh_token)).status, 401);
  assert.equal((await api.call('GET', '/api/v1/auth/me', { token: old.access_token })).status, 401);
  const disabled = await signIn(user.email);
  await run('update app_user set disabled_at = now() where id = $1', user.id);
  assert.equal((await refresh(disabled.refresh_token)).status, 401);
  assert.equal((await refresh('never-was')).status, 401);
});

test('takes an API key until it expires, and not when its user is disabled', async () => {
  const user = await api.makeUser('keyed@example.org');
  const hour = new Date(Date.now() + 3_600_000).toISOString();
  const made = await post('api-keys', { name: 'k', scopes: ['read'], expires_at: hour }, user.token);
  const { id, token: key } = made.body as { id: string; token: string };
  assert.partialDeepStrictEqual(made, { status: 201, body: { expires_at: hour, last_used_at: null } });
  const status = async () => (await api.call('GET', '/api/v1/auth/me', { key })).status;
  /** What another program writes into the database is heard of within a second. */
  const becomes = async (expected: number): Promise<void> => {
    const until = performance.now() + 1000;
    while ((await status()) !== expected) assert.ok(performance.now() < until, `it does not become ${expected}`);
  };
  assert.equal(await status(), 200);
  const { body } = await api.call('GET', '/api/v1/api-keys', { token: user.token });
  assert.notEqual((body as { items: { last_used_at: unknown }[] }).items[0]?.last_used_at, null);
  await run('update app_user set disabled_at = now() where id = $1', user.id);
  await becomes(401);
  await run('update app_user set disabled_at = null where id = $1', user.id);
  await becomes(200);
  await run("update api_key set expires_at = now() - interval '1 second' where id = $1", id);
  await becomes(401);
});

test('ends everything of an account that is removed, and keeps what it did', async () => {
  const user = await api.makeUser('removed@example.org');
  const tokens = await signIn(user.email);
  const made = await post('api-keys', { name: 'k', scopes: ['read'] }, user.token);
  const { token: key } = made.body as { token: string };
  const remove = () => api.call('DELETE', `/api/v1/users/${user.id}`, { token: api.owner.token });
  assert.equal((await remove()).status, 204);
  assert.equal((await remove()).status, 404);
  assert.equal((await api.call('GET', '/api/v1/auth/me', { token: user.token })).status, 401);
  assert.equal((await api.call('GET', '/api/v1/auth/me', { key })).status, 401);
  assert.equal((await refresh(tokens.refresh_token)).status, 401);
  const { rowCount } = await run('select 1 from audit_event where user_id = $1', user.id);
  assert.ok((rowCount ?? 0) > 0);
});

test('ends the sessions of an account whose password an administrator changes, and takes the new one', async () => {
  const user = await api.makeUser('forgot@example.org');
  const body = { password: 'an entirely new one' };
  const changed = await api.call('PATCH', `/api/v1/users/${user.id}`, { token: api.owner.token, body });
  assert.equal(changed.status, 200);
  assert.equal((await api.call('GET', '/api/v1/auth/me', { token: user.token })).status, 401);
  assert.equal((await post('auth/login', { email: user.email, password: TEST_PASSWORD })).status, 401);
  assert.equal((await post('auth/login', { email: user.email, password: 'an entirely new one' })).status, 200);
});

test('never leaves itself without an administrator, also when two end each other at once', async (t) => {
  const two = await openTestApi();
  t.after(() => two.close());
  const other = await two.makeUser('other@example.org', 'administrator');
  const demote = (by: { token: string }, id: string) =>
    two.call('PATCH', `/api/v1/users/${id}`, { token: by.token, body: { role: 'member' } });
  await Promise.all([demote(two.owner, other.id), demote(other, two.owner.id)]);
  const { rows } = await two.database.pool.query<{ n: number }>(
    "select count(*)::int as n from app_user where role = 'administrator' and disabled_at is null",
  );
  assert.ok((rows[0]?.n ?? 0) >= 1);
});
