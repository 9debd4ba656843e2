import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
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

test('says what a worker stumbled over', async () => {
  const database = await createTestDatabase({ empty: true });
  const lines: string[] = [];
  const told = createLog({ level: 'warn', logger: 'test', stream: { write: (line) => void lines.push(line) } });
  const queue = await openQueue(database.db, 'work', told);
  try {
    await queue.work(1, () => Promise.resolve());
    await database.db.execute('alter schema kempt_queue rename to lost');
    while (lines.length === 0) await sleep(20);
    const { event, context } = JSON.parse(lines[0] ?? '') as { event: string; context: Record<string, string> };
    assert.equal(event, 'fail_queue');
    // The schema is missed by a statement that began right then, the table by one that was planned before.
    assert.match(context['error_code'] ?? '', /^(42P01|3F000)$/);
    assert.match(context['error'] ?? '', /^(relation|schema) …/);
  } finally {
    await database.db.execute('alter schema lost rename to kempt_queue');
    await queue.stop();
    await database.drop();
  }
});
