import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestApi, TEST_PASSWORD, type TestApi } from '../../src/testing/test-api.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

const login = (body: object) => api.call('POST', '/api/v1/auth/login', { body });

test('answers who is signed in', async () => {
  const me = await api.call('GET', '/api/v1/auth/me', { token: api.owner.token });
  assert.equal(me.status, 200);
  assert.partialDeepStrictEqual(me.body, { email: 'owner@example.org', role: 'administrator', disabled: false });
});

test('lets nobody make a second owner account with the set-up link', async () => {
  const body = { token: 'x', email: 'thief@example.org', password: TEST_PASSWORD, name: 'T' };
  const answer = await api.call('POST', '/api/v1/setup', { body });
  assert.equal(answer.status, 409);
  assert.partialDeepStrictEqual(answer.body, { code: 'setup_done' });
});

test('answers a wrong password and an unknown address in the same way', async () => {
  const wrong = await login({ email: 'owner@example.org', password: 'nonsense' });
  const unknown = await login({ email: 'nobody@example.org', password: 'nonsense' });
  const strip = (body: unknown) => ({ ...(body as object), request_id: '' });
  assert.equal(wrong.status, 401);
  assert.deepEqual(strip(wrong.body), strip(unknown.body));
});

test('finds an account in whatever case its address is typed', async () => {
  assert.equal((await login({ email: 'OWNER@Example.org', password: TEST_PASSWORD })).status, 200);
});

test('refreshes a session once a token, and ends it when an older token comes again', async () => {
  const opened = await login({ email: 'owner@example.org', password: TEST_PASSWORD, session: 'token' });
  const tokens = opened.body as { refresh_token: string; access_token: string };
  const refresh = (token: string) => api.call('POST', '/api/v1/auth/refresh', { body: { refresh_token: token } });
  const second = (await refresh(tokens.refresh_token)).body as { refresh_token: string };
  const third = await refresh(second.refresh_token);
  assert.equal(third.status, 200);
  assert.equal((await refresh(tokens.refresh_token)).status, 401, 'the grandparent of the newest is nobody’s any more');
  const latest = third.body as { refresh_token: string; access_token: string };
  assert.equal((await refresh(latest.refresh_token)).status, 401, 'the whole session has ended');
  assert.equal((await api.call('GET', '/api/v1/auth/me', { token: latest.access_token })).status, 401);
});

test('lets a page that asked twice at once go on', async () => {
  const opened = await login({ email: 'owner@example.org', password: TEST_PASSWORD, session: 'token' });
  const { refresh_token } = opened.body as { refresh_token: string };
  const twice = await Promise.all(
    [1, 2].map(() => api.call('POST', '/api/v1/auth/refresh', { body: { refresh_token } })),
  );
  assert.deepEqual(
    twice.map(({ status }) => status),
    [200, 200],
  );
});

test('keeps the refresh token of a page in a cookie that scripts and other sites do not get', async () => {
  const opened = await login({ email: 'owner@example.org', password: TEST_PASSWORD });
  const cookie = String(opened.headers['set-cookie']);
  assert.match(cookie, /^kempt_refresh=[\w-]{43}; Max-Age=\d+; Path=\/api\/v1\/auth; HttpOnly; SameSite=Strict$/);
  assert.equal('refresh_token' in (opened.body as object), false);
  const [pair = ''] = cookie.split(';');
  const foreign = { cookie: pair, origin: 'https://evil.example' };
  const refused = await api.call('POST', '/api/v1/auth/refresh', { headers: foreign });
  assert.partialDeepStrictEqual(refused, { status: 403, body: { code: 'origin_refused' } });
  assert.equal((await api.call('POST', '/api/v1/auth/refresh', { headers: { cookie: pair } })).status, 200);
});

test('ends a session at once when it signs out', async () => {
  const { token } = await api.makeUser('leaver@example.org');
  assert.equal((await api.call('POST', '/api/v1/auth/logout', { token })).status, 204);
  assert.equal((await api.call('GET', '/api/v1/auth/me', { token })).status, 401);
});

test('ends all other sessions when the password changes', async () => {
  const user = await api.makeUser('changer@example.org');
  const other = await login({ email: user.email, password: TEST_PASSWORD });
  const otherToken = (other.body as { access_token: string }).access_token;
  const change = (current: string) =>
    api.call('POST', '/api/v1/auth/change-password', {
      token: user.token,
      body: { current_password: current, new_password: 'an entirely new one' },
    });
  assert.equal((await change('not this')).status, 401);
  assert.equal((await change(TEST_PASSWORD)).status, 204);
  assert.equal((await api.call('GET', '/api/v1/auth/me', { token: otherToken })).status, 401);
  assert.equal((await api.call('GET', '/api/v1/auth/me', { token: user.token })).status, 200);
  assert.equal((await login({ email: user.email, password: TEST_PASSWORD })).status, 401);
  assert.equal((await login({ email: user.email, password: 'an entirely new one' })).status, 200);
});

test('changes name and preferences of oneself, and nothing else', async () => {
  const user = await api.makeUser('vain@example.org');
  const patch = (body: object) => api.call('PATCH', '/api/v1/auth/me', { token: user.token, body });
  assert.partialDeepStrictEqual(await patch({ name: 'Vain', preferences: { theme: 'dark' } }), {
    status: 200,
    body: { name: 'Vain', preferences: { theme: 'dark' } },
  });
  for (const body of [{ role: 'administrator' }, { email: 'x@example.org' }, {}, { name: 'a\nb' }, { name: ' ' }]) {
    assert.equal((await patch(body)).status, 400, JSON.stringify(body));
  }
});

test('lists the sessions of oneself and ends one of them', async () => {
  const user = await api.makeUser('roamer@example.org');
  const other = await login({ email: user.email, password: TEST_PASSWORD });
  const listed = await api.call('GET', '/api/v1/auth/sessions', { token: user.token });
  const { items } = listed.body as { items: { id: string; current: boolean }[] };
  assert.deepEqual(items.map(({ current }) => current).sort(), [false, true]);
  const id = items.find(({ current }) => !current)?.id ?? '';
  assert.equal((await api.call('DELETE', `/api/v1/auth/sessions?id=${id}`, { token: user.token })).status, 204);
  const { access_token: token } = other.body as { access_token: string };
  assert.equal((await api.call('GET', '/api/v1/auth/me', { token })).status, 401);
});

test('takes an invitation once, for the address it was made for', async () => {
  const invite = await api.call('POST', '/api/v1/invitations', {
    token: api.owner.token,
    body: { email: 'guest@example.org' },
  });
  assert.equal(invite.status, 201);
  const { token: invitation_token } = invite.body as { token: string };
  const register = (body: object) =>
    api.call('POST', '/api/v1/auth/register', { body: { password: TEST_PASSWORD, name: 'Guest', ...body } });
  assert.equal((await register({ email: 'guest@example.org' })).status, 403);
  assert.equal((await register({ email: 'other@example.org', invitation_token })).status, 403);
  assert.equal((await register({ email: 'guest@example.org', invitation_token })).status, 201);
  assert.equal((await register({ email: 'guest@example.org', invitation_token })).status, 403);
});

test('shows an API key once and takes it for what it is good for', async () => {
  const user = await api.makeUser('robot@example.org', 'administrator');
  const made = await api.call('POST', '/api/v1/api-keys', {
    token: user.token,
    body: { name: 'ci', scopes: ['read'] },
  });
  assert.equal(made.status, 201);
  const { token: key, id, prefix } = made.body as { token: string; id: string; prefix: string };
  assert.match(key, /^kempt_[\w-]{43}$/);
  assert.ok(key.startsWith(prefix) && prefix.length < 16);
  assert.equal((await api.call('GET', '/api/v1/roots', { key })).status, 200);
  assert.equal((await api.call('GET', '/api/v1/roots', { token: key })).status, 200, 'as a bearer token too');
  assert.equal((await api.call('GET', '/api/v1/users', { key })).status, 403, 'it is not for managing');
  assert.equal((await api.call('GET', '/api/v1/api-keys', { key })).status, 403, 'keys do not manage keys');
  const listed = await api.call('GET', '/api/v1/api-keys', { token: user.token });
  assert.equal(JSON.stringify(listed.body).includes(key), false);
  assert.equal((await api.call('DELETE', `/api/v1/api-keys/${id}`, { token: user.token })).status, 204);
  assert.equal((await api.call('GET', '/api/v1/roots', { key })).status, 401);
});

test('refuses an API key that ended before it began', async () => {
  const body = { name: 'old', scopes: ['read'], expires_at: '2001-01-01T00:00:00Z' };
  assert.equal((await api.call('POST', '/api/v1/api-keys', { token: api.owner.token, body })).status, 400);
});

test('lets nobody remove a key of somebody else', async () => {
  const made = await api.call('POST', '/api/v1/api-keys', {
    token: api.owner.token,
    body: { name: 'mine', scopes: ['read'] },
  });
  const { id } = made.body as { id: string };
  const other = await api.makeUser('envious@example.org');
  assert.equal((await api.call('DELETE', `/api/v1/api-keys/${id}`, { token: other.token })).status, 404);
});

test('ends everything a user has open when the account is disabled', async () => {
  const user = await api.makeUser('fired@example.org');
  const patch = (body: object) => api.call('PATCH', `/api/v1/users/${user.id}`, { token: api.owner.token, body });
  assert.partialDeepStrictEqual(await patch({ disabled: true }), { status: 200, body: { disabled: true } });
  assert.equal((await api.call('GET', '/api/v1/auth/me', { token: user.token })).status, 401);
  assert.equal((await login({ email: user.email, password: TEST_PASSWORD })).status, 401);
});

test('keeps at least one administrator', async () => {
  const alone = await openTestApi();
  try {
    const { owner } = alone;
    for (const body of [{ role: 'member' }, { disabled: true }]) {
      const answer = await alone.call('PATCH', `/api/v1/users/${owner.id}`, { token: owner.token, body });
      assert.partialDeepStrictEqual(answer, { status: 409, body: { code: 'last_administrator' } });
    }
    assert.equal((await alone.call('DELETE', `/api/v1/users/${owner.id}`, { token: owner.token })).status, 409);
    assert.equal((await alone.call('GET', '/api/v1/auth/me', { token: owner.token })).status, 200);
  } finally {
    await alone.close();
  }
});

test('lets members look at no other accounts', async () => {
  const { token } = await api.makeUser('curious@example.org');
  for (const path of ['/api/v1/users', `/api/v1/users/${api.owner.id}`]) {
    assert.equal((await api.call('GET', path, { token })).status, 403);
  }
});

test('lists accounts page by page, each once', async () => {
  const seen: string[] = [];
  let cursor = '';
  do {
    const page = await api.call('GET', `/api/v1/users?limit=2${cursor}`, { token: api.owner.token });
    const { items, next_cursor } = page.body as { items: { id: string }[]; next_cursor: string | null };
    seen.push(...items.map(({ id }) => id));
    cursor = next_cursor === null ? '' : `&cursor=${next_cursor}`;
  } while (cursor !== '');
  assert.equal(new Set(seen).size, seen.length);
  assert.ok(seen.length > 5);
});

test('decides who asks before it looks at body, kind of body or address', async () => {
  for (const headers of [{ 'content-type': 'text/xml' }, { 'content-type': 'application/json' }]) {
    const answer = await api.call('POST', '/api/v1/users', { body: '{{{', headers });
    assert.equal(answer.status, 401);
  }
  assert.equal((await api.call('GET', '/api/v1/users/not-an-id')).status, 401);
});

test('says in problem details what is wrong with a request', async () => {
  const bad: [string, unknown, Record<string, string>, number][] = [
    ['{', undefined, {}, 400],
    ['<x/>', undefined, { 'content-type': 'text/xml' }, 415],
    ['a=b', undefined, { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['', { email: 'a', password: 'b', more: 1 }, {}, 400],
    ['', { email: 'a\0', password: 'b' }, {}, 400],
    ['', { email: 'a\ud800', password: 'b' }, {}, 400],
    ['', { email: 1, password: 'b' }, {}, 400],
    ['', [[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]], {}, 400],
    ['', { email: 'a', password: 'x'.repeat(2_000_000) }, {}, 413],
  ];
  for (const [text, json, headers, status] of bad) {
    const answer = await api.call('POST', '/api/v1/auth/login', { body: json ?? text, headers });
    assert.equal(answer.status, status, JSON.stringify(answer.body));
    assert.match(String(answer.headers['content-type']), /^application\/problem\+json/);
    const { request_id } = answer.body as { request_id: string };
    assert.equal(answer.headers['x-request-id'], request_id);
  }
});
