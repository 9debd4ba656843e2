import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { openTestApi, TEST_PASSWORD, type TestApi } from '../../../src/testing/test-api.ts';
import { RawSocket } from './raw-socket.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi({}, { httpTimes: { head: 300, body: 400, idle: 1500, look: 50 } });
  await api.http.listen({ host: '127.0.0.1', port: 0 });
});
after(() => api.close());

const isWell = async (): Promise<void> => {
  assert.equal((await api.call('GET', '/health/live')).status, 200);
};

function assertProblem(answer: string, status: number, code: string): void {
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  assert.match(head, new RegExp(`^HTTP/1.1 ${status} `));
  assert.match(head, /content-type: application\/problem\+json/i);
  assert.match(head, /x-content-type-options: nosniff/i);
  assert.match(head, /content-security-policy: default-src 'none'/i);
  assert.partialDeepStrictEqual(JSON.parse(body), { status, code });
}

test('slow-loris: cuts a head that comes a byte at a time', async () => {
  const raw = await RawSocket.open(api);
  const answer = raw.send('GET /health HTTP/1.1\r\nHost: x\r\n');
  const timer = setInterval(() => raw.socket.write('X-A: b\r\n'), 20);
  assertProblem(await answer.finally(() => clearInterval(timer)), 408, 'request_timeout');
});

test('half-open sockets: closes hundreds that say nothing, and answers everybody else meanwhile', async () => {
  const sockets = await Promise.all(Array.from({ length: 300 }, () => RawSocket.open(api)));
  await isWell();
  await Promise.all(sockets.map(({ ended }) => ended));
});

test('slow body: cuts a body that does not come, also of whoever has not signed in', async () => {
  for (const path of ['/api/v1/auth/login', '/api/v1/setup']) {
    const raw = await RawSocket.open(api);
    const answer = await raw.send(
      `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"email`,
    );
    assert.equal(answer.startsWith('HTTP/1.1 2'), false);
  }
});

test('slow upload: cuts one that nothing more comes of', async () => {
  const raw = await RawSocket.open(api);
  const head = [
    'POST /api/v1/files/upload HTTP/1.1',
    'Host: x',
    `Authorization: Bearer ${api.owner.token}`,
    'Content-Type: multipart/form-data; boundary=b',
    'Content-Length: 100000',
  ];
  const part = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nabc';
  const answer = await raw.send(`${head.join('\r\n')}\r\n\r\n${part}`);
  assert.equal(answer.startsWith('HTTP/1.1 201'), false);
  await isWell();
});

test('header bomb: refuses a head of a megabyte, one field of it or ten thousand', async () => {
  const one = `X-Bomb: ${'a'.repeat(1_000_000)}\r\n`;
  const many = Array.from({ length: 10_000 }, (_, index) => `X-${index}: ${'b'.repeat(90)}\r\n`).join('');
  for (const fields of [one, many]) {
    const raw = await RawSocket.open(api);
    assertProblem(await raw.send(`GET /health HTTP/1.1\r\nHost: x\r\n${fields}\r\n`), 431, 'headers_too_large');
  }
});

test('address bomb: refuses an address longer than a head', async () => {
  const raw = await RawSocket.open(api);
  assertProblem(await raw.send(`GET /${'a'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`), 431, 'headers_too_large');
});

test('request smuggling: takes no request with two lengths, a length and chunks, or a folded head', async () => {
  const heads = [
    'Content-Length: 5\r\nContent-Length: 6',
    'Content-Length: 5\r\nTransfer-Encoding: chunked',
    'Transfer-Encoding: chunked, identity',
    'Transfer-Encoding : chunked',
    'Content-Length: +5',
    'X-A: b\r\n folded',
    'X-\u0001: b',
  ];
  for (const head of heads) {
    const raw = await RawSocket.open(api);
    const smuggled = '0\r\n\r\nGET /api/v1/users HTTP/1.1\r\nHost: x\r\n\r\n';
    const answer = await raw.send(`POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\n${head}\r\n\r\n${smuggled}`);
    assert.match(answer, /^HTTP\/1\.1 4\d\d /, head);
    assert.equal(answer.split('HTTP/1.1 ').length, 2, `one answer, ${head}`);
  }
});

test('body bomb: refuses a body beyond the limit, whether it says its length or not', async () => {
  const body = JSON.stringify({ email: 'a@example.org', password: 'x'.repeat(2_000_000) });
  assert.equal((await api.call('POST', '/api/v1/auth/login', { body })).status, 413);
  const raw = await RawSocket.open(api);
  const head =
    'POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked';
  const piece = `${(65_536).toString(16)}\r\n${' '.repeat(65_536)}\r\n`;
  assert.match(await raw.send(`${head}\r\n\r\n${piece.repeat(40)}`), /^HTTP\/1\.1 413 /);
});

test('compression bomb: unpacks no body', async () => {
  const body = { email: api.owner.email, password: TEST_PASSWORD };
  const { statusCode } = await api.http.inject({
    method: 'POST',
    url: '/api/v1/auth/login',
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    payload: gzipSync(JSON.stringify(body)),
  });
  assert.equal(statusCode, 400);
  assert.equal((await api.call('POST', '/api/v1/auth/login', { body })).status, 200);
});

test('nesting bomb: refuses JSON as deep as its size allows', async () => {
  const body = `${'['.repeat(500_000)}${']'.repeat(500_000)}`;
  assert.equal((await api.call('POST', '/api/v1/auth/login', { body })).status, 400);
});

test('page bomb: gives no list longer than a thousand', async () => {
  for (const limit of ['1001', '99999999999999999999', '-1', '0', '1e3', 'Infinity']) {
    const { status } = await api.call('GET', `/api/v1/users?limit=${limit}`, { token: api.owner.token });
    assert.equal(status, limit === '1e3' ? 200 : 400, limit);
  }
});

test('pattern bomb: answers at once whatever a pattern has to look at', async () => {
  const texts = [`${'a'.repeat(100_000)}@`, '@'.repeat(100_000), ' '.repeat(100_000), `${'a-'.repeat(50_000)}!`];
  for (const text of texts) {
    const body = { token: 'x', email: text, password: 'correct horse battery', name: text };
    assert.equal((await api.call('POST', '/api/v1/setup', { body })).status, 400);
  }
});
