import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestApi, TEST_PASSWORD, type TestApi } from '../../../src/testing/test-api.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

const SQL = [
  `' or '1'='1`,
  `' or 1=1 --`,
  `'; drop table app_user; --`,
  `') union select password_hash from app_user --`,
  `\\'; select pg_sleep(10); --`,
  `%' or pg_sleep(10) is null or '%`,
  `$1`,
  `$$; select 1; $$`,
  `\u02bc or 1=1 --`,
  `admin'/*`,
];

test('SQL injection: signs nobody in with an address or password that is SQL', async () => {
  for (const [at, text] of SQL.entries()) {
    const { email } = await api.makeUser(`sql${at}@example.org`);
    for (const body of [
      { email: text, password: TEST_PASSWORD },
      { email: `${email}${text}`, password: TEST_PASSWORD },
      { email, password: text },
    ]) {
      assert.equal((await api.call('POST', '/api/v1/auth/login', { body })).status, 401, text);
    }
  }
});

test('SQL injection: takes what is searched, filtered and sorted by for text or refuses it', async () => {
  const cursorOf = (...keys: unknown[]) => Buffer.from(JSON.stringify(keys)).toString('base64url');
  for (const text of SQL) {
    const word = encodeURIComponent(text);
    for (const path of [
      `/api/v1/files/search?q=${word}`,
      `/api/v1/files?category=${word}`,
      `/api/v1/files?sort_by=${word}`,
      `/api/v1/files?sort_order=${word}`,
      `/api/v1/files?cursor=${cursorOf(text, text)}`,
      `/api/v1/operations?status=${word}`,
      `/api/v1/operations?cursor=${cursorOf(text, text)}`,
      `/api/v1/operations/${word}`,
      `/api/v1/users?cursor=${cursorOf(text, text)}`,
      `/api/v1/roots?cursor=${cursorOf(text, text)}`,
      `/api/v1/categories?cursor=${cursorOf(text)}`,
      `/api/v1/audit?target=${word}`,
      `/api/v1/audit?action=${word}`,
    ]) {
      const { status, body } = await api.call('GET', path, { token: api.owner.token });
      const items = (body as { items?: { action?: string }[] }).items ?? [];
      assert.ok(status === 200 || status === 400 || status === 404, `${status} ${path}`);
      if (!path.includes('roots') && !path.includes('categories')) assert.deepEqual(items, [], path);
    }
  }
  assert.equal((await api.call('GET', '/api/v1/auth/me', { token: api.owner.token })).status, 200);
});

test('SQL injection: keeps SQL in names as the text it is', async () => {
  for (const [index, text] of SQL.entries()) {
    const body = { name: text, extensions: [`sql${index}`], color: '#000000', icon: 'file' };
    const { status, body: made } = await api.call('POST', '/api/v1/categories', { token: api.owner.token, body });
    if (status === 201) assert.partialDeepStrictEqual(made, { name: text });
    else assert.equal(status, 400, text);
  }
});

test('wildcards: searches for percent and underscore as they are', async () => {
  for (const word of ['%', '_', '%%%', '\\', '\\%']) {
    const { body } = await api.call('GET', `/api/v1/files/search?q=${encodeURIComponent(word)}`, {
      token: api.owner.token,
    });
    assert.deepEqual((body as { items?: unknown[] }).items ?? [], []);
  }
});

test('prototype pollution: takes no field of that name, at any depth', async () => {
  for (const text of [
    '{"__proto__": {"role": "administrator"}, "name": "x"}',
    '{"constructor": {"prototype": {"role": "administrator"}}, "name": "x"}',
    '{"preferences": {"__proto__": {"theme": "dark"}}, "name": "x"}',
  ]) {
    const { status } = await api.call('PATCH', '/api/v1/auth/me', { token: api.owner.token, body: text });
    assert.equal(status, 400, text);
  }
  assert.equal(Object.hasOwn(Object.prototype, 'role'), false);
});

test('header injection: puts nothing of a request into a head of an answer', async () => {
  for (const path of ['/api/v1/users%0d%0aset-cookie:a=b', '/%0d%0ax-evil:1', '/docs%0d%0ax-evil:1']) {
    const { headers } = await api.call('GET', path, { token: api.owner.token });
    assert.equal(headers['x-evil'] ?? headers['set-cookie'], undefined, path);
  }
});

test('command injection: takes no path that is a command, an address or an option', async () => {
  for (const path of [
    '$(id)',
    '`id`',
    '; id',
    '| id',
    '--help',
    'http://127.0.0.1:1/',
    'file:///etc',
    '~',
    '\\\\host\\share',
  ]) {
    const body = { name: 'x', path };
    const { status } = await api.call('POST', '/api/v1/roots', { token: api.owner.token, body });
    assert.ok(status === 400 || status === 404 || status === 422, `${status} ${path}`);
  }
});
