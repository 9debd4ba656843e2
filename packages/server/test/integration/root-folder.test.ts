import assert from 'node:assert/strict';
import { mkdir, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Operation } from '@kempt/contracts/api';
import { filesBody } from '../../src/testing/form-body.ts';
import { openTestApi, type TestAnswer, type TestApi } from '../../src/testing/test-api.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi({}, { worker: true });
});
after(() => api.close());

interface TestRoot {
  readonly id: string;
  readonly path: string;
  /** Where the folder goes when another one takes its place. */
  readonly away: string;
}

async function fill(path: string): Promise<void> {
  await mkdir(path);
  const old = new Date(Date.now() - 60_000);
  for (const name of ['diary.txt', 'table.csv']) {
    await writeFile(join(path, name), name);
    await utimes(join(path, name), old, old);
  }
}

async function makeRoot(name: string): Promise<TestRoot> {
  const path = join(api.folder, name);
  await fill(path);
  const made = await call('POST', '/api/v1/roots', { name, path });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return { id: (made.body as { id: string }).id, path, away: `${path}-away` };
}

/** An empty folder in place of a root's, as a disk that is not mounted leaves behind. */
async function takeAway({ path, away }: TestRoot): Promise<void> {
  await rename(path, away);
  await mkdir(path);
}

async function bringBack({ path, away }: TestRoot): Promise<void> {
  await rm(path, { recursive: true });
  await rename(away, path);
}

const call = (method: string, path: string, body?: object): Promise<TestAnswer> =>
  api.call(method, path, { token: api.owner.token, body });

async function ended(answer: TestAnswer): Promise<Operation> {
  assert.equal(answer.status, 202, JSON.stringify(answer.body));
  for (;;) {
    const { body } = await call('GET', `/api/v1/operations/${(answer.body as Operation).id}`);
    if (!['pending', 'running'].includes((body as Operation).status)) return body as Operation;
    await sleep(20);
  }
}

const organize = (root_id: string, more: object = {}): Promise<TestAnswer> =>
  call('POST', '/api/v1/operations', { type: 'organize', root_id, dry_run: false, ...more });

const CHANGED = { status: 'failed', error: { code: 'root_changed' } };

test('works in no other folder than the one that was registered, and in that one when it is back', async () => {
  const root = await makeRoot('swapped');
  const done = await ended(await organize(root.id));
  assert.equal(done.status, 'completed');
  await takeAway(root);
  for (const type of ['organize', 'deduplicate', 'scan']) {
    assert.partialDeepStrictEqual(
      await ended(await call('POST', '/api/v1/operations', { type, root_id: root.id })),
      CHANGED,
    );
  }
  const rollback = await ended(await call('POST', `/api/v1/operations/${done.id}/rollback`));
  assert.partialDeepStrictEqual(rollback, CHANGED);
  assert.deepEqual(await readdir(root.path), [], 'nothing was made there');
  await bringBack(root);
  const back = await ended(await call('POST', `/api/v1/operations/${done.id}/rollback`));
  assert.equal(back.status, 'completed', JSON.stringify(back.error));
  assert.deepEqual((await readdir(root.path)).sort(), ['diary.txt', 'table.csv']);
});

test('carries no plan out in another folder', async () => {
  const root = await makeRoot('planned');
  const preview = await ended(await organize(root.id, { dry_run: true }));
  await takeAway(root);
  const apply = { plan_digest: preview.plan_digest };
  assert.partialDeepStrictEqual(
    await ended(await call('POST', `/api/v1/operations/${preview.id}/apply`, apply)),
    CHANGED,
  );
  assert.deepEqual((await readdir(root.away)).sort(), ['diary.txt', 'table.csv']);
});

test('sends no files to another folder either', async () => {
  const [from, to] = [await makeRoot('from'), await makeRoot('to')];
  await takeAway(to);
  assert.partialDeepStrictEqual(await ended(await organize(from.id, { destination_path: to.path })), CHANGED);
  assert.deepEqual([(await readdir(from.path)).length, await readdir(to.path)], [2, []]);
});

test('shows, takes in and hands out no file of another folder', async () => {
  const root = await makeRoot('files');
  const done = await ended(await organize(root.id));
  const listed = await call('GET', `/api/v1/files?operation_id=${done.id}`);
  const [record] = (listed.body as { items: { id: string }[] }).items;
  const announced = { root_id: root.id, path: 'large.bin', size_bytes: 3 };
  const upload = (await call('POST', '/api/v1/uploads', announced)).body as { id: string };
  await takeAway(root);
  const { contentType, payload } = filesBody({ 'new.txt': 'new' });
  const piece = { 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' };
  const answers = [
    await call('GET', `/api/v1/roots/${root.id}/browse`),
    await call('POST', '/api/v1/uploads', announced),
    await call('DELETE', `/api/v1/uploads/${upload.id}`),
    await send('POST', `/api/v1/files/upload?root_id=${root.id}`, {
      payload,
      headers: { 'content-type': contentType },
    }),
    await send('PATCH', `/api/v1/uploads/${upload.id}`, { payload: 'abc', headers: piece }),
  ];
  for (const answer of answers) assert.partialDeepStrictEqual(answer, { status: 409, body: { code: 'root_changed' } });
  assert.equal((await call('GET', `/api/v1/files/${record?.id ?? ''}/content`)).status, 404);
  assert.deepEqual(await readdir(root.path), []);
  await bringBack(root);
  const went = await send('PATCH', `/api/v1/uploads/${upload.id}`, { payload: 'abc', headers: piece });
  assert.equal(went.status, 200, JSON.stringify(went.body));
  assert.ok((await readdir(root.path)).includes('large.bin'));
});

test('takes the new folder once an administrator accepts it', async () => {
  const root = await makeRoot('accepted');
  await takeAway(root);
  await rm(root.path, { recursive: true });
  await fill(root.path);
  const member = await api.makeUser('member@example.org');
  const patch = { token: member.token, body: { accept_folder: true } };
  assert.equal((await api.call('PATCH', `/api/v1/roots/${root.id}`, patch)).status, 403);
  const renamed = await call('PATCH', `/api/v1/roots/${root.id}`, { name: 'Another name' });
  assert.equal(renamed.status, 200);
  assert.partialDeepStrictEqual(await ended(await organize(root.id)), CHANGED);
  const accepted = await call('PATCH', `/api/v1/roots/${root.id}`, { accept_folder: true });
  assert.partialDeepStrictEqual(accepted, { status: 200, body: { name: 'Another name', path: root.path } });
  assert.partialDeepStrictEqual(await ended(await organize(root.id)), { status: 'completed', files_completed: 2 });
  for (const body of [{}, { accept_folder: false }]) {
    assert.equal((await call('PATCH', `/api/v1/roots/${root.id}`, body)).status, 400, JSON.stringify(body));
  }
});

test('accepts no folder that could not be a root', async () => {
  const root = await makeRoot('gone');
  await rename(root.path, root.away);
  const accept = () => call('PATCH', `/api/v1/roots/${root.id}`, { accept_folder: true });
  assert.partialDeepStrictEqual(await accept(), { status: 404, body: { code: 'source_not_found' } });
  assert.partialDeepStrictEqual(await ended(await organize(root.id)), { error: { code: 'source_not_found' } });
});

async function send(
  method: 'POST' | 'PATCH',
  url: string,
  { payload, headers }: { readonly payload: Buffer | string; readonly headers: Readonly<Record<string, string>> },
): Promise<{ readonly status: number; readonly body: unknown }> {
  const authorization = `Bearer ${api.owner.token}`;
  const answer = await api.http.inject({ method, url, payload, headers: { ...headers, authorization } });
  return { status: answer.statusCode, body: answer.json<unknown>() };
}
