import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { FileRecord as ApiRecord, Operation } from '@kempt/contracts/api';
import type { FileRecord } from '@kempt/engine';
import { forgetOnce } from '../../src/app/forget-regularly.ts';
import { loadRecords, OWN_PARTITION_FILES } from '../../src/features/operations/load-records.ts';
import { clearPlanFile } from '../../src/platform/storage/plan-files.ts';
import { createLog } from '../../src/platform/log/create-log.ts';
import { insertRecords, type TestOperation } from '../../src/testing/record-fixture.ts';
import { openTestApi, type TestApi, type TestAnswer } from '../../src/testing/test-api.ts';

const DAYS = 30;
const DAY_MS = 24 * 3600 * 1000;

let api: TestApi;
let root: { readonly id: string; readonly path: string };
before(async () => {
  api = await openTestApi({}, { worker: true });
  root = await makeRoot('files');
});
after(() => api.close());

async function makeRoot(name: string): Promise<{ readonly id: string; readonly path: string }> {
  const path = join(api.folder, name);
  await mkdir(path);
  const made = await api.call('POST', '/api/v1/roots', { token: api.owner.token, body: { name, path } });
  return { id: (made.body as { id: string }).id, path };
}

/** An operation that ended some days ago. */
async function past(days: number, facts: Partial<TestOperation> = {}): Promise<string> {
  const at = new Date(Date.now() - days * DAY_MS);
  const made = { rootId: root.id, createdAt: at, completedAt: at, filesCompleted: 1, ...facts };
  const { id } = await insertRecords(api.database.db, made, [{ originalPath: join(root.path, 'a.txt') }]);
  return id;
}

/** A large one, as a worker loads it. */
async function pastLarge(days: number): Promise<{ readonly id: string; readonly table: string }> {
  const id = await past(days);
  const { rows } = await query<{ number: string }>('select number from operation where id = $1', [id]);
  const number = BigInt(rows[0]?.number ?? 0);
  await loadRecords(api.database.url, { operationId: id, number, expected: OWN_PARTITION_FILES }, records());
  return { id, table: `file_record_${String(number)}` };
}

// eslint-disable-next-line @typescript-eslint/require-await -- as the engine hands them out
async function* records(): AsyncGenerator<FileRecord> {
  for (let step = 0; step < 3; step++) {
    const path = join(root.path, `${String(step)}.txt`);
    yield {
      step,
      original_path: path,
      new_path: path,
      category: 'documents',
      mimetype: 'text/plain',
      size_bytes: 1,
      action: 'move',
      outcome: 'completed',
      message: '',
    };
  }
}

function query<R extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<pg.QueryResult<R>> {
  return api.database.pool.query<R>(text, [...values]);
}

/** Which of these are still known. */
async function known(ids: readonly string[]): Promise<readonly string[]> {
  const { rows } = await query<{ id: string }>('select id from operation where id = any($1)', [ids]);
  const found = new Set(rows.map(({ id }) => id));
  return ids.filter((id) => found.has(id));
}

async function isThere(table: string): Promise<boolean> {
  const { rows } = await query<{ found: boolean }>('select to_regclass($1) is not null as found', [table]);
  return rows[0]?.found === true;
}

function forgetOld() {
  const log = createLog({ level: 'silent', logger: 'test', stream: { write: () => undefined } });
  const config = { KEMPT_RETENTION_DAYS: DAYS, stateFolder: api.stateFolder };
  return forgetOnce({ config, database: api.database, events: api.events, log }, new AbortController().signal);
}

const forget = (id: string): Promise<TestAnswer> =>
  api.call('DELETE', `/api/v1/operations/${id}`, { token: api.owner.token });

test('forgets an operation with its files, and says that it does not know it', async () => {
  const id = await past(0);
  assert.equal((await forget(id)).status, 204);
  const found = await Promise.all(
    ['operations/' + id, `files?operation_id=${id}`, `reports/${id}`].map((path) =>
      api.call('GET', `/api/v1/${path}`, { token: api.owner.token }),
    ),
  );
  assert.deepEqual(
    found.map(({ status }) => status),
    [404, 200, 404],
  );
  assert.deepEqual((found[1]?.body as { items: ApiRecord[] }).items, []);
  assert.equal((await forget(id)).status, 404);
});

test('tells whoever looks at it that an operation is gone', async () => {
  const [asked, old] = [await past(0), await past(DAYS + 1)];
  const heard = new Set<string>();
  const both = new Promise<void>((resolve) => {
    const stop = api.events.subscribe({
      onEvent: ({ operation_id: id }) => {
        heard.add(id);
        if (!heard.has(asked) || !heard.has(old)) return;
        stop();
        resolve();
      },
      onGap: () => undefined,
    });
  });
  await forget(asked);
  await forgetOld();
  await both;
});

test('forgets nothing that is under way, is being taken back, or tells what was taken back', async () => {
  const refused = [
    await past(0, { status: 'running', workerId: 'w' }),
    await past(0, { status: 'pending', engineId: 'begun' }),
    await past(0, { status: 'interrupted', workerId: 'w' }),
  ];
  const target = await past(0);
  const pending = await past(0, { type: 'rollback', undoes: target, status: 'pending', engineId: 'under-way' });
  refused.push(target, pending);
  for (const id of refused) {
    const answer = await forget(id);
    assert.partialDeepStrictEqual(answer, { status: 409, body: { code: 'wrong_state' } });
  }
  await query(`update operation set status = 'completed' where id = $1`, [pending]);
  assert.equal((await forget(pending)).status, 409, 'the files of its target would show as moved');
  assert.deepEqual([(await forget(target)).status, (await forget(pending)).status], [204, 204]);
  await query('update operation set status = $1 where id = any($2)', ['completed', refused]);
});

test('forgets no operation of which files lie in a quarantine, however old, until they are back', async () => {
  const held = await makeRoot('held');
  const written = new Date(Date.now() - 60_000);
  for (const name of ['one.txt', 'other.txt']) {
    await writeFile(join(held.path, name), 'the same');
    await utimes(join(held.path, name), written, written);
  }
  const body = { type: 'deduplicate', root_id: held.id, dry_run: false };
  const asked = await api.call('POST', '/api/v1/operations', { token: api.owner.token, body });
  const { id } = asked.body as Operation;
  for (let status = ''; status !== 'completed';) {
    ({ status } = (await api.call('GET', `/api/v1/operations/${id}`, { token: api.owner.token })).body as Operation);
    await sleep(20);
  }
  await query(
    `update operation set created_at = now() - interval '1 year', completed_at = now() - interval '1 year'
    where id = $1`,
    [id],
  );
  assert.partialDeepStrictEqual(await forget(id), { status: 409, body: { code: 'wrong_state' } });
  await forgetOld();
  assert.deepEqual(await known([id]), [id]);
  const restore = { action: 'restore', operation_id: id };
  const restored = await api.call('POST', '/api/v1/quarantine', { token: api.owner.token, body: restore });
  assert.equal(restored.status, 200, JSON.stringify(restored.body));
  await forgetOld();
  assert.deepEqual(await known([id]), []);
});

test('forgets old operations and previews, and nothing that is young or has not ended', async () => {
  const old = await Promise.all([
    past(DAYS + 1),
    past(DAYS + 2, { status: 'failed' }),
    past(DAYS + 3, { status: 'rolled_back' }),
    past(DAYS + 4, { type: 'scan' }),
    past(DAYS + 5, { status: 'planned', completedAt: null }),
  ]);
  const kept = await Promise.all([
    past(DAYS - 1),
    past(DAYS - 1, { status: 'planned', completedAt: null }),
    past(DAYS + 1, { completedAt: new Date() }),
    past(DAYS + 1, { status: 'running', completedAt: null }),
    past(DAYS + 1, { status: 'pending', completedAt: null }),
    past(DAYS + 1, { status: 'interrupted' }),
  ]);
  const plan = await clearPlanFile(api.stateFolder, old[4]);
  await writeFile(plan, 'a plan');
  assert.partialDeepStrictEqual(await forgetOld(), { forgotten: old.length, left: 0 });
  assert.deepEqual(await known([...old, ...kept]), kept);
  assert.equal(existsSync(plan), false);
  assert.partialDeepStrictEqual(await forgetOld(), { forgotten: 0, left: 0 });
});

test('forgets an operation together with what took it back, once all of it is old', async () => {
  const engineIds = ['20200101-000000-000-aaaa', '20200101-000000-000-bbbb', '20200101-000000-000-cccc'];
  const [first, second, third] = engineIds;
  const one = await past(DAYS + 9, { status: 'completed', engineId: first });
  const back = await past(DAYS + 8, { type: 'rollback', undoes: one, engineId: second });
  const again = await past(DAYS - 1, { type: 'rollback', undoes: back, engineId: third });
  await forgetOld();
  assert.deepEqual(await known([one, back, again]), [one, back, again]);
  await query(
    `update operation set created_at = now() - interval '1 year', completed_at = now() - interval '1 year'
    where id = $1`,
    [again],
  );
  await forgetOld();
  assert.deepEqual(await known([one, back, again]), []);
  const { rows } = await query<{ engine_id: string }>(
    'select engine_id from forgotten_operation where engine_id = any($1) order by engine_id',
    [engineIds],
  );
  assert.deepEqual(
    rows.map((row) => row.engine_id),
    engineIds,
  );
});

test('looks at more operations than it takes at once', async () => {
  await query(
    `insert into operation (id, type, status, root_id, root_path, created_at, completed_at)
     select 'many-' || n, 'scan', 'completed', $1, '/', now() - interval '1 year', now() - interval '1 year'
     from generate_series(1, 250) n`,
    [root.id],
  );
  assert.partialDeepStrictEqual(await forgetOld(), { forgotten: 250, left: 0 });
});

test('leaves it to another process that is at it already', async () => {
  const client = new pg.Client({ connectionString: api.database.url });
  await client.connect();
  await client.query('select pg_advisory_lock(7150005)');
  const id = await past(DAYS + 1);
  assert.equal(await forgetOld(), undefined);
  await client.end();
  assert.partialDeepStrictEqual(await forgetOld(), { forgotten: 1 });
  assert.deepEqual(await known([id]), []);
});

test('drops the records of a large operation as a table', async () => {
  const [asked, old] = [await pastLarge(0), await pastLarge(DAYS + 1)];
  assert.deepEqual([await isThere(asked.table), await isThere(old.table)], [true, true]);
  assert.equal((await forget(asked.id)).status, 204);
  assert.partialDeepStrictEqual(await forgetOld(), { forgotten: 1 });
  assert.deepEqual([await isThere(asked.table), await isThere(old.table)], [false, false]);
});

test('keeps nobody waiting behind somebody who reads records all the time', async () => {
  const { id, table } = await pastLarge(DAYS + 1);
  const reader = new pg.Client({ connectionString: api.database.url });
  await reader.connect();
  await reader.query('begin');
  await reader.query('select count(*) from file_record');
  const [answer, retention, ...reads] = await Promise.all([
    forget(id),
    forgetOld(),
    ...Array.from({ length: 20 }, () => api.call('GET', '/api/v1/files', { token: api.owner.token })),
  ]);
  // All were answered while the reader has not ended.
  assert.partialDeepStrictEqual(answer, { status: 503, body: { code: 'unavailable' } });
  assert.partialDeepStrictEqual(retention, { forgotten: 0, left: 1 });
  assert.ok(reads.every(({ status }) => status === 200));
  assert.deepEqual([await known([id]), await isThere(table)], [[id], true]);
  await reader.query('commit');
  await reader.end();
  assert.equal((await forget(id)).status, 204);
});
