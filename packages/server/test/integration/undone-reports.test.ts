import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createEngine } from '@kempt/engine';
import { insertRecords } from '../../src/testing/record-fixture.ts';
import { openTestApi, type TestApi } from '../../src/testing/test-api.ts';

let api: TestApi;
let rootId: string;
let folder: string;
before(async () => {
  api = await openTestApi();
  folder = join(api.folder, 'root');
  await mkdir(folder);
  const body = { name: 'r', path: folder };
  rootId = ((await api.call('POST', '/api/v1/roots', { token: api.owner.token, body })).body as { id: string }).id;
});
after(() => api.close());

const owner = (): string => api.owner.token;

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let at = 0; at < 400; at++) {
    if (await holds()) return;
    await sleep(25);
  }
  assert.fail('it did not come');
}

/** An operation that took two copies away, whose report is in the cache. */
async function deduplicated(name: string) {
  const place = join(folder, name);
  await mkdir(place);
  for (const file of ['1', '2', '3']) await writeFile(join(place, file), `the same in ${name}`);
  const engine = createEngine({ stateFolder: api.stateFolder });
  const planned = await engine.planDeduplicate({ roots: [place], keep: ['first_seen'], action: 'quarantine' });
  const { operation_id: engineId } = await planned.apply();
  const facts = { rootId, rootPath: place, type: 'deduplicate' as const, engineId };
  const { id } = await insertRecords(api.database.db, facts, []);
  const undone = async (): Promise<string> => {
    const { status, body } = await api.call('GET', `/api/v1/reports/${id}`, { token: owner() });
    assert.equal(status, 200, JSON.stringify(body));
    return (body as { undone: string }).undone;
  };
  await until(async () => {
    const before = api.cache.statistics.read().report.hits;
    assert.equal(await undone(), 'no');
    return api.cache.statistics.read().report.hits > before;
  });
  return { engine, engineId, id, undone };
}

test('a report says at once that files were brought back from the quarantine, one and then all', async () => {
  const { engine, id, undone } = await deduplicated('own');
  const { body } = await api.call('GET', `/api/v1/quarantine?operation_id=${id}`, { token: owner() });
  const path = (body as { items: { original_path: string }[] }).items[0]?.original_path;
  for (const [more, expected] of [
    [{ path }, 'partly'],
    [{}, 'yes'],
  ] as const) {
    const request = { action: 'restore', operation_id: id, ...more };
    const { status } = await api.call('POST', '/api/v1/quarantine', { token: owner(), body: request });
    assert.equal(status, 200);
    assert.equal(await undone(), expected);
  }
  await engine.close();
});

test('a report hears of a rollback that took back a part', async () => {
  const { engine, engineId, id, undone } = await deduplicated('rolled');
  const result = await engine.undo({ operationId: engineId, paths: [join(folder, 'rolled', '2')] });
  await engine.close();
  const facts = { rootId, rootPath: folder, type: 'rollback' as const, engineId: result.operation_id };
  await insertRecords(api.database.db, { ...facts, undoes: id }, []);
  await until(async () => (await undone()) === 'partly');
});
