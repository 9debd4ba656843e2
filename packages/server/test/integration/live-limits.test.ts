import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { eq, sql } from 'drizzle-orm';
import { LIVE_CLOSE } from '@kempt/contracts/api';
import { operation } from '../../src/platform/db/schema/index.ts';
import { announceOperation, createProgressAnnouncer } from '../../src/platform/events/announce-progress.ts';
import { createEventBus } from '../../src/platform/events/create-event-bus.ts';
import { createLog } from '../../src/platform/log/create-log.ts';
import type { TestApi } from '../../src/testing/test-api.ts';
import { LiveClient } from './live-client.ts';
import { LiveHouse, progressOf } from './live-house.ts';

let live: LiveHouse;
let api: TestApi;
before(async () => {
  live = await LiveHouse.open();
  ({ api } = live);
});
after(() => live.close());

test('says at most ten things a second of one operation, the latest last', async () => {
  const id = await live.makeOperation();
  const client = await live.connect();
  await client.subscribe(`operation:${id}`);
  await client.subscribe('operations');
  const began = Date.now();
  let done = 0;
  while (Date.now() - began < 2000) await live.tell(id, ++done);
  await client.until(() => JSON.stringify(client.said.at(-1)).includes(`"files_processed":${done}`), 'the last one');
  const seconds = (Date.now() - began) / 1000;
  const progress = client.said.filter(({ type }) => type === 'progress');
  assert.ok(done > 10 * progress.length, `${done} were told`);
  assert.ok(progress.length <= 10 * seconds + 2, `${progress.length} came in ${seconds} s`);
  assert.ok(progress.length >= 8, `${progress.length} came`);
});

test('keeps only the latest for a reader who reads nothing, and tells it when they read again', async () => {
  const slow = await api.makeUser('slow@example.org');
  const own = await live.makeRoot('/srv/slow', slow);
  // More than sockets and kernel take: ten times a second sixty operations of 20 kB.
  const path = `/srv/slow/${'long'.repeat(5000)}`;
  const ids = await Promise.all(Array.from({ length: 60 }, () => live.makeOperation(own, path)));
  const client = await live.connect(slow);
  await client.subscribe('operations');
  const wire = [...api.http.websocketServer.clients].at(-1);
  assert.ok(wire !== undefined);
  client.connection.pause();
  let held = 0;
  for (const until = Date.now() + 4000; Date.now() < until;) {
    await sleep(50);
    for (const id of ids)
      await announceOperation(api.events, api.database.db, { id, rootId: own, destinationRootId: null });
    held = Math.max(held, wire.bufferedAmount);
  }
  assert.ok(held > 128 * 1024, 'the reader was slow enough');
  assert.ok(held < 512 * 1024, `${held} bytes were held`);
  await api.database.db.update(operation).set({ status: 'completed' }).where(eq(operation.rootId, own));
  for (const id of ids)
    await announceOperation(api.events, api.database.db, { id, rootId: own, destinationRootId: null });
  client.connection.resume();
  const ended = () =>
    new Set(
      client.said.flatMap((one) =>
        one.type === 'operation' && one.operation.status === 'completed' ? [one.operation.id] : [],
      ),
    );
  await client.until(() => ended().size === ids.length, 'the end of each');
});

test('goes on numbering where a client that comes again left off, and begins with how things stand', async () => {
  const id = await live.makeOperation();
  const first = await live.connect();
  await first.subscribe(`operation:${id}`);
  const told = first.next('progress');
  await live.tell(id, 1);
  const { seq } = await told;
  await first.close();
  await live.end(id);
  const second = await live.connect();
  const snapshot = await second.subscribe(`operation:${id}`, seq);
  assert.deepEqual([snapshot.seq, snapshot.operations[0]?.status], [seq + 1, 'completed']);
});

test('shows everything anew after the connection to the database was lost', async () => {
  const id = await live.makeOperation();
  const client = await live.connect();
  await client.subscribe(`operation:${id}`);
  const anew = client.next('snapshot');
  await api.database.db.update(operation).set({ status: 'completed' }).where(eq(operation.id, id));
  await api.database.db.execute(
    sql`select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'kempt events' and datname = current_database()`,
  );
  assert.equal((await anew).operations[0]?.status, 'completed');
  const next = await live.makeOperation();
  await client.subscribe(`operation:${next}`);
  const told = client.next('progress');
  await live.tell(next, 2);
  await told;
});

test('hears what another process says, no more than ten times a second', async () => {
  const id = await live.makeOperation();
  const client = await live.connect();
  await client.subscribe(`operation:${id}`);
  const log = createLog({ level: 'silent', logger: 'test', stream: { write: () => undefined } });
  const other = createEventBus(api.database.url, log);
  let published = 0;
  const counting = {
    ...other,
    publish: (...spoken: Parameters<typeof other.publish>) => {
      published++;
      return other.publish(...spoken);
    },
  };
  const announce = createProgressAnnouncer(counting, api.database.db, log);
  const long = `/srv/live/${'ä"\u0001'.repeat(1500)}/end`;
  for (let i = 1; i <= 500; i++) {
    announce(
      { id, rootId: live.rootId, destinationRootId: null },
      { progress: { ...progressOf(i), last_path: long }, filesProcessed: i },
    );
    await sleep(1);
  }
  await client.until(() => JSON.stringify(client.said.at(-1)).includes('"files_processed":500'), 'the last one');
  await other.close();
  assert.ok(published <= 12, `${published} were published`);
  const last = client.said.at(-1);
  assert.ok(last?.type === 'progress' && last.progress.last_path?.endsWith('/end') === true);
});

for (const [what, text, code] of [
  ['no JSON', 'hello', LIVE_CLOSE.refused],
  ['an unknown type', '{"type":"apply","topic":"operations"}', LIVE_CLOSE.refused],
  ['an unknown topic', '{"type":"subscribe","topic":"users"}', LIVE_CLOSE.refused],
  ['an unknown field', '{"type":"subscribe","topic":"operations","as":"owner"}', LIVE_CLOSE.refused],
  ['a message that is too long', `{"type":"subscribe","topic":"${'x'.repeat(2000)}"}`, 1009],
] as const) {
  test(`closes a socket that says ${what}`, async () => {
    const client = await live.connect();
    client.socket.send(text);
    await client.until(() => client.closed !== undefined, 'the end');
    assert.equal(client.closed, code);
  });
}

test('refuses more topics than a page has use for, and more messages than it can answer', async () => {
  const client = await live.connect();
  const refused = client.next('unsubscribed');
  const ids = await Promise.all(Array.from({ length: 51 }, () => live.makeOperation()));
  for (const id of ids) client.say({ type: 'subscribe', topic: `operation:${id}` });
  assert.equal((await refused).code, 'too_many_requests');
  for (let i = 0; i < 5000; i++) client.say({ type: 'subscribe', topic: 'operations' });
  await client.until(() => client.closed !== undefined, 'the end');
  assert.equal(client.closed, LIVE_CLOSE.refused);
});

test('refuses more sockets than a person has pages', async () => {
  const many = await api.makeUser('many@example.org');
  const clients: LiveClient[] = [];
  for (let i = 0; i < 21; i++) clients.push(await live.connect(many));
  const last = clients.at(-1);
  await last?.until(() => last.closed !== undefined, 'the end');
  assert.equal(last?.closed, LIVE_CLOSE.too_many);
  for (const client of clients) await client.close();
});

test('closes sockets that want nothing, and cuts those that do not answer', async (t) => {
  const quick = await LiveHouse.open({ liveTimes: { idle: 3000, ping: 1500, look: 100 } });
  t.after(() => quick.close());
  const open = async (autoPong: boolean) =>
    quick.keep(await LiveClient.open(`${quick.url}?ticket=${await quick.ticketOf()}`, { autoPong }));
  const idle = await open(true);
  const busy = await open(true);
  const dead = await open(false);
  for (const client of [busy, dead]) await client.subscribe('operations');
  await idle.until(() => idle.closed !== undefined, 'the end');
  assert.equal(idle.closed, LIVE_CLOSE.idle);
  await dead.until(() => dead.closed !== undefined, 'the cut');
  assert.equal(dead.closed, 1006);
  await sleep(1600);
  assert.equal(busy.closed, undefined);
  const bye = once(busy.socket, 'close');
  await quick.api.http.close();
  assert.deepEqual((await bye)[0], LIVE_CLOSE.going_away);
});
