import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KemptError } from '@kempt/engine';
import { holdServiceLock } from '../../src/platform/db/hold-service-lock.ts';
import { createTestDatabase, stopOwnCluster, type TestDatabase } from '../../src/testing/test-database.ts';

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase();
});
after(async () => {
  await database.drop();
  await stopOwnCluster();
});

const HOLDERS = `from pg_stat_activity where application_name = 'kempt service' and datname = current_database()`;

async function countHolders(): Promise<number> {
  return (await database.pool.query(`select ${HOLDERS}`)).rowCount ?? 0;
}

const ALONE = { isAlone: true, onLost: () => undefined, onTaken: () => undefined };

/** Takes the lock, and breaks its connection. */
async function loseLock(before: () => Promise<void> = () => Promise.resolve()) {
  const lost = Promise.withResolvers<Error>();
  const taken = Promise.withResolvers<KemptError>();
  const release = await holdServiceLock(database.url, {
    isAlone: true,
    onLost: lost.resolve,
    onTaken: taken.resolve,
  });
  await before();
  await database.pool.query(`select pg_terminate_backend(pid) ${HOLDERS}`);
  await lost.promise;
  return { release, taken: taken.promise };
}

test('takes a lock again that was lost', async () => {
  const { release } = await loseLock();
  while ((await countHolders()) === 0) await sleep(20);
  await assert.rejects(holdServiceLock(database.url, ALONE), { code: 'service_running' });
  await release();
});

test('tells of another service that was faster', async () => {
  const rival = await database.pool.connect();
  let won: Promise<unknown> = Promise.resolve();
  const { taken, release } = await loseLock(async () => {
    const locks = `from pg_locks
      where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`;
    const { rows } = await database.pool.query<{ id: string }>(`select objid::text as id ${locks}`);
    won = rival.query('select pg_advisory_lock($1)', [rows[0]?.id]);
    while ((await database.pool.query(`select ${locks} and not granted`)).rowCount === 0) await sleep(10);
  });
  await won;
  assert.equal((await taken).code, 'service_running');
  await release();
  rival.release(true);
});

test('whoever ends while it takes a lost lock again leaves none behind', async () => {
  // It is tried again after a second: before, right then, and later.
  for (const wait of [0, 900, 1000, 1020]) {
    const { release } = await loseLock();
    await sleep(wait);
    await release();
    await sleep(1200 - wait);
    // PostgreSQL hears of the end of a session a little later; one that was left behind never ends.
    for (let i = 0; i < 100 && (await countHolders()) > 0; i++) await sleep(50);
    assert.equal(await countHolders(), 0, `${String(wait)} ms`);
  }
});
