import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import { requireTool } from '@kempt/engine/testing/require-tool';
import { filesBody } from '../../src/testing/form-body.ts';
import { openTestApi, TEST_PASSWORD, type TestAnswer, type TestApi } from '../../src/testing/test-api.ts';
import { startTestRedis, type TestRedis } from '../../src/testing/test-redis.ts';

let house: TestApi;
before(async () => {
  house = await openTestApi();
});
after(() => house.close());

async function open(t: TestContext, env: Readonly<Record<string, string>>): Promise<TestApi> {
  const api = await openTestApi(env, { beside: house });
  t.after(() => api.close());
  return api;
}

const me = (api: TestApi, token = house.owner.token): Promise<TestAnswer> =>
  api.call('GET', '/api/v1/auth/me', { token });
const statuses = (answers: readonly TestAnswer[]): Record<number, number> => {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};

test('lets a user make as many requests a minute as the limit says, and says how things stand', async (t) => {
  const api = await open(t, { KEMPT_LIMIT_API_USER: '5', KEMPT_LIMIT_API_GLOBAL: '50' });
  const user = await house.makeUser('counted@example.org');
  const first = await me(api, user.token);
  assert.equal(first.headers['ratelimit-policy'], '"api";q=5;w=60, "api-global";q=50;w=60');
  assert.match(String(first.headers['ratelimit']), /^"api";r=4;t=60, "api-global";r=49;t=60$/);
  assert.equal(first.headers['x-ratelimit-limit'], '5');
  assert.equal(first.headers['x-ratelimit-remaining'], '4');
  for (let at = 0; at < 4; at++) assert.equal((await me(api, user.token)).status, 200);
  const refused = await me(api, user.token);
  assert.equal(refused.status, 429);
  assert.equal((refused.body as { code: string }).code, 'too_many_requests');
  const wait = Number(refused.headers['retry-after']);
  assert.ok(wait > 50 && wait <= 60, String(wait));
  assert.equal((await me(api)).status, 200, 'somebody else is not refused');
});

test('refuses everybody when all together ask too much, and charges nobody for it', async (t) => {
  const api = await open(t, { KEMPT_LIMIT_API_USER: '4', KEMPT_LIMIT_API_GLOBAL: '6' });
  const [a, b] = [await house.makeUser('a@example.org'), await house.makeUser('b@example.org')];
  for (let at = 0; at < 4; at++) await me(api, a.token);
  for (let at = 0; at < 2; at++) assert.equal((await me(api, b.token)).status, 200);
  const refused = await me(api, b.token);
  assert.equal(refused.status, 429);
  assert.match(String(refused.headers['ratelimit']), /^"api";r=2;/);
});

test('counts whoever is not signed in by address, with good and bad credentials', async (t) => {
  const api = await open(t, { KEMPT_LIMIT_API_USER: '3' });
  const bad = () => api.call('GET', '/api/v1/auth/me', { key: 'kempt_no-such-key' });
  assert.deepEqual(statuses([await bad(), await bad(), await bad(), await bad()]), { 401: 3, 429: 1 });
  assert.equal((await me(api)).status, 200);
});

test('counts neither health nor pages of the documentation', async (t) => {
  const api = await open(t, { KEMPT_LIMIT_API_USER: '1', KEMPT_LIMIT_API_GLOBAL: '1' });
  for (let at = 0; at < 5; at++) {
    assert.equal((await api.call('GET', '/health/live')).status, 200);
    assert.equal((await api.call('GET', '/docs/static/swagger-ui.css')).status, 200);
  }
});

test('counts a form of many files once, and a large file in pieces once', async (t) => {
  const api = await open(t, { KEMPT_LIMIT_UPLOAD_USER: '2' });
  const { token } = house.owner;
  const { contentType, payload } = filesBody({ 'a.txt': 'a', 'b.txt': 'b', 'c.txt': 'c' });
  const send = () =>
    api.http.inject({
      method: 'POST',
      url: '/api/v1/files/upload',
      headers: { 'content-type': contentType, authorization: `Bearer ${token}` },
      payload,
    });
  const uploaded = await send();
  assert.equal(uploaded.statusCode, 201, uploaded.body);
  assert.equal(uploaded.headers['ratelimit-policy'], '"upload";q=2;w=60');
  const made = await api.call('POST', '/api/v1/uploads', { token, body: { path: 'large.bin', size_bytes: 20 } });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const { id } = made.body as { id: string };
  for (let offset = 0; offset < 20; offset += 2) {
    const piece = await api.http.inject({
      method: 'PATCH',
      url: `/api/v1/uploads/${id}`,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/offset+octet-stream',
        'upload-offset': String(offset),
      },
      payload: 'xx',
    });
    assert.ok(piece.statusCode < 300, piece.body);
  }
  assert.equal((await send()).statusCode, 429);
});

test('strangers from many addresses leave half of what all may ask to those who are signed in', async (t) => {
  const api = await open(t, {
    KEMPT_LIMIT_API_USER: '4',
    KEMPT_LIMIT_API_GLOBAL: '10',
    KEMPT_LIMIT_UPLOAD_GLOBAL: '2',
    KEMPT_LIMIT_EXPORT_GLOBAL: '2',
    KEMPT_TRUSTED_PROXIES: '127.0.0.1',
  });
  const users = [await house.makeUser('inside@example.org'), await house.makeUser('indoors@example.org')];
  const from = (address: string, method: string, path: string) =>
    api.call(method, path, { headers: { 'x-forwarded-for': address } });
  const uploads = [1, 2, 3].map((n) => from(`203.0.113.${n}`, 'POST', '/api/v1/files/upload'));
  const exports = [4, 5].map((n) => from(`203.0.113.${n}`, 'GET', '/api/v1/reports/x/export?format=csv'));
  assert.deepEqual(statuses(await Promise.all([...uploads, ...exports])), { 401: 5 });
  const refused = await from('203.0.113.6', 'GET', '/api/v1/auth/me');
  assert.equal(refused.status, 429);
  assert.match(String(refused.headers['ratelimit-policy']), /, "api-strangers";q=5;w=60$/);
  const asked = users.flatMap(({ token }) => [me(api, token), me(api, token)]);
  assert.deepEqual(statuses(await Promise.all(asked)), { 200: 4 });
  const first = await api.call('POST', '/api/v1/uploads', {
    token: house.owner.token,
    body: { path: 'inside.bin', size_bytes: 1 },
  });
  assert.equal(first.status, 201, 'nobody who was refused has taken the place of an upload');
});

test('charges nobody whom the database was not there to know', async (t) => {
  const api = await open(t, { KEMPT_LIMIT_API_USER: '2' });
  const { token } = await house.makeUser('unknown@example.org');
  const lost = t.mock.method(api.database.pool, 'query', () =>
    Promise.reject(new Error('timeout exceeded when trying to connect')),
  );
  const ask = () => Promise.all(Array.from({ length: 3 }, () => me(api, token)));
  assert.deepEqual(statuses(await ask()), { 503: 3 });
  assert.equal((await api.call('GET', '/health/live', { token })).status, 200);
  lost.mock.restore();
  assert.deepEqual(statuses(await ask()), { 200: 2, 429: 1 });
  const stranger = () => api.call('GET', '/api/v1/auth/me');
  const strangers = [await stranger(), await stranger(), await stranger()];
  assert.deepEqual(statuses(strangers), { 401: 2, 429: 1 }, 'nor their address');
});

test('limits exports by themselves', async (t) => {
  const api = await open(t, { KEMPT_LIMIT_EXPORT_USER: '1' });
  const { token } = house.owner;
  const path = '/api/v1/reports/20260101-000000-aaaaaa/export?format=csv';
  const first = await api.call('GET', path, { token });
  assert.equal(first.headers['ratelimit-policy'], '"export";q=1;w=60');
  assert.equal((await api.call('GET', path, { token })).status, 429);
  assert.equal((await me(api)).status, 200);
});

const signIn = (
  api: TestApi,
  email: string,
  { password = 'wrong password', address }: { readonly password?: string | undefined; readonly address?: string } = {},
): Promise<TestAnswer> =>
  api.call('POST', '/api/v1/auth/login', {
    body: { email, password },
    ...(address === undefined ? {} : { headers: { 'x-forwarded-for': address } }),
  });

test('of many who guess a password at once only a few are heard, and the right one is not either', async (t) => {
  const api = await open(t, { KEMPT_LIMIT_SIGN_IN_ACCOUNT: '10' });
  await house.makeUser('guessed@example.org');
  const answers = await Promise.all(Array.from({ length: 100 }, () => signIn(api, 'guessed@example.org')));
  assert.deepEqual(statuses(answers), { 401: 10, 429: 90 });
  assert.equal((await signIn(api, 'GUESSED@example.org', { password: TEST_PASSWORD })).status, 429);
});

test('whoever fails again and again waits longer and longer, and nobody else for them', async (t) => {
  const api = await open(t, { KEMPT_TRUSTED_PROXIES: '127.0.0.1' });
  await house.makeUser('target@example.org');
  const thief = (password?: string) => signIn(api, 'target@example.org', { password, address: '203.0.113.9' });
  for (let at = 0; at < 6; at++) assert.equal((await thief()).status, 401);
  const refused = await thief(TEST_PASSWORD);
  assert.equal(refused.status, 429);
  assert.equal(refused.headers['retry-after'], '1');
  const unknown = (): Promise<TestAnswer> => signIn(api, 'nobody@example.org', { address: '203.0.113.9' });
  for (let at = 0; at < 6; at++) await unknown();
  assert.equal((await unknown()).status, 429, 'an account that is not there is no other');
  assert.equal(
    (await signIn(api, 'target@example.org', { password: TEST_PASSWORD, address: '198.51.100.1' })).status,
    200,
  );
});

test('strangers who guess keep nobody out of an account from where they signed in before', async (t) => {
  const api = await open(t, { KEMPT_TRUSTED_PROXIES: '127.0.0.1', KEMPT_LIMIT_SIGN_IN_ACCOUNT: '10' });
  const { email } = await house.makeUser('besieged@example.org');
  const from = (address: string, password?: string) => signIn(api, email, { address, password });
  for (const home of ['198.51.100.7', '2001:db8:7::1']) assert.equal((await from(home, TEST_PASSWORD)).status, 200);
  const strangers = Array.from({ length: 20 }, (_, at) => from(`203.0.113.${at}`));
  assert.equal(statuses(await Promise.all(strangers))[429], 12, 'two of ten were those before');
  assert.equal((await from('203.0.113.99', TEST_PASSWORD)).status, 429);
  for (const home of ['198.51.100.7', '2001:db8:7::2']) assert.equal((await from(home, TEST_PASSWORD)).status, 200);
  const guesses = Array.from({ length: 12 }, () => from('198.51.100.7'));
  assert.equal(statuses(await Promise.all(guesses))[401], 9, 'there too no more than ten are heard');
});

test('counts the address that a proxy names, whatever it writes behind it', async (t) => {
  const api = await open(t, { KEMPT_LIMIT_API_USER: '2', KEMPT_TRUSTED_PROXIES: '127.0.0.1' });
  for (const forms of [
    ['192.0.2.1:1000', '192.0.2.1:1001', '::ffff:192.0.2.1'],
    ['[2001:db8::1]:1000', '2001:db8::2', '[2001:db8::3]'],
    ['unknown', '_hidden', 'x'.repeat(2000)],
  ]) {
    const asked = forms.map((address) =>
      api.call('GET', '/api/v1/auth/me', { headers: { 'x-forwarded-for': address } }),
    );
    assert.deepEqual(statuses(await Promise.all(asked)), { 401: 2, 429: 1 }, forms.join());
  }
});

test('counts whoever may send no pieces of uploads, which are not counted otherwise', async (t) => {
  const api = await open(t, { KEMPT_LIMIT_API_USER: '2' });
  const guess = (at: number) => api.call('PATCH', '/api/v1/uploads/x', { key: `kempt_guess-${at}` });
  assert.deepEqual(statuses(await Promise.all([1, 2, 3].map(guess))), { 401: 2, 429: 1 });
});

test('refuses a question about an address as it refuses requests, with a problem detail', async (t) => {
  const api = await open(t, { KEMPT_LIMIT_API_USER: '1', KEMPT_ALLOWED_ORIGINS: 'https://a.example' });
  const ask = (headers: Readonly<Record<string, string>>) => api.call('OPTIONS', '/api/v1/auth/me', { headers });
  const asked = [await ask({}), await ask({ origin: 'https://a.example' }), await ask({})];
  assert.deepEqual(
    asked.map(({ status, body }) => [status, (body as { code?: string } | null)?.code]),
    [
      [404, 'not_found'],
      [204, undefined],
      [429, 'too_many_requests'],
    ],
  );
});

test('believes what a proxy says of an address only of proxies it was told of', async (t) => {
  const trusting = await open(t, { KEMPT_LIMIT_API_USER: '2', KEMPT_TRUSTED_PROXIES: '10.0.0.0/8' });
  const from = (address: string) =>
    trusting.call('GET', '/api/v1/auth/me', { headers: { 'x-forwarded-for': address } });
  // Requests of this test come from 127.0.0.1, which is no proxy it was told of.
  assert.deepEqual(statuses([await from('1.1.1.1'), await from('2.2.2.2'), await from('3.3.3.3')]), { 401: 2, 429: 1 });
});

test('over two processes exactly as many get in as the limit says, of many at once', async (t) => {
  const redis = await openRedisOf(t);
  if (redis === undefined) return;
  const env = { REDIS_URL: redis.url, KEMPT_LIMIT_API_USER: '100' };
  const [one, other] = [await open(t, env), await open(t, env)];
  const user = await house.makeUser('many@example.org');
  const asked = Array.from({ length: 2000 }, (_, at) => me(at % 2 === 0 ? one : other, user.token));
  assert.deepEqual(statuses(await Promise.all(asked)), { 200: 100, 429: 1900 });
});

test('goes on limiting while Redis is away, sign-ins to half, and with Redis once it is back', async (t) => {
  const redis = await openRedisOf(t);
  if (redis === undefined) return;
  const api = await open(t, {
    REDIS_URL: redis.url,
    KEMPT_LIMIT_API_USER: '3',
    KEMPT_LIMIT_SIGN_IN_ACCOUNT: '4',
  });
  const user = await house.makeUser('away@example.org');
  await redis.kill();
  assert.deepEqual(statuses(await Promise.all(Array.from({ length: 8 }, () => me(api, user.token)))), {
    200: 3,
    429: 5,
  });
  const attempts = await Promise.all(Array.from({ length: 3 }, () => signIn(api, 'other@example.org')));
  assert.deepEqual(statuses(attempts), { 401: 2, 429: 1 });
  await redis.start();
  for (let at = 0; (await redis.ask((connection) => connection.keys('kempt:*:limit:api:*'))).length === 0; at++) {
    assert.ok(at < 400, 'it does not come back');
    await me(api);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
});

async function openRedisOf(t: TestContext): Promise<TestRedis | undefined> {
  if (!requireTool(t, 'redis-server')) return undefined;
  const redis = await startTestRedis();
  t.after(() => redis.stop());
  return redis;
}
