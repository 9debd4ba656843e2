import assert from 'node:assert/strict';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Operation, PlanStep, PlanTreeEntry } from '@kempt/contracts/api';
import { openTestApi, type TestApi } from '../../src/testing/test-api.ts';

let api: TestApi;
let preview: Operation;
let folder: string;
before(async () => {
  api = await openTestApi({}, { worker: true });
  folder = join(api.folder, 'plans');
  await mkdir(join(folder, 'inner'), { recursive: true });
  for (const name of ['a.txt', 'b.txt', 'c.csv', 'inner/d.txt']) {
    await writeFile(join(folder, name), name);
    await utimes(join(folder, name), 1_700_000_000, 1_700_000_000);
  }
  const root = await say<{ id: string }>('POST', 'roots', { name: 'Plans', path: folder });
  preview = await ended(await say<Operation>('POST', 'operations', { type: 'organize', root_id: root.id }));
});
after(() => api.close());

async function say<T>(method: string, path: string, body?: object): Promise<T> {
  const answer = await api.call(method, `/api/v1/${path}`, { token: api.owner.token, body });
  assert.ok(answer.status < 300, JSON.stringify(answer.body));
  return answer.body as T;
}

async function ended({ id }: Operation): Promise<Operation> {
  for (;;) {
    const found = await say<Operation>('GET', `operations/${id}`);
    if (found.status !== 'pending' && found.status !== 'running') return found;
    await sleep(50);
  }
}

interface Page<T> {
  readonly items: readonly T[];
  readonly next_cursor: string | null;
}

const steps = (query: string) => say<Page<PlanStep>>('GET', `operations/${preview.id}/plan?${query}`);
const tree = (query: string) => say<Page<PlanTreeEntry>>('GET', `operations/${preview.id}/plan/tree?${query}`);

async function all<T>(read: (query: string) => Promise<Page<T>>, query: string): Promise<T[]> {
  const items: T[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: Page<T> = await read(`${query}${cursor === '' ? '' : `&cursor=${cursor}`}`);
    items.push(...page.items);
    cursor = page.next_cursor;
  }
  return items;
}

test('lists the steps of a plan page by page, each once', async () => {
  const found = await all(steps, 'limit=1');
  assert.deepEqual(
    found.map(({ step }) => step),
    [...new Set(found.map(({ step }) => step))],
  );
  assert.equal(found.length, preview.files_planned);
  assert.deepEqual(found, (await steps('limit=100')).items);
});

test('shows a plan as the tree it makes, a folder with all that goes below it', async () => {
  const top = (await tree('')).items;
  const listed = (await steps('limit=100')).items;
  assert.equal(
    top.reduce((sum, { files }) => sum + files, 0),
    listed.length,
  );
  assert.equal(
    top.reduce((sum, { size_bytes: size }) => sum + size, 0),
    listed.reduce((sum, one) => sum + one.size_bytes, 0),
  );
  assert.ok(top.every(({ kind }) => kind === 'folder'));
  assert.deepEqual(await all(tree, 'limit=1'), top, 'page by page the same');
  const documents = (await tree(`path=${encodeURIComponent(join(folder, 'documents'))}`)).items;
  assert.partialDeepStrictEqual(documents[0], { name: 'a.txt', kind: 'file', files: 1, size_bytes: 5 });
  assert.deepEqual((await tree(`path=${encodeURIComponent('/somewhere/else')}`)).items, []);
});

test('narrows a plan to what became of its steps', async () => {
  const countOf = async (status: string): Promise<number> => (await steps(`status=${status}`)).items.length;
  const planned = preview.files_planned;
  assert.deepEqual([await countOf('planned'), await countOf('completed')], [planned, 0]);
  // Written after the preview: this one is left.
  await writeFile(join(folder, 'a.txt'), 'another text');
  await ended(await say('POST', `operations/${preview.id}/apply`, { plan_digest: preview.plan_digest }));
  assert.deepEqual(
    [await countOf('planned'), await countOf('completed'), await countOf('skipped'), await countOf('failed')],
    [0, planned - 1, 1, 0],
  );
  const [left] = (await steps('status=skipped')).items;
  assert.equal(left?.original_path, join(folder, 'a.txt'));
});
