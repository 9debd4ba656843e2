import assert from 'node:assert/strict';
import { utimesSync, writeFileSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { indexRegularly } from '../../src/app/index-regularly.ts';
import { indexPaths } from '../../src/features/operations/index-paths.ts';
import { loadRecords, OWN_PARTITION_FILES } from '../../src/features/operations/load-records.ts';
import { createLog } from '../../src/platform/log/create-log.ts';
import { openTestApi } from '../../src/testing/test-api.ts';
import { createTestDatabase, stopOwnCluster, type TestDatabase } from '../../src/testing/test-database.ts';

after(() => stopOwnCluster());

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

/** A large operation without files; answers the name of its table. */
async function loadLarge(operationId: string): Promise<string> {
  const { rows } = await database.pool.query<{ number: string }>(
    `insert into operation (id, type, status, root_path) values ($1, 'organize', 'completed', '/') returning number`,
    [operationId],
  );
  const number = BigInt(rows[0]?.number ?? 0);

  const none = (async function* () {})();
  await loadRecords(database.url, { operationId, number, expected: OWN_PARTITION_FILES }, none);
  return `file_record_${number}`;
}

/** Tables with an index of their paths, and whether it is of use. */
async function indexed(): Promise<Readonly<Record<string, boolean>>> {
  const { rows } = await database.pool.query<{ table: string; valid: boolean }>(
    `select indrelid::regclass::text as table, indisvalid as valid from pg_index
     where indexrelid::regclass::text ~ '^file_record_[0-9]+_path_search_idx$' order by indrelid`,
  );
  return Object.fromEntries(rows.map(({ table, valid }) => [table, valid]));
}

/** A transaction that sees what was: no index is finished while it lasts. */
async function holdSnapshot(url = database.url): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('begin isolation level repeatable read');
  await client.query('select');
  return () => client.end();
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(20);
}

describe('the index for searching paths', () => {
  it('is made for each large operation that has none, also when one was begun and broken off', async () => {
    const [first, second] = [await loadLarge('a'), await loadLarge('b')];
    const release = await holdSnapshot();
    const breaking = new AbortController();
    const broken = indexPaths(database.url, breaking.signal);
    await until(async () => second in (await indexed()));
    breaking.abort();
    await assert.rejects(broken, { name: 'AbortError' });
    assert.deepEqual(await indexed(), { [second]: false });
    await release();
    assert.equal(await indexPaths(database.url), 2);
    assert.deepEqual(await indexed(), { [first]: true, [second]: true });
    assert.equal(await indexPaths(database.url), 0);
  });

  it('is made once by several that ask at once, one of which leaves', async () => {
    const table = await loadLarge('a');
    const release = await holdSnapshot();
    const leaving = new AbortController();
    const asked = [indexPaths(database.url), indexPaths(database.url)];
    await until(async () => table in (await indexed()));
    const left = indexPaths(database.url, leaving.signal);
    leaving.abort();
    await assert.rejects(left, { name: 'AbortError' });
    await release();
    assert.deepEqual((await Promise.all(asked)).sort(), [0, 1]);
    assert.deepEqual(await indexed(), { [table]: true });
  });

  it('is made for others where it cannot be made for one', async () => {
    const [first, second] = [await loadLarge('a'), await loadLarge('b')];
    await database.pool.query(`create table ${second}_path_search_idx ()`);
    await assert.rejects(indexPaths(database.url), new RegExp(`No index of the paths of ${second}\\.`));
    assert.deepEqual(await indexed(), { [first]: true });
  });

  it('is made by whoever serves or works, who says what keeps them from it and ends at once', async () => {
    const [first, second] = [await loadLarge('a'), await loadLarge('b')];
    await database.pool.query(`create table ${first}_path_search_idx ()`);
    let lines = '';
    const write = (line: string): void => {
      lines += line;
    };
    const log = createLog({ level: 'info', logger: 'test', stream: { write } });
    let stop = indexRegularly({ database, log });
    await until(() => Promise.resolve(lines.includes('fail_to_index_paths')));
    await stop();
    assert.deepEqual(await indexed(), { [second]: true });
    await database.pool.query(`drop table ${first}_path_search_idx`);
    stop = indexRegularly({ database, log });
    await until(async () => first in (await indexed()));
    await until(() => Promise.resolve(lines.includes('"index_paths"')));
    await stop();
    await database.pool.query(`drop index ${first}_path_search_idx`);
    const release = await holdSnapshot();
    stop = indexRegularly({ database, log });
    await until(async () => first in (await indexed()));
    await stop();
    assert.deepEqual(await indexed(), { [first]: false, [second]: true });
    await release();
    assert.equal(lines.match(/fail_to_index_paths/g)?.length, 1);
  });

  it('keeps nobody waiting who asks for something else of a large operation', async (t) => {
    const api = await openTestApi({}, { worker: true });
    t.after(() => api.close());
    const { token } = api.owner;
    const path = join(api.folder, 'root');
    await mkdir(path);
    const names = Array.from({ length: OWN_PARTITION_FILES }, (_, at) => `${at}.txt`);
    for (const name of names) {
      writeFileSync(join(path, name), '');
      utimesSync(join(path, name), 1_700_000_000, 1_700_000_000);
    }
    const post = async (route: string, body?: object): Promise<{ readonly id: string }> => {
      const answer = await api.call('POST', route, { token, ...(body === undefined ? {} : { body }) });
      return answer.body as { id: string };
    };
    const ended = async ({ id }: { readonly id: string }): Promise<string> => {
      for (;;) {
        const { status } = (await api.call('GET', `/api/v1/operations/${id}`, { token })).body as { status: string };
        if (status !== 'pending' && status !== 'running') return status;
        await sleep(50);
      }
    };
    const { id: root_id } = await post('/api/v1/roots', { name: 'Root', path });
    const asked = await post('/api/v1/operations', {
      type: 'organize',
      root_id,
      dry_run: false,
    });
    assert.equal(await ended(asked), 'completed');
    const release = await holdSnapshot(api.database.url);
    assert.equal(await ended(await post(`/api/v1/operations/${asked.id}/rollback`)), 'completed');
    await release();
    assert.deepEqual(await readdir(path).then((found) => found.sort()), names.sort());
  });
});
