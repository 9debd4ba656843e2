import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { FileRecord } from '@kempt/engine';
import { loadRecords, OWN_PARTITION_FILES } from '../../src/features/operations/load-records.ts';
import { startEmbeddedPostgres } from '../../src/platform/db/embedded-postgres.ts';
import { migrateDatabase } from '../../src/platform/db/migrate-database.ts';
import { createTestDatabase, stopOwnCluster } from '../../src/testing/test-database.ts';
import { withClient } from '../../src/platform/db/with-client.ts';
import { endPostgres } from '../../src/testing/end-postgres.ts';
import { makePlace } from './service-house.ts';

after(() => stopOwnCluster());

async function* records(count: number): AsyncGenerator<FileRecord> {
  const facts = { category: 'documents', mimetype: 'text/plain', outcome: 'completed', size_bytes: 1 } as const;
  for (let step = 0; step < count; step++) {
    yield { ...facts, step, original_path: `/a/'${step}`, new_path: `/b/"${step}` } as FileRecord;
    await Promise.resolve();
  }
}

test('loads a large operation into a table of its own with every index, whatever its id is, and once only', async (t) => {
  const database = await createTestDatabase();
  t.after(() => database.drop());
  const operationId = `20260101-000000-000-a'b"c`;
  const { rows } = await database.pool.query<{ number: string }>(
    `insert into operation (id, type, status, root_path) values ($1, 'organize', 'completed', '/') returning number`,
    [operationId],
  );
  const number = BigInt(rows[0]?.number ?? 0);
  const place = { operationId, number, expected: OWN_PARTITION_FILES };
  for (let time = 1; time <= 2; time++) {
    assert.equal(await loadRecords(database.url, place, records(100)), 100);
  }
  const table = `file_record_${number}`;
  const { rows: kept } = await database.pool.query(
    'select count(*)::int as count, min(tableoid::regclass::text) as table from file_record where operation_id = $1',
    [operationId],
  );
  assert.deepEqual(kept, [{ count: 100, table }]);
  const { rows: indexes } = await database.pool.query<{ name: string }>(
    'select indexname as name from pg_indexes where tablename = $1 order by 1',
    [table],
  );
  const names = ['category_idx', 'hash_idx', 'new_path_idx', 'operation_hash_idx', 'original_path_idx'];
  assert.deepEqual(
    indexes.map(({ name }) => name),
    [...names, 'pkey', 'size_idx', 'status_idx'].map((name) => `${table}_${name}`),
  );
});

test('keeps what was loaded when the database crashes right after', async () => {
  await using ends = new AsyncDisposableStack();
  const stateFolder = join(ends.use(await makePlace()).path, 's');
  const crashed = await startEmbeddedPostgres({ stateFolder });
  await migrateDatabase(crashed.url);
  const operationId = '20260101-000000-000-abcd';
  const text = `insert into operation (id, type, status, root_path) values ($1, 'organize', 'completed', '/') returning number`;
  const made = await withClient(crashed.url, 'kempt test', (client) =>
    client.query<{ number: string }>(text, [operationId]),
  );
  const place = { operationId, number: BigInt(made.rows[0]?.number ?? 0), expected: OWN_PARTITION_FILES };
  // Enough that rows and indexes are synced, not logged.
  await loadRecords(crashed.url, place, records(40_000));
  await endPostgres(stateFolder);

  const again = ends.adopt(await startEmbeddedPostgres({ stateFolder }), (server) => server.stop());
  await withClient(again.url, 'kempt test', async (client) => {
    for (const way of ['enable_indexscan', 'enable_seqscan']) {
      await client.query('set enable_bitmapscan = off');
      await client.query(`set ${way} = off`);
      const { rowCount } = await client.query('select from file_record where operation_id = $1 and id >= 0', [
        operationId,
      ]);
      assert.equal(rowCount, 40_000);
      await client.query('reset all');
    }
  });
});
