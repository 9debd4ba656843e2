import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestApi, TEST_PASSWORD, type TestApi } from '../../../src/testing/test-api.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi({
    KEMPT_PUBLIC_URL: 'https://kempt.example',
    KEMPT_ALLOWED_ORIGINS: 'https://pages.example',
  });
});
after(() => api.close());

/** Signs in as a page does, and answers the cookie that its browser sends along. */
async function cookieOf(): Promise<string> {
  const body = { email: 'owner@example.org', password: TEST_PASSWORD };
  const { headers } = await api.call('POST', '/api/v1/auth/login', { body });
  return String(headers['set-cookie']);
}

test('CSRF: gives the cookie to its own pages only, through TLS only, and never to scripts', async () => {
  assert.match(
    await cookieOf(),
    /^kempt_refresh=[\w-]{43}; Max-Age=\d+; Path=\/api\/v1\/auth; HttpOnly; Secure; SameSite=Strict$/,
  );
});

for (const [what, headers] of [
  ['a page of another site', { origin: 'https://evil.example' }],
  ['a page of a site that reads like Kempt’s', { origin: 'https://kempt.example.evil.example' }],
  ['a page without TLS', { origin: 'http://kempt.example' }],
  ['a page of another port', { origin: 'https://kempt.example:8443' }],
  ['a page of nobody’s', { origin: 'null' }],
  ['a page that may read, and no more', { origin: 'https://pages.example' }],
  ['another site, as the browser says', { 'sec-fetch-site': 'cross-site' }],
  ['a sister site, as the browser says', { 'sec-fetch-site': 'same-site' }],
] as const) {
  test(`CSRF: refuses what comes with the cookie from ${what}`, async () => {
    const [cookie = ''] = (await cookieOf()).split(';');
    for (const path of ['/api/v1/auth/refresh', '/api/v1/auth/logout']) {
      const answer = await api.call('POST', path, { headers: { cookie, ...headers } });
      assert.partialDeepStrictEqual(answer, { status: 403, body: { code: 'origin_refused' } }, path);
      assert.equal(answer.headers['set-cookie'], undefined);
    }
    const own = { cookie, origin: 'https://kempt.example', 'sec-fetch-site': 'same-origin' };
    assert.equal((await api.call('POST', '/api/v1/auth/refresh', { headers: own })).status, 200, 'the session goes on');
  });
}

test('CSRF: lets the cookie do nothing but refresh and end its session', async () => {
  const [cookie = ''] = (await cookieOf()).split(';');
  const ID = '00000000-0000-4000-8000-000000000000';
  for (const { method, url, access } of api.http.routeTable.list()) {
    if (access.who === 'anyone') continue;
    const path = url.replace('/operations/:id', '/operations/20260101-000000-000-abcd').replaceAll(/:\w+/g, ID);
    const headers = { cookie, origin: 'https://kempt.example' };
    assert.equal((await api.call(method, path, { headers })).status, 401, `${method} ${url}`);
  }
});

test('CSRF: takes no form of another site, which a browser sends without asking', async () => {
  const [cookie = ''] = (await cookieOf()).split(';');
  for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=b', 'text/plain']) {
    for (const path of ['/api/v1/auth/login', '/api/v1/auth/refresh', '/api/v1/auth/logout']) {
      const { status } = await api.call('POST', path, { headers: { cookie, 'content-type': type }, body: '{}' });
      assert.equal(status, 415, `${path} ${type}`);
    }
  }
});

test('CORS: tells pages of other sites nothing, and never lets a page send credentials of the browser', async () => {
  for (const origin of [
    'https://evil.example',
    'null',
    'https://pages.example.evil.example',
    'https://pages.example',
  ]) {
    const asked = await api.call('OPTIONS', '/api/v1/users', {
      headers: { origin, 'access-control-request-method': 'DELETE', 'access-control-request-headers': 'authorization' },
    });
    const allowed = origin === 'https://pages.example' ? origin : undefined;
    assert.equal(asked.headers['access-control-allow-origin'], allowed, origin);
    assert.equal(asked.headers['access-control-allow-credentials'], undefined, origin);
    const read = await api.call('GET', '/api/v1/users', { headers: { origin } });
    assert.equal(read.headers['access-control-allow-origin'], allowed, origin);
    assert.equal(read.headers['access-control-allow-credentials'], undefined, origin);
  }
});

test('clickjacking: lets no page show an answer in a frame, or keep a hold on its window', async () => {
  for (const path of ['/docs', '/health', '/api/v1/users', '/nothing']) {
    const { headers } = await api.call('GET', path);
    assert.equal(headers['x-frame-options'], 'DENY', path);
    assert.match(String(headers['content-security-policy']), /frame-ancestors 'none'/, path);
    assert.equal(headers['cross-origin-opener-policy'], 'same-origin', path);
    assert.equal(headers['cross-origin-resource-policy'], 'same-origin', path);
    assert.match(String(headers['permissions-policy']), /camera=\(\)/, path);
  }
});

test('host header: puts no host that a request names into a link, a cookie or an answer', async () => {
  for (const headers of [
    { host: 'evil.example' },
    { 'x-forwarded-host': 'evil.example' },
    { forwarded: 'host=evil.example;proto=http' },
    { 'x-forwarded-proto': 'http', 'x-original-host': 'evil.example' },
  ] as const) {
    const invited = await api.call('POST', '/api/v1/invitations', { token: api.owner.token, body: {}, headers });
    assert.match((invited.body as { url: string }).url, /^https:\/\/kempt\.example\/register\?/);
    assert.doesNotMatch(JSON.stringify(invited), /evil/);
  }
});
