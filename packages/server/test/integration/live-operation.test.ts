import assert from 'node:assert/strict';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { LiveHouse } from './live-house.ts';

let live: LiveHouse;
before(async () => {
  live = await LiveHouse.open({ worker: true });
});
after(() => live.close());

test('tells of a real operation from the moment it is asked for until its preview stands', async () => {
  const { api } = live;
  const path = join(api.folder, 'real');
  await mkdir(path);
  const old = new Date(Date.now() - 60_000);
  for (let i = 0; i < 50; i++) {
    await writeFile(join(path, `${String(i)}.txt`), 'text');
    await utimes(join(path, `${String(i)}.txt`), old, old);
  }
  const { token } = api.owner;
  const made = await api.call('POST', '/api/v1/roots', { token, body: { name: 'Real', path } });
  const client = await live.connect();
  await client.subscribe('operations');
  const body = { type: 'organize', root_id: (made.body as { id: string }).id };
  const asked = await api.call('POST', '/api/v1/operations', { token, body });
  const { id } = asked.body as { id: string };
  const states = () =>
    client.said.flatMap((one) => (one.type === 'operation' && one.operation.id === id ? [one.operation.status] : []));
  await client.until(() => states().includes('planned'), 'the preview');
  assert.equal(states().at(-1), 'planned');
  const last = client.said.findLast((one) => one.type === 'operation');
  const { body: shown } = await api.call('GET', `/api/v1/operations/${id}`, { token });
  assert.deepEqual(last?.type === 'operation' ? last.operation : undefined, shown);
});
