import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { KemptError } from '@kempt/engine';
import { createLog } from '../../../src/platform/log/create-log.ts';
import { openTestApi, TEST_PASSWORD, type TestApi } from '../../../src/testing/test-api.ts';
import { ANYONE, bareHttp } from './bare-http.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

const SECRET = 'postgresql://kempt:hunter2@db/kempt';

test('talkative errors: says of a fault of its own nothing but that, whatever was thrown', async (t) => {
  const lines: string[] = [];
  const log = createLog({ level: 'info', logger: 'test', stream: { write: (line) => void lines.push(line) } });
  const thrown: Readonly<Record<string, unknown>> = {
    error: new Error(SECRET),
    cause: new Error('outer', { cause: new Error(SECRET) }),
    type: new TypeError(`Cannot read properties of undefined (${SECRET})`),
    kempt: new KemptError('internal', SECRET, { hint: SECRET }),
    unwritable: new KemptError('state_unwritable', SECRET),
    database: new KemptError('database_unavailable', SECRET),
    status: Object.assign(new Error(SECRET), { statusCode: 500 }),
    sql: Object.assign(new Error(SECRET), { code: '42P01', detail: SECRET }),
    text: SECRET,
    object: { secret: SECRET },
  };
  const http = await bareHttp(
    (server) => {
      for (const [name, value] of Object.entries(thrown)) {
        server.get(`/${name}`, ANYONE, () => {
          throw value as Error;
        });
      }
    },
    { log },
  );
  t.after(() => http.close());
  for (const name of Object.keys(thrown)) {
    const { statusCode, headers, body } = await http.inject({ url: `/${name}` });
    assert.ok(statusCode >= 500, name);
    assert.match(String(headers['content-type']), /^application\/problem\+json/);
    const problem = JSON.parse(body) as Record<string, unknown>;
    const allowed = ['code', 'hint', 'request_id', 'status', 'title', 'type'];
    assert.deepEqual(
      Object.keys(problem).filter((key) => !allowed.includes(key)),
      [],
      name,
    );
    assert.doesNotMatch(body, /hunter2|stack|\bat \/|node_modules|\.ts:/, name);
    assert.ok(
      lines.some((line) => line.includes(String(problem['request_id']))),
      'the log knows it by its id',
    );
  }
});

test('talkative errors: says nothing of tables when a query fails', async (t) => {
  await api.database.pool.query('alter table category rename to category_away');
  t.after(() => api.database.pool.query('alter table category_away rename to category'));
  const { status, body } = await api.call('GET', '/api/v1/categories', { token: api.owner.token });
  assert.equal(status, 500);
  assert.doesNotMatch(JSON.stringify(body), /category_away|relation|select|pg|stack/);
});

test('talkative errors: shows no stack and no path of the program in any refusal', async () => {
  for (const [method, path, body] of [
    ['GET', '/nothing', undefined],
    ['POST', '/api/v1/auth/login', '{'],
    ['POST', '/api/v1/auth/login', '[]'],
    ['POST', '/api/v1/auth/login', { email: 1 }],
    ['GET', '/api/v1/users/x', undefined],
    ['GET', '/%', undefined],
    ['PUT', '/api/v1/users', undefined],
  ] as const) {
    const answer = await api.call(method, path, { token: api.owner.token, ...(body === undefined ? {} : { body }) });
    assert.ok(answer.status >= 400 && answer.status < 500);
    assert.doesNotMatch(JSON.stringify(answer.body), /stack|node_modules|\.ts\b|\bat [/\w]+ \(|'\/%/, path);
  }
});

test('guessed accounts: answers sign-ins in the same way whether there is an account, and whether it is enabled', async () => {
  const gone = await api.makeUser('disabled@example.org');
  await api.call('PATCH', `/api/v1/users/${gone.id}`, { token: api.owner.token, body: { disabled: true } });
  const answers = new Set<string>();
  for (const [email, password] of [
    ['owner@example.org', 'wrong'],
    ['nobody@example.org', 'wrong'],
    ['disabled@example.org', 'wrong'],
    ['disabled@example.org', TEST_PASSWORD],
  ]) {
    const { status, body } = await api.call('POST', '/api/v1/auth/login', { body: { email, password } });
    answers.add(JSON.stringify([status, { ...(body as object), request_id: '' }]));
  }
  assert.equal(answers.size, 1);
});

test('fingerprints: names neither the server nor what it is made of in a head', async () => {
  const { headers } = await api.call('GET', '/health');
  assert.equal(headers['server'], undefined);
  assert.equal(headers['x-powered-by'], undefined);
});

test('odd methods: knows none that would echo, tunnel or run anything', async () => {
  for (const method of ['TRACE', 'CONNECT', 'PROPFIND', 'MKCOL', 'LOCK']) {
    const { statusCode, body } = await api.http
      .inject({ method: method as 'GET', url: '/api/v1/users', headers: { 'x-echo': 'echo-of-a-head' } })
      .catch(() => ({ statusCode: 405, body: '' }));
    assert.ok([401, 404, 405].includes(statusCode), `${method} ${statusCode}`);
    assert.doesNotMatch(body, /echo-of-a-head/);
  }
});
