import assert from 'node:assert/strict';
import { connect, type AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { PERMISSIONS } from '../../src/platform/http/secure-answers.ts';
import { openTestApi, type TestApi } from '../../src/testing/test-api.ts';
import { checkProblem } from './answer-checker.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi();
  await api.http.listen({ host: '127.0.0.1', port: 0 });
});
after(() => api.close());

/** Sends bytes as they are, and reads until the server closes. */
function say(bytes: string): Promise<{ status: number; headers: Record<string, string>; text: string }> {
  const { port } = api.http.server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
    let said = '';
    socket.setEncoding('latin1').on('data', (piece: string) => (said += piece));
    socket.once('error', reject);
    socket.once('end', () => {
      const [head = '', text = ''] = said.split('\r\n\r\n');
      const [first = '', ...lines] = head.split('\r\n');
      const headers = lines
        .map((line) => line.split(': ', 2))
        .map(([name = '', value = '']) => [name.toLowerCase(), value]);
      resolve({
        status: Number(first.split(' ')[1]),
        headers: Object.fromEntries(headers) as Record<string, string>,
        text,
      });
    });
  });
}

const HEAD = 'GET /health HTTP/1.1\r\nHost: x\r\n';
const BROKEN: Readonly<Record<string, readonly [string, number]>> = {
  'what is no HTTP': ['nonsense\r\n\r\n', 400],
  'a handshake of TLS': ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
  'a method that is none': ['BREW /health HTTP/1.1\r\nHost: x\r\n\r\n', 400],
  'bytes beyond ASCII in an address': ['GET /health/\xff HTTP/1.1\r\nHost: x\r\n\r\n', 400],
  'a zero byte in a header': [`${HEAD}X-A: a\0b\r\n\r\n`, 400],
  'a header without a name': [`${HEAD}: x\r\n\r\n`, 400],
  'a head that is too large': [`${HEAD}X-A: ${'a'.repeat(100_000)}\r\n\r\n`, 431],
  'two lengths of one body': [
    'POST /api/v1/setup HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
    400,
  ],
  'a length and chunks': [
    'POST /api/v1/setup HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    400,
  ],
  'a length that is none': ['POST /api/v1/setup HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n', 400],
};

for (const [what, [bytes, status]] of Object.entries(BROKEN)) {
  test(`answers ${what} with a problem detail and closes the connection`, async () => {
    const answer = await say(bytes);
    assert.equal(answer.status, status, answer.text);
    checkProblem(answer);
    assert.partialDeepStrictEqual(answer.headers, {
      connection: 'close',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': PERMISSIONS,
    });
  });
}

test('ignores an expectation that it does not know', async () => {
  const answer = await say(`${HEAD}Expect: the-unexpected\r\nConnection: close\r\n\r\n`);
  assert.deepEqual(
    [answer.status, answer.text],
    [200, '{"status":"ok","checks":{"database":"ok","cache":"ok","queue":"ok","storage":"ok"}}'],
  );
});

test('goes on answering others', async () => {
  assert.equal((await api.call('GET', '/health')).status, 200);
});
