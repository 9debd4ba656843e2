import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createLog } from '../../src/platform/log/create-log.ts';
import { openQueue } from '../../src/platform/queue/open-queue.ts';
import { createTestDatabase, stopOwnCluster } from '../../src/testing/test-database.ts';

const log = createLog({ level: 'silent', logger: 'test', stream: { write: () => undefined } });
after(() => stopOwnCluster());

test('opens for several who start at once on an empty database', async () => {
  const database = await createTestDatabase({ empty: true });
  try {
    const queues = await Promise.all(Array.from({ length: 2 }, () => openQueue(database.db, 'work', log)));
    for (const queue of queues) await queue.stop();
  } finally {
    await database.drop();
  }
});

test('counts the jobs that wait', async () => {
  const database = await createTestDatabase({ empty: true });
  try {
    const queue = await openQueue(database.db, 'work', log);
    assert.equal(await queue.waiting(), 0);
    await queue.send(database.db, { a: 1 });
    await queue.send(database.db, { a: 2 }, 60);
    assert.equal(await queue.waiting(), 2);
    await queue.stop();
  } finally {
    await database.drop();
  }
});
