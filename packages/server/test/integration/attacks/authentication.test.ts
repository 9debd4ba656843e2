import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { createAccessTokens } from '../../../src/platform/security/access-tokens.ts';
import { openTestApi, TEST_PASSWORD, type TestApi } from '../../../src/testing/test-api.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const decode = (part = ''): Record<string, unknown> =>
  JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
const signed = (header: unknown, payload: unknown, secret: Buffer): string => {
  const text = `${encode(header)}.${encode(payload)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
};

test('forged tokens: takes none but those it signed itself, by the one algorithm, for itself, in time', async () => {
  const [head, claims, signature = ''] = api.owner.token.split('.');
  const header = decode(head);
  const payload = decode(claims);
  const { rows } = await api.database.pool.query<{ secret: Buffer }>('select secret from signing_key');
  const secret = rows[0]?.secret ?? randomBytes(32);
  assert.equal((await me(signed(header, payload, secret))).status, 200, 'the test signs as Kempt does');
  const forged: readonly (readonly [string, string])[] = [
    ['without an algorithm', `${encode({ ...header, alg: 'none' })}.${claims ?? ''}.`],
    ['without an algorithm, with the signature', `${encode({ ...header, alg: 'none' })}.${claims ?? ''}.${signature}`],
    ['by another algorithm', signed({ ...header, alg: 'HS512' }, payload, secret)],
    ['by a public key', signed({ ...header, alg: 'RS256' }, payload, secret)],
    ['by another secret', signed(header, payload, randomBytes(32))],
    ['by an empty secret', signed(header, payload, Buffer.alloc(0))],
    ['under a key that there is not', signed({ ...header, kid: `' or '1'='1` }, payload, secret)],
    ['under a key that is a path', signed({ ...header, kid: '../../../../dev/null' }, payload, Buffer.alloc(0))],
    ['without a key', signed({ ...header, kid: undefined }, payload, secret)],
    ['with a key of its own', signed({ ...header, kid: 'x', jwk: { kty: 'oct', k: 'AA' } }, payload, Buffer.alloc(1))],
    ['with a critical field', signed({ ...header, crit: ['x'], x: 1 }, payload, secret)],
    ['for another audience', signed(header, { ...payload, aud: 'other' }, secret)],
    ['of another issuer', signed(header, { ...payload, iss: 'other' }, secret)],
    ['that has run out', signed(header, { ...payload, exp: Math.floor(Date.now() / 1000) - 1 }, secret)],
    ['of another user', signed(header, { ...payload, sub: '00000000-0000-4000-8000-000000000000' }, secret)],
    [
      'of a session that there is not',
      signed(header, { ...payload, sid: '00000000-0000-4000-8000-000000000000' }, secret),
    ],
    ['without a session', signed(header, { ...payload, sid: undefined }, secret)],
    ['with another payload', `${head ?? ''}.${encode({ ...payload, exp: 9_999_999_999 })}.${signature}`],
    ['cut short', api.owner.token.slice(0, -2)],
    ['with nothing behind it', `${head ?? ''}.${claims ?? ''}`],
  ];
  for (const [what, token] of forged) assert.equal((await me(token)).status, 401, what);
});

const me = (token: string) => api.call('GET', '/api/v1/auth/me', { token });

test('old tokens: an access token ends after a quarter of an hour', async () => {
  let now = Date.now();
  const tokens = createAccessTokens(api.database.db, { now: () => now, monotonic: () => performance.now() });
  const token = await tokens.sign({ userId: api.owner.id, sessionId: '00000000-0000-4000-8000-000000000000' });
  now += 899_000;
  assert.equal((await tokens.verify(token)).userId, api.owner.id);
  now += 2000;
  await assert.rejects(tokens.verify(token), { code: 'unauthenticated' });
});

test('stolen places: takes credentials from their headers alone', async () => {
  const { token } = api.owner;
  for (const [path, headers] of [
    [`/api/v1/auth/me?access_token=${token}`, {}],
    [`/api/v1/auth/me?token=${token}`, {}],
    ['/api/v1/auth/me', { cookie: `access_token=${token}; token=${token}; kempt_refresh=${token}` }],
    [
      '/api/v1/auth/me',
      { authorization: `Basic ${Buffer.from(`owner@example.org:${TEST_PASSWORD}`).toString('base64')}` },
    ],
    ['/api/v1/auth/me', { authorization: token }],
    ['/api/v1/auth/me', { authorization: `Bearer ${token},Bearer ${token}` }],
    ['/api/v1/auth/me', { 'x-api-key': token }],
    ['/api/v1/auth/me', { 'x-forwarded-user': api.owner.id, 'x-original-url': '/health', 'x-user-id': api.owner.id }],
  ] as const) {
    assert.ok((await api.call('GET', path, { headers })).status >= 400, `${path} ${JSON.stringify(headers)}`);
  }
});

test('guessed keys: takes an API key only whole and exactly', async () => {
  const made = await api.call('POST', '/api/v1/api-keys', {
    token: api.owner.token,
    body: { name: 'k', scopes: ['read'] },
  });
  const { token: key, prefix } = made.body as { token: string; prefix: string };
  assert.equal((await api.call('GET', '/api/v1/roots', { key })).status, 200);
  for (const other of [
    prefix,
    key.slice(0, -1),
    `${key}A`,
    key.toUpperCase(),
    ` ${key}x`,
    'kempt_',
    `kempt_${'A'.repeat(43)}`,
  ]) {
    assert.equal((await api.call('GET', '/api/v1/roots', { key: other })).status, 401, other);
  }
});

test('a leaked database: keeps no token, key or password that could be used', async () => {
  const login = { email: 'owner@example.org', password: TEST_PASSWORD, session: 'token' };
  const opened = (await api.call('POST', '/api/v1/auth/login', { body: login })).body as Record<string, string>;
  const made = await api.call('POST', '/api/v1/api-keys', {
    token: api.owner.token,
    body: { name: 'k', scopes: ['read'] },
  });
  const invited = await api.call('POST', '/api/v1/invitations', { token: api.owner.token, body: {} });
  const secrets = [
    TEST_PASSWORD,
    opened['refresh_token'] ?? '',
    opened['access_token'] ?? '',
    (made.body as { token: string }).token,
    (invited.body as { token: string }).token,
  ];
  const { rows: tables } = await api.database.pool.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  );
  assert.ok(tables.length > 15);
  for (const { name } of tables) {
    const { rows } = await api.database.pool.query<{ line: string }>(`select t::text as line from "${name}" t`);
    const all = rows.map(({ line }) => line).join('\n');
    for (const secret of secrets) assert.equal(all.includes(secret), false, `${name} holds ${secret}`);
  }
});

test('stolen refresh tokens: gives the parent of the newest ten seconds, and after that ends the session', async () => {
  const login = { email: 'owner@example.org', password: TEST_PASSWORD, session: 'token' };
  const refresh = async (refresh_token: string) => {
    const { status, body } = await api.call('POST', '/api/v1/auth/refresh', { body: { refresh_token } });
    return { status, ...(body as { access_token: string; refresh_token: string }) };
  };
  const first = (await api.call('POST', '/api/v1/auth/login', { body: login })).body as { refresh_token: string };
  const second = await refresh(first.refresh_token);
  assert.equal((await refresh(first.refresh_token)).status, 200, 'a page that lost the answer asks again');
  await api.database.pool.query(`update refresh_token set used_at = used_at - interval '11 seconds'`);
  assert.equal((await refresh(first.refresh_token)).status, 401);
  assert.equal((await refresh(second.refresh_token)).status, 401, 'the whole family has ended');
  assert.equal((await me(second.access_token)).status, 401, 'and its access tokens at once');
  const { body } = await api.call('GET', '/api/v1/audit?action=reuse_refresh_token', { token: api.owner.token });
  assert.equal((body as { items: unknown[] }).items.length, 1);
});

test('weak passwords: takes none anywhere', async () => {
  const weak = 'Password123';
  const account = { email: 'weak@example.org', name: 'W', password: weak };
  const invited = await api.call('POST', '/api/v1/invitations', { token: api.owner.token, body: {} });
  const { token: invitation_token } = invited.body as { token: string };
  const { token } = api.owner;
  const asked: readonly (readonly [string, string, Parameters<TestApi['call']>[2]])[] = [
    ['POST', '/api/v1/setup', { body: { ...account, token: 'x' } }],
    ['POST', '/api/v1/auth/register', { body: { ...account, invitation_token } }],
    ['POST', '/api/v1/auth/change-password', { token, body: { current_password: TEST_PASSWORD, new_password: weak } }],
    ['POST', '/api/v1/users', { token, body: { ...account, role: 'member' } }],
    ['PATCH', `/api/v1/users/${api.owner.id}`, { token, body: { password: weak } }],
  ];
  for (const [method, path, call] of asked) {
    const answer = await api.call(method, path, call);
    assert.partialDeepStrictEqual(answer, { status: 422, body: { code: 'weak_password' } }, path);
    const short = JSON.parse(JSON.stringify(call).replaceAll(weak, 'short pw')) as Parameters<TestApi['call']>[2];
    assert.equal((await api.call(method, path, short)).status, 400, path);
  }
  assert.equal((await me(token)).status, 200);
});
