import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestApi, type TestAnswer, type TestApi, type TestUser } from '../../src/testing/test-api.ts';

let api: TestApi;
let member: TestUser;
before(async () => {
  api = await openTestApi({ KEMPT_ALLOWED_ORIGINS: 'https://pages.example, https://more.example' });
  member = await api.makeUser('member@example.org');
});
after(() => api.close());

/** An address of a route, with an id that nothing has. */
const addressOf = (url: string): string =>
  url
    .replace('/operations/:id', '/operations/20260101-000000-000-abcd')
    .replaceAll(/:\w+/g, '00000000-0000-4000-8000-000000000000')
    .replace('*', 'x');

/** The routes that people call. */
const routes = () => api.http.routeTable.list().filter(({ method }) => method !== 'HEAD' && method !== 'OPTIONS');

const codeOf = ({ body }: TestAnswer): unknown => (body as { code?: unknown } | null)?.code;

test('lets nobody in without an account, wherever the route does not say that it does', async () => {
  const closed = routes().filter(({ access }) => access.who !== 'anyone');
  assert.ok(closed.length > 25, `${closed.length} routes`);
  for (const { method, url } of closed) {
    for (const headers of [{}, { authorization: 'Bearer nonsense' }, { 'x-api-key': 'kempt_nonsense' }]) {
      // Whatever is wrong with the body comes after.
      const call = {
        headers: { 'content-type': 'text/nonsense', ...headers },
        ...(method === 'GET' ? {} : { body: '{' }),
      };
      const answer = await api.call(method, addressOf(url), call);
      assert.deepEqual([answer.status, codeOf(answer)], [401, 'unauthenticated'], `${method} ${url}`);
    }
  }
});

test('lets members into nothing that is for administrators', async () => {
  const managed = routes().filter(({ access }) => access.who === 'administrator');
  assert.ok(managed.length >= 8, `${managed.length} routes`);
  for (const { method, url } of managed) {
    const answer = await api.call(method, addressOf(url), { token: member.token });
    assert.deepEqual([answer.status, codeOf(answer)], [403, 'forbidden'], `${method} ${url}`);
  }
});

test('lets an API key into nothing that it was not made for', async () => {
  const made = await api.call('POST', '/api/v1/api-keys', {
    token: api.owner.token,
    body: { name: 'Reader', scopes: ['read'] },
  });
  const { token } = made.body as { token: string };
  for (const { method, url, access } of routes()) {
    if (access.who === 'anyone' || access.scope === 'read') continue;
    const answer = await api.call(method, addressOf(url), { key: token });
    assert.deepEqual([answer.status, codeOf(answer)], [403, 'forbidden'], `${method} ${url}`);
  }
});

test('says whom it lets in without an account: nobody but those', () => {
  const open = routes()
    .filter(({ access, url }) => access.who === 'anyone' && !url.startsWith('/docs'))
    .map(({ method, url }) => `${method} ${url}`);
  assert.deepEqual(open.sort(), [
    'GET /api/v1/ws',
    'GET /health',
    'GET /health/live',
    'GET /health/ready',
    'GET /openapi.json',
    'POST /api/v1/auth/login',
    'POST /api/v1/auth/logout',
    'POST /api/v1/auth/refresh',
    'POST /api/v1/auth/register',
    'POST /api/v1/setup',
  ]);
});

test('gives strict headers with every answer, of every route and of none', async () => {
  const asked = [
    ...routes().map(({ method, url }) => [method, addressOf(url)] as const),
    ['GET', '/nothing/there'],
    ['PUT', '/health'],
    ['GET', '/%zz'],
    ['GET', '/docs/'],
    ['GET', '/docs/static/swagger-ui.css'],
  ] as const;
  for (const [method, url] of asked) {
    for (const token of [undefined, api.owner.token]) {
      const { headers } = await api.call(method, url, { token });
      const policy = String(headers['content-security-policy']);
      assert.match(policy, /^default-src 'none';.*frame-ancestors 'none'/, `${method} ${url}`);
      assert.doesNotMatch(policy, /unsafe/);
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.equal(headers['x-frame-options'], 'DENY');
      assert.equal(headers['referrer-policy'], 'no-referrer');
      assert.match(String(headers['x-request-id']), /^[0-9a-f-]{36}$/);
      const open = url.startsWith('/docs') || url === '/openapi.json';
      if (!open) assert.equal(headers['cache-control'], 'no-store', `${method} ${url}`);
    }
  }
});

test('asks for TLS from then on only where people reach it through TLS', async (t) => {
  assert.equal((await api.call('GET', '/health')).headers['strict-transport-security'], undefined);
  const behind = await openTestApi({ KEMPT_PUBLIC_URL: 'https://kempt.example' });
  t.after(() => behind.close());
  assert.equal((await behind.call('GET', '/health')).headers['strict-transport-security'], 'max-age=31536000');
});

test('lets pages of other sites in where they are allowed, and no others', async () => {
  const asks = (origin: string) =>
    api.call('OPTIONS', '/api/v1/roots', { headers: { origin, 'access-control-request-method': 'GET' } });
  const allowed = await asks('https://more.example');
  assert.equal(allowed.status, 204);
  assert.equal(allowed.headers['access-control-allow-origin'], 'https://more.example');
  assert.equal(allowed.headers['access-control-allow-credentials'], undefined);
  for (const origin of ['https://evil.example', 'https://pages.example.evil', 'http://pages.example', 'null']) {
    assert.equal((await asks(origin)).headers['access-control-allow-origin'], undefined, origin);
    const read = await api.call('GET', '/health', { headers: { origin } });
    assert.equal(read.headers['access-control-allow-origin'], undefined, origin);
  }
});

test('says which methods an address takes, before it looks at anything else', async () => {
  const answer = await api.call('PUT', '/api/v1/users', { headers: { 'content-type': 'text/nonsense' }, body: '{' });
  assert.deepEqual([answer.status, codeOf(answer)], [405, 'method_not_allowed']);
  assert.equal(answer.headers['allow'], 'GET, HEAD, POST');
  const one = await api.call('POST', addressOf('/api/v1/users/:id'));
  assert.equal(one.headers['allow'], 'DELETE, GET, HEAD, PATCH');
  assert.equal((await api.call('PUT', '/api/v1/nothing')).status, 404);
});

test('answers 304 to whoever has what there is, and anew once it has changed', async () => {
  const { token } = member;
  const read = (match?: string) =>
    api.call('GET', '/api/v1/auth/me', {
      token,
      ...(match === undefined ? {} : { headers: { 'if-none-match': match } }),
    });
  const first = await read();
  const tag = String(first.headers['etag']);
  assert.match(tag, /^W\/"[\w-]{27}"$/);
  for (const match of [tag, tag.slice(2), `"other", ${tag}`, '*']) {
    const again = await read(match);
    assert.deepEqual([again.status, again.body, again.headers['etag']], [304, null, tag], match);
  }
  assert.equal((await read('"other"')).status, 200);
  await api.call('PATCH', '/api/v1/auth/me', { token, body: { name: 'Another' } });
  const changed = await read(tag);
  assert.equal(changed.status, 200);
  assert.notEqual(changed.headers['etag'], tag);
  assert.equal((await api.call('GET', '/api/v1/auth/me', { headers: { 'if-none-match': '*' } })).status, 401);
});

test('describes every route whole', async () => {
  const { status, body } = await api.call('GET', '/openapi.json');
  assert.equal(status, 200);
  const { paths, components, openapi } = body as {
    openapi: string;
    paths: Record<string, Record<string, Record<string, unknown>>>;
    components: { schemas: object };
  };
  assert.equal(openapi, '3.1.0');
  const described = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
  );
  const served = routes()
    .filter(({ url }) => !url.startsWith('/docs') && url !== '/openapi.json')
    .map(({ method, url }) => `${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`);
  assert.deepEqual(described.map(({ name }) => name).sort(), served.sort());
  const names = described.map(({ operation }) => operation['operationId']);
  assert.equal(new Set(names).size, names.length, 'names are unique');
  for (const { name, operation } of described) {
    const { summary, tags, security, responses, operationId } = operation;
    assert.ok(summary !== undefined && tags !== undefined && security !== undefined, name);
    assert.match(JSON.stringify(operationId), /^"[a-z]+(_[a-z]+)*"$/);
    const problem = { schema: { $ref: '#/components/schemas/ProblemDetails' } };
    assert.partialDeepStrictEqual(responses, { default: { content: { 'application/problem+json': problem } } }, name);
  }
  for (const [, name = ''] of JSON.stringify(body).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
    assert.ok(name in components.schemas, name);
  }
});

test('shows the description on a page that loads nothing from elsewhere', async () => {
  const page = await api.call('GET', '/docs');
  assert.equal(page.status, 200);
  const text = String(page.body);
  assert.doesNotMatch(text, /https?:|<script>|<style| style=| on\w+=/);
  for (const [, path = ''] of text.matchAll(/(?:src|href)="([^"]+)"/g)) {
    const file = await api.call('GET', new URL(path, 'http://x/docs').pathname);
    assert.equal(file.status, 200, path);
  }
  assert.equal((await api.call('GET', '/docs/json')).status, 200);
});
