import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import { createTestDatabase, stopOwnCluster, type TestDatabase } from '../../src/testing/test-database.ts';

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase();
});
after(async () => {
  await database.drop();
  await stopOwnCluster();
});

test('a connection that breaks between two statements of a transaction fails it, and nothing else', async () => {
  const { db } = database;
  const broken = db.transaction(async (tx) => {
    const { rows } = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
    await db.execute(sql`select pg_terminate_backend(${rows[0]?.pid ?? 0})`);
    await sleep(200);
    await tx.execute(sql`select 1`);
  });
  await assert.rejects(broken);
  assert.equal((await db.execute(sql`select 1`)).rowCount, 1);
});

test('a connection that breaks before its transaction has begun takes no other one’s place for ever', async () => {
  const own = openDatabase(database.url, { connections: 1, onError: () => undefined });
  own.pool.once('acquire', (client) => {
    // Ends it as the end of the server does, in the moment between taking it and the first statement.
    (client as unknown as { connection: { stream: Socket } }).connection.stream.destroy();
  });
  await assert.rejects(own.db.transaction((tx) => tx.execute(sql`select 1`)));
  assert.equal((await own.db.transaction((tx) => tx.execute(sql`select 1`))).rowCount, 1);
  await own.close();
});
