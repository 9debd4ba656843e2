import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LiveMessage } from '@kempt/contracts/api';
import { openTestApi, TEST_PASSWORD, type TestApi } from '@kempt/server/testing/test-api';
import { ApiError, createClient, openLive, take, type LiveState } from '../../src/index.ts';

let api: TestApi;
let url: string;
before(async () => {
  api = await openTestApi();
  await api.http.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(api.http.server.address() as AddressInfo).port}`;
});
after(() => api.close());

const owner = { email: 'owner@example.org', password: TEST_PASSWORD };

async function until(holds: () => boolean, what: string): Promise<void> {
  for (const late = Date.now() + 5000; !holds();) {
    assert.ok(Date.now() < late, what);
    await sleep(5);
  }
}

/** A server between client and API that answers what it wants and passes the rest on. */
async function standBetween(
  t: TestContext,
  answers: (request: IncomingMessage, response: ServerResponse) => boolean,
): Promise<string> {
  const between = createServer((request, response) => {
    if (answers(request, response)) return;
    const { method = 'GET', headers, url: path = '' } = request;
    const onward = forward(`${url}${path}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  between.listen(0, '127.0.0.1');
  await once(between, 'listening');
  t.after(() => between.close());
  return `http://127.0.0.1:${(between.address() as AddressInfo).port}`;
}

test('signs in, calls what the document describes, and signs out', async () => {
  const users: (string | undefined)[] = [];
  const client = createClient({ url: `${url}/`, session: 'token', onUser: (user) => users.push(user?.email) });
  assert.equal((await client.signIn(owner)).email, owner.email);
  const roots = await take(client.calls.GET('/api/v1/roots', { params: { query: { limit: 10 } } }));
  assert.deepEqual(
    roots.items.map(({ name }) => name),
    ['Inbox'],
  );
  await client.signOut();
  await assert.rejects(take(client.calls.GET('/api/v1/auth/me')), { code: 'unauthenticated', status: 401 });
  assert.deepEqual(users, [owner.email, undefined]);
});

test('throws what is wrong as the server says it', async () => {
  const client = createClient({ url, session: 'token' });
  await assert.rejects(client.signIn({ ...owner, password: 'nonsense' }), (error: unknown) => {
    assert.ok(error instanceof ApiError);
    assert.equal(error.message, 'E-mail address or password is wrong.');
    assert.deepEqual([error.code, error.status], ['invalid_credentials', 401]);
    assert.match(error.requestId ?? '', /^[0-9a-f-]{36}$/);
    return true;
  });
});

test('says so when something else answers in place of Kempt', async (t) => {
  const client = createClient({
    url: await standBetween(t, (_request, response) => {
      response.writeHead(502).end('<html>bad gateway</html>');
      return true;
    }),
  });
  await assert.rejects(take(client.calls.GET('/health')), {
    code: 'unreadable',
    status: 502,
    message: 'The server answered 502.',
  });
});

test('renews its token once for all requests that are refused at once, and repeats them with their bodies', async (t) => {
  let refused = 0;
  const between = await standBetween(t, ({ headers: { authorization } }, response) => {
    if (authorization === undefined || ++refused > 3) return false;
    response.writeHead(401).end();
    return true;
  });
  const client = createClient({ url: between, session: 'token' });
  await client.signIn(owner);
  const before = await api.database.pool.query('select count(*)::int as n from refresh_token');
  const names = ['One', 'Two', 'Three'];
  const changed = await Promise.all(
    names.map((name) => take(client.calls.PATCH('/api/v1/auth/me', { body: { name } }))),
  );
  assert.deepEqual(
    changed.map(({ name }) => name),
    names,
  );
  const after = await api.database.pool.query('select count(*)::int as n from refresh_token');
  assert.equal((after.rows[0] as { n: number }).n, (before.rows[0] as { n: number }).n + 1);
});

test('renews a token before it ends', async (t) => {
  const client = createClient({ url, session: 'token' });
  await client.signIn(owner);
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 880_000 });
  const before = await api.database.pool.query('select count(*)::int as n from refresh_token');
  await take(client.calls.GET('/health'));
  const after = await api.database.pool.query('select count(*)::int as n from refresh_token');
  assert.equal((after.rows[0] as { n: number }).n, (before.rows[0] as { n: number }).n + 1);
});

test('says that the session has ended when it cannot be renewed', async () => {
  const users: (string | undefined)[] = [];
  const client = createClient({ url, session: 'token', onUser: (user) => users.push(user?.email) });
  await client.signIn(owner);
  await api.database.pool.query('update session set revoked_at = now()');
  await assert.rejects(take(client.calls.GET('/api/v1/auth/me')), { code: 'unauthenticated' });
  assert.deepEqual(users, [owner.email, undefined]);
  assert.equal(await client.resume(), undefined);
});

test('uses an API key in place of a session', async () => {
  const person = createClient({ url, session: 'token' });
  await person.signIn(owner);
  const key = await take(person.calls.POST('/api/v1/api-keys', { body: { name: 'Test', scopes: ['read'] } }));
  const program = createClient({ url, apiKey: key.token });
  assert.equal((await take(program.calls.GET('/api/v1/auth/me'))).email, owner.email);
  await take(person.calls.DELETE('/api/v1/api-keys/{id}', { params: { path: { id: key.id } } }));
  await assert.rejects(take(program.calls.GET('/api/v1/auth/me')), { code: 'unauthenticated' });
});

test('listens to a topic, comes again by itself when the socket is lost, and begins with a snapshot', async (t) => {
  const client = createClient({ url, session: 'token' });
  await client.signIn(owner);
  const states: LiveState[] = [];
  const live = client.live({ onState: (state) => states.push(state), firstRetryMs: 20 });
  t.after(() => {
    live.close();
  });
  const heard: LiveMessage[] = [];
  const stop = live.subscribe('operations', (message) => heard.push(message));
  await until(() => heard.length === 1, 'a snapshot');
  for (const wire of api.http.websocketServer.clients) wire.terminate();
  await until(() => heard.length === 2, 'another one');
  assert.deepEqual(
    heard.map((message) => [message.type, 'seq' in message && message.seq]),
    [
      ['snapshot', 1],
      ['snapshot', 2],
    ],
  );
  const others: LiveMessage[] = [];
  const stopOther = live.subscribe('operations', (message) => others.push(message));
  await until(() => others.length === 1, 'a snapshot for the other one');
  stop();
  stopOther();
  stopOther();
  live.close();
  assert.deepEqual(states, ['waiting', 'open', 'waiting', 'open', 'ended']);
  live.subscribe('operations', () => assert.fail('it is over'));
});

test('hears that there is no such topic for it, and forgets it', async (t) => {
  const client = createClient({ url, session: 'token' });
  await client.signIn(owner);
  const live = client.live();
  t.after(() => {
    live.close();
  });
  const heard: LiveMessage[] = [];
  const stop = live.subscribe('operation:20260101-000000-000-abcd', (message) => heard.push(message));
  await until(() => heard.length === 1, 'an answer');
  assert.partialDeepStrictEqual(heard[0], { type: 'unsubscribed', code: 'not_found' });
  stop();
});

test('opens no socket again while nobody listens, and one when somebody does', async (t) => {
  const client = createClient({ url, session: 'token' });
  await client.signIn(owner);
  const live = client.live({ firstRetryMs: 5 });
  t.after(() => {
    live.close();
  });
  let heard = 0;
  const stop = live.subscribe('operations', () => heard++);
  await until(() => heard === 1, 'a snapshot');
  stop();
  for (const wire of api.http.websocketServer.clients) wire.terminate();
  await sleep(200);
  assert.equal(api.http.websocketServer.clients.size, 0);
  live.subscribe('operations', () => heard++);
  await until(() => heard === 2, 'another one');
});

test('asks for tickets again while the server is away, and ends when nobody is signed in', async () => {
  const states: LiveState[] = [];
  let asked = 0;
  const live = openLive({
    url: 'ws://127.0.0.1:1',
    firstRetryMs: 1,
    onState: (state) => states.push(state),
    getTicket: () => {
      asked++;
      if (asked < 3) return Promise.reject(new TypeError('fetch failed'));
      return asked < 5 ? Promise.resolve('ticket') : Promise.reject(new ApiError(401));
    },
  });
  live.subscribe('operations', () => undefined);
  await until(() => states.includes('ended'), 'the end');
  assert.deepEqual([asked, states], [5, ['waiting', 'ended']]);
});
