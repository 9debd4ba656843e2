import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import { LIVE_CLOSE, LIVE_PROTOCOL, LiveMessage } from '@kempt/contracts/api';
import { newOperationId } from '@kempt/engine';
import Value from 'typebox/value';
import { operation, rootGrant } from '../../src/platform/db/schema/index.ts';
import { announceOperation } from '../../src/platform/events/announce-progress.ts';
import { TEST_PASSWORD, type TestApi, type TestUser } from '../../src/testing/test-api.ts';
import { LiveClient } from './live-client.ts';
import { LiveHouse, progressOf } from './live-house.ts';

let live: LiveHouse;
let api: TestApi;
before(async () => {
  live = await LiveHouse.open();
  ({ api } = live);
});
after(() => live.close());

test('shows an operation as it is, then how it gets on and how it ends, numbered without gaps', async () => {
  const id = await live.makeOperation();
  const client = await live.connect();
  const snapshot = await client.subscribe(`operation:${id}`);
  const { body } = await api.call('GET', `/api/v1/operations/${id}`, { token: api.owner.token });
  assert.deepEqual(snapshot.operations, [body]);
  const said = client.next('progress');
  await live.tell(id, 5);
  assert.partialDeepStrictEqual(await said, { operation_id: id, files_processed: 5, progress: progressOf(5) });
  const ended = client.next('operation');
  await live.end(id);
  assert.partialDeepStrictEqual((await ended).operation, { id, status: 'completed' });
  assert.deepEqual(
    client.said.map(({ seq }) => seq),
    [1, 2, 3],
  );
  for (const message of client.said) assert.ok(Value.Check(LiveMessage, message), JSON.stringify(message));
});

test('says nothing more of an operation that has ended, whatever comes late', async () => {
  const id = await live.makeOperation();
  const client = await live.connect();
  await client.subscribe(`operation:${id}`);
  const ended = client.next('operation');
  await live.end(id);
  await ended;
  await live.tell(id, 7);
  await sleep(300);
  assert.equal(client.said.filter(({ type }) => type === 'progress').length, 0);
  assert.partialDeepStrictEqual(client.said.at(-1), { type: 'operation', operation: { status: 'completed' } });
});

test('opens one socket for a ticket, and none without', async () => {
  const ticket = await live.ticketOf(api.owner);
  live.keep(await LiveClient.open(`${live.url}?ticket=${ticket}`));
  await assert.rejects(LiveClient.open(`${live.url}?ticket=${ticket}`), /401/);
  await assert.rejects(LiveClient.open(live.url), /401/);
  await assert.rejects(LiveClient.open(`${live.url}?ticket=nonsense`), /401/);
});

test('opens one socket when a ticket is shown twice at once', async () => {
  const ticket = await live.ticketOf(api.owner);
  const both = await Promise.allSettled([1, 2].map(() => LiveClient.open(`${live.url}?ticket=${ticket}`)));
  for (const one of both) if (one.status === 'fulfilled') live.keep(one.value);
  assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
});

test('takes the ticket among the protocols, so that it stands in no address', async () => {
  const client = await LiveClient.open(live.url, {
    protocols: [LIVE_PROTOCOL, `ticket.${await live.ticketOf(api.owner)}`],
  });
  live.keep(client);
  assert.equal(client.socket.protocol, LIVE_PROTOCOL);
});

test('refuses pages of other sites, and lets its own in', async () => {
  const url = `${live.url}?ticket=${await live.ticketOf(api.owner)}`;
  await assert.rejects(LiveClient.open(url, { headers: { origin: 'https://evil.example' } }), /403/);
  const own = live.url.replace('ws:', 'http:').replace('/api/v1/ws', '');
  live.keep(await LiveClient.open(url, { headers: { origin: own } }));
});

test('answers a request that opens no socket with 426, and other addresses as if nobody had asked to upgrade', async () => {
  const ticket = await live.ticketOf(api.owner);
  const plain = await api.call('GET', `/api/v1/ws?ticket=${ticket}`);
  assert.partialDeepStrictEqual(plain, { status: 426, body: { code: 'upgrade_required' } });
  await assert.rejects(LiveClient.open(live.url.replace('/api/v1/ws', '/health/live')), /200/);
});

test('shows nobody an operation on a root without a grant, nor whether there is one', async () => {
  const stranger = await api.makeUser('stranger@example.org');
  const id = await live.makeOperation();
  const client = await live.connect(stranger);
  for (const topic of [`operation:${id}`, `operation:${newOperationId(0)}`]) {
    const refused = client.next('unsubscribed');
    client.say({ type: 'subscribe', topic });
    assert.deepEqual(await refused, { type: 'unsubscribed', topic, code: 'not_found' });
  }
  const { operations } = await client.subscribe('operations');
  assert.deepEqual(operations, []);
  await live.tell(id, 1);
  await live.end(id);
  await sleep(300);
  assert.equal(client.said.length, 3);
});

test('tells of all operations that somebody may see, new ones too', async () => {
  const watcher = await api.makeUser('watcher@example.org');
  const own = await live.makeRoot('/srv/watched', watcher);
  const first = await live.makeOperation(own);
  const client = await live.connect(watcher);
  const { operations } = await client.subscribe('operations');
  assert.deepEqual(
    operations.map(({ id }) => id),
    [first],
  );
  const second = await live.makeOperation(own);
  const whole = client.next('operation');
  await live.tell(second, 3, own);
  assert.equal((await whole).operation.id, second, 'what was not known yet is shown whole first');
  const on = client.next('progress');
  await live.tell(second, 4, own);
  assert.equal((await on).operation_id, second);
  await api.database.db.delete(operation).where(eq(operation.id, second));
  const gone = client.next('gone');
  await announceOperation(api.events, api.database.db, { id: second, rootId: own, destinationRootId: null });
  assert.equal((await gone).operation_id, second);
});

test('ends a topic within a second when the grant is revoked, and says nothing after', async () => {
  const guest = await api.makeUser('guest@example.org');
  const own = await live.makeRoot('/srv/lent', guest);
  const id = await live.makeOperation(own);
  const client = await live.connect(guest);
  await client.subscribe(`operation:${id}`);
  await client.subscribe('operations');
  const ended = client.next('unsubscribed');
  const renewed = client.next('snapshot');
  await api.database.db.delete(rootGrant).where(eq(rootGrant.userId, guest.id));
  const since = Date.now();
  assert.deepEqual(await ended, { type: 'unsubscribed', topic: `operation:${id}`, code: 'not_found' });
  assert.deepEqual((await renewed).operations, []);
  assert.ok(Date.now() - since < 1000, `${Date.now() - since} ms`);
  const { length } = client.said;
  await live.tell(id, 9, own);
  await announceOperation(api.events, api.database.db, { id, rootId: own, destinationRootId: null });
  await sleep(400);
  assert.equal(client.said.length, length);
});

for (const [what, finish] of [
  ['signs out', (user: TestUser) => api.call('POST', '/api/v1/auth/logout', { token: user.token })],
  [
    'is disabled',
    (user: TestUser) =>
      api.call('PATCH', `/api/v1/users/${user.id}`, { token: api.owner.token, body: { disabled: true } }),
  ],
  [
    'gets another password',
    (user: TestUser) =>
      api.call('PATCH', `/api/v1/users/${user.id}`, {
        token: api.owner.token,
        body: { password: 'quite another one' },
      }),
  ],
  [
    'changes the password elsewhere',
    async (user: TestUser) => {
      const login = await api.call('POST', '/api/v1/auth/login', {
        body: { email: user.email, password: TEST_PASSWORD },
      });
      const { access_token: token } = login.body as { access_token: string };
      const body = { current_password: TEST_PASSWORD, new_password: 'quite another one' };
      return api.call('POST', '/api/v1/auth/change-password', { token, body });
    },
  ],
  ['is removed', (user: TestUser) => api.call('DELETE', `/api/v1/users/${user.id}`, { token: api.owner.token })],
] as const) {
  test(`closes the socket within a second when its user ${what}`, async () => {
    const leaver = await api.makeUser(`${what.replaceAll(' ', '-')}@example.org`);
    const client = await live.connect(leaver);
    await client.subscribe('operations');
    assert.ok((await finish(leaver)).status < 300);
    const since = Date.now();
    await client.until(() => client.closed !== undefined, 'the end');
    assert.equal(client.closed, LIVE_CLOSE.unauthenticated);
    assert.ok(Date.now() - since < 1000, `${Date.now() - since} ms`);
  });
}

test('opens nothing for a ticket whose session has ended meanwhile', async () => {
  const leaver = await api.makeUser('late@example.org');
  const ticket = await live.ticketOf(leaver);
  await api.call('POST', '/api/v1/auth/logout', { token: leaver.token });
  const client = await LiveClient.open(`${live.url}?ticket=${ticket}`);
  client.say({ type: 'subscribe', topic: 'operations' });
  await client.until(() => client.closed !== undefined, 'the end');
  assert.deepEqual([client.closed, client.said], [LIVE_CLOSE.unauthenticated, []]);
});
