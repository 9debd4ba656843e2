import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestApi, type TestApi } from '../../../src/testing/test-api.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

const ID = '00000000-0000-4000-8000-000000000000';
const addressOf = (url: string): string =>
  url.replace('/operations/:id', '/operations/20260101-000000-000-abcd').replaceAll(/:\w+/g, ID);

/** Routes that read a body, and the one kind each takes. */
function bodies() {
  const kinds: Readonly<Record<string, string>> = {
    'POST /api/v1/files/upload': 'multipart/form-data',
    'PATCH /api/v1/uploads/:id': 'application/offset+octet-stream',
  };
  return api.http.routeTable
    .list()
    .filter(({ method }) => ['POST', 'PUT', 'PATCH', 'DELETE'].includes(method))
    .map(({ method, url }) => ({ method, url, takes: kinds[`${method} ${url}`] ?? 'application/json' }));
}

const KINDS = [
  'text/xml',
  'application/xml',
  'application/soap+xml',
  'image/svg+xml',
  'text/plain',
  'text/html',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=b',
  'application/octet-stream',
  'application/offset+octet-stream',
  'application/json-patch+json',
  'application/jsonp',
  'application/x-yaml',
  'text/json',
  'nonsense',
  '',
];

test('takes JSON, forms of files and pieces of files where they belong, and answers 415 to all other bodies', async () => {
  const routes = bodies();
  assert.ok(routes.length > 25, `${routes.length} routes`);
  for (const { method, url, takes } of routes) {
    for (const kind of [...KINDS, 'application/json'].filter((one) => !one.startsWith(takes))) {
      const { statusCode, body } = await api.http.inject({
        method: method as 'POST',
        url: addressOf(url),
        headers: { authorization: `Bearer ${api.owner.token}`, 'content-type': kind },
        payload: '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
      });
      assert.equal(statusCode, 415, `${method} ${url} ${kind}: ${body}`);
    }
  }
});

test('answers in JSON whatever kind of answer is asked for', async () => {
  for (const accept of ['text/html', 'application/xml', 'image/svg+xml', '*/*;q=0']) {
    const { headers } = await api.call('GET', '/api/v1/auth/me', { token: api.owner.token, headers: { accept } });
    assert.match(String(headers['content-type']), /^application\/json/);
  }
});
