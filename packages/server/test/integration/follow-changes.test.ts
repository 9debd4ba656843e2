import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import Type from 'typebox';
import { openCache } from '../../src/app/open-cache.ts';
import type { Cache } from '../../src/platform/cache/create-cache.ts';
import { pruneChanges } from '../../src/platform/cache/follow-changes.ts';
import { loadConfig } from '../../src/platform/config/load-config.ts';
import { openDatabase, type Db } from '../../src/platform/db/open-database.ts';
import type { ChangeListener, EventBus } from '../../src/platform/events/create-event-bus.ts';
import { createLog } from '../../src/platform/log/create-log.ts';
import { createMetrics } from '../../src/platform/metrics/create-metrics.ts';
import { createTestDatabase, stopOwnCluster, type TestDatabase } from '../../src/testing/test-database.ts';

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase();
});
after(async () => {
  await database.drop();
  await stopOwnCluster();
});

const log = createLog({ level: 'silent', logger: 'test', stream: { write: () => undefined } });

/** A cache in memory that hears of changes when the test says so. */
async function open(different: { readonly db?: Db; readonly catchUp?: boolean } = {}) {
  const heard: ChangeListener[] = [];
  const events: EventBus = {
    publish: () => Promise.resolve(),
    subscribe: () => () => undefined,
    subscribeToChanges: (listener) => {
      heard.push(listener);
      return () => undefined;
    },
    isAlive: () => true,
    catchUp: () => Promise.resolve(different.catchUp ?? true),
    close: () => Promise.resolve(),
  };
  const config = loadConfig({}, '/nowhere');
  const metrics = createMetrics({ version: '0.0.0' });
  const parts = { config, db: different.db ?? database.db, events, log, metrics };
  const opened = await openCache(parts);
  const [listener] = heard;
  if (listener === undefined) throw new Error('nobody listens');
  return { ...opened, listener };
}

/** Whether a cache has still what it was told before. */
function question(cache: Cache) {
  let times = 0;
  const ask = () =>
    cache.cached({ kind: 'report', key: ['a'], tags: ['x'], schema: Type.Number() }, () => Promise.resolve(++times));
  return { ask, isKept: async () => (await ask()) === times && times === 1 };
}

const snapshotNow = async (): Promise<string> => {
  const { rows } = await database.db.execute<{ now: string }>(sql`select pg_current_snapshot()::text as now`);
  return rows[0]?.now ?? '';
};

/** Has something kept, and misses nothing. */
async function keepThroughGap(asked: ReturnType<typeof question>, listener: ChangeListener): Promise<void> {
  await listener.onGap();
  for (let at = 0; at < 2; at++) await listener.onPulse(await snapshotNow());
  await asked.ask();
  await listener.onGap();
  assert.equal(await asked.isKept(), true, 'nothing was missed');
}

test('whoever cannot find out what was missed forgets everything', async () => {
  const own = openDatabase(database.url, { connections: 1, onError: () => undefined });
  const opened = await open({ db: own.db });
  const { cache, listener } = opened;
  const asked = question(cache);
  await keepThroughGap(asked, listener);
  await own.close();
  await listener.onGap();
  assert.equal(await asked.isKept(), false);
  await opened.close();
});

test('what was heard from a database before it came back from a backup says nothing of what changed', async () => {
  const opened = await open();
  const { cache, listener } = opened;
  const asked = question(cache);
  await keepThroughGap(asked, listener);
  // Tables are made anew, and what is in them was changed by nobody.
  await database.pool.query('alter table data_change rename to data_change_before');
  await database.pool.query('create table data_change (like data_change_before including all)');
  await listener.onGap();
  assert.equal(await asked.isKept(), false);
  await opened.close();
});

test('keeps what a transaction changed that was open for hours, until it was heard of', async () => {
  const { db } = database;
  const heard = await snapshotNow();
  await db.execute(sql`insert into data_change (tag, transaction_id, changed_at)
    values ('x', pg_current_xact_id(), now() - interval '3 hours')`);
  const count = async () => (await db.execute(sql`select from data_change where tag = 'x'`)).rows.length;
  await pruneChanges(db, heard);
  assert.equal(await count(), 1);
  await pruneChanges(db, await snapshotNow());
  assert.equal(await count(), 0);
});

test('old changes are removed when a service starts, however soon it ends again', async () => {
  const { db } = database;
  await db.execute(sql`insert into data_change (tag, transaction_id, changed_at)
    values ('old', pg_current_xact_id(), now() - interval '3 hours')`);
  const opened = await open();
  let left = 1;
  for (let at = 0; at < 200 && left > 0; at++) {
    await sleep(25);
    left = (await db.execute(sql`select from data_change where tag = 'old'`)).rows.length;
  }
  assert.equal(left, 0);
  await opened.close();
});

test('an answer that cannot wait for its changes has everything forgotten instead', async () => {
  const opened = await open({ catchUp: false });
  const { cache, settle } = opened;
  const { ask, isKept } = question(cache);
  await ask();
  await settle();
  assert.equal(await isKept(), false);
  await opened.close();
});
