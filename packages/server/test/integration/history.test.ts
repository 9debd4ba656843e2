import assert from 'node:assert/strict';
import { mkdir, readdir, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Operation } from '@kempt/contracts/api';
import { createEngine, type Engine } from '@kempt/engine';
import { historyImport } from '../../src/app/follow-history.ts';
import { openEngineHost, type EngineHost } from '../../src/platform/engine/open-engine-host.ts';
import { createLog } from '../../src/platform/log/create-log.ts';
import { openTestApi, type TestApi } from '../../src/testing/test-api.ts';

/** What the command line works with, under the state folder of the service. */
let commandLine: Engine;
let engine: EngineHost;
let api: TestApi;
let importHistory: () => Promise<number>;
const warnings: string[] = [];

before(async () => {
  api = await openTestApi({}, { worker: true });
  engine = openEngineHost(api.stateFolder);
  commandLine = createEngine({ stateFolder: api.stateFolder });
  importHistory = startAnew();
});
after(async () => {
  await commandLine.close();
  await engine.close();
  await api.close();
});

/** What a service that was just started imports with. */
function startAnew(): () => Promise<number> {
  const log = createLog({ level: 'warn', logger: 'test', stream: { write: (line) => void warnings.push(line) } });
  return historyImport({ database: api.database, engine, log, metrics: api.metrics });
}

async function makeRoot(name: string): Promise<{ readonly id: string; readonly path: string }> {
  const path = join(api.folder, name);
  await mkdir(path);
  const old = new Date(Date.now() - 60_000);
  for (const file of ['diary.txt', 'table.csv']) {
    await writeFile(join(path, file), name);
    await utimes(join(path, file), old, old);
  }
  const made = await api.call('POST', '/api/v1/roots', { token: api.owner.token, body: { name, path } });
  return { id: (made.body as { id: string }).id, path };
}

async function organize(root: string): Promise<string> {
  return (await (await commandLine.planOrganize({ root, by: 'extension' })).apply()).operation_id;
}

async function shown(rootId: string): Promise<readonly Operation[]> {
  const { body } = await api.call('GET', `/api/v1/operations?root_id=${rootId}`, { token: api.owner.token });
  return (body as { items: Operation[] }).items;
}

const forget = async (id: string): Promise<number> =>
  (await api.call('DELETE', `/api/v1/operations/${id}`, { token: api.owner.token })).status;

async function ended(id: string): Promise<Operation> {
  for (;;) {
    const { body } = await api.call('GET', `/api/v1/operations/${id}`, { token: api.owner.token });
    if (!['pending', 'running'].includes((body as Operation).status)) return body as Operation;
    await sleep(20);
  }
}

test('takes what the command line did into the history once, with its files', async () => {
  const { id: rootId, path } = await makeRoot('once');
  const id = await organize(path);
  assert.equal(await importHistory(), 1);
  assert.deepEqual([await importHistory(), await startAnew()()], [0, 0]);
  const [found, ...others] = await shown(rootId);
  assert.partialDeepStrictEqual(found, {
    id,
    type: 'organize',
    status: 'completed',
    files_completed: 2,
    user_id: null,
  });
  assert.deepEqual(others, []);
  const files = await api.call('GET', `/api/v1/files?operation_id=${id}`, { token: api.owner.token });
  assert.equal((files.body as { items: unknown[] }).items.length, 2);
});

test('loads the files of an operation that it had no time for before', async () => {
  const { path } = await makeRoot('again');
  const id = await organize(path);
  await importHistory();
  await api.database.pool.query('update operation set records_loaded_at = null where id = $1', [id]);
  await api.database.pool.query('delete from file_record where operation_id = $1', [id]);
  assert.equal(await startAnew()(), 1);
  const { rows } = await api.database.pool.query('select id from file_record where operation_id = $1', [id]);
  assert.equal(rows.length, 2);
  assert.equal(await startAnew()(), 0);
});

test('keeps away what was forgotten, also when the service starts again and when it is taken back', async () => {
  const { id: rootId, path } = await makeRoot('away');
  const id = await organize(path);
  await importHistory();
  assert.equal(await forget(id), 204);
  assert.deepEqual([await importHistory(), await startAnew()(), await shown(rootId)], [0, 0, []]);
  await commandLine.undo({ operationId: id });
  assert.equal(await importHistory(), 1);
  assert.partialDeepStrictEqual(await shown(rootId), [{ type: 'rollback', status: 'completed', undoes: null }]);
  assert.deepEqual((await readdir(path)).sort(), ['diary.txt', 'table.csv']);
});

test('keeps away what the service did itself and forgot', async () => {
  const { id: rootId } = await makeRoot('own');
  const asked = await api.call('POST', '/api/v1/operations', {
    token: api.owner.token,
    body: { type: 'organize', root_id: rootId, dry_run: false },
  });
  const { id } = asked.body as Operation;
  assert.equal((await ended(id)).status, 'completed');
  assert.equal(await forget(id), 204);
  assert.deepEqual([await startAnew()(), await shown(rootId)], [0, []]);
});

test('leaves alone what somebody is at work on, until it has ended', async () => {
  const { id: rootId, path } = await makeRoot('busy');
  const planned = await commandLine.planOrganize({ root: path });
  assert.deepEqual([await importHistory(), await importHistory(), await shown(rootId)], [0, 0, []]);
  await planned.apply();
  assert.equal(await importHistory(), 1);
  assert.partialDeepStrictEqual(await shown(rootId), [{ status: 'completed' }]);
});

test('shows as rolled back what the command line took back', async () => {
  const { id: rootId, path } = await makeRoot('undone');
  const id = await organize(path);
  await importHistory();
  await commandLine.undo({ operationId: id });
  assert.equal(await importHistory(), 1);
  assert.partialDeepStrictEqual(await shown(rootId), [
    { type: 'rollback', undoes: id },
    { id, status: 'rolled_back' },
  ]);
});

test('passes over an operation that cannot be read, and takes those behind it', async () => {
  const [damaged, whole] = [await makeRoot('damaged'), await makeRoot('whole')];
  const id = await organize(damaged.path);
  await truncate(join(api.stateFolder, 'operations', id, 'plan'), 100);
  await organize(whole.path);
  assert.equal(await importHistory(), 1);
  assert.deepEqual([(await shown(damaged.id)).length, (await shown(whole.id)).length], [0, 1]);
  assert.match(warnings.join(''), new RegExp(`fail_to_import_operation.*${id}|${id}.*fail_to_import_operation`));
  const said = warnings.length;
  assert.equal(await importHistory(), 0);
  assert.equal(warnings.length, said, 'it is said once');
});
