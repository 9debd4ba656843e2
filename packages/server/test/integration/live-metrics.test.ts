import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { LiveHouse } from './live-house.ts';

let live: LiveHouse;
before(async () => {
  live = await LiveHouse.open();
});
after(() => live.close());

async function untilOpen(count: number): Promise<void> {
  const line = new RegExp(`^websocket_connections ${count}$`, 'm');
  while (!line.test(await live.api.metrics.render())) await sleep(5);
}

test('counts open sockets, and tells when each opens and closes, without its ticket', async () => {
  const ticket = await live.ticketOf();
  const client = await live.connect();
  const other = await live.connect();
  await untilOpen(2);
  await client.close();
  await untilOpen(1);
  await other.close();
  await untilOpen(0);
  const lines = live.api.logged
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
    .filter(({ logger }) => logger === 'kempt.live');
  assert.deepEqual(
    lines.map(({ event }) => event),
    ['open_socket', 'open_socket', 'close_socket', 'close_socket'],
  );
  for (const line of lines) assert.equal(line['user_id'], live.api.owner.id);
  const [opened, , closed] = lines;
  assert.equal(closed?.['request_id'], opened?.['request_id']);
  assert.equal(typeof closed?.['duration_seconds'], 'number');
  assert.ok(!live.api.logged.join('').includes(ticket));
});

test('counts a socket that was opened as no caller who went away', async () => {
  const client = await live.connect();
  await client.close();
  await untilOpen(0);
  assert.doesNotMatch(await live.api.metrics.render(), /route="\/api\/v1\/ws",status="499"/);
});
