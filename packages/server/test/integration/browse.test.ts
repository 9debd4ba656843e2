import assert from 'node:assert/strict';
import { mkdir, realpath, rename, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openTestApi, type TestApi, type TestUser } from '../../src/testing/test-api.ts';

interface Page {
  readonly items: { name: string; kind: string; size_bytes: number; modified: string; path?: string }[];
  readonly next_cursor: string | null;
}

let api: TestApi;
let member: TestUser;
let rootId: string;
let other: string;
let temporary: string;

before(async () => {
  temporary = await realpath(tmpdir());
  api = await openTestApi({ KEMPT_BROWSE_ROOTS: `/nonexistent:${temporary}` });
  other = join(api.folder, 'other');
  const shared = join(api.folder, 'shared');
  for (const path of [other, shared, join(shared, 'b'), join(shared, 'a'), join(shared, '.kempt-quarantine')]) {
    await mkdir(path);
  }
  await writeFile(join(shared, 'Z.txt'), '12345');
  await writeFile(join(shared, 'a', 'inner.txt'), 'x');
  await writeFile(Buffer.concat([Buffer.from(`${shared}/caf`), Buffer.of(0xe9)]), '');
  await writeFile(join(other, 'secret.txt'), 'x');
  await symlink('../other', join(shared, 'link'));
  const made = await api.call('POST', '/api/v1/roots', {
    token: api.owner.token,
    body: { name: 'Shared', path: shared },
  });
  rootId = (made.body as { id: string }).id;
  member = await api.makeUser('member@example.org');
});
after(() => api.close());

const browse = async (query: string, token = api.owner.token) =>
  api.call('GET', `/api/v1/roots/${rootId}/browse${query}`, { token });

test('shows a folder: folders first, then by name, links as links', async () => {
  const { status, body } = await browse('');
  assert.equal(status, 200);
  const { items, next_cursor: next } = body as Page;
  assert.deepEqual(
    items.map(({ name, kind }) => `${kind} ${name}`),
    ['folder a', 'folder b', 'file Z.txt', 'file caf\\xe9', 'link link'],
  );
  assert.equal(items[2]?.size_bytes, 5);
  assert.partialDeepStrictEqual(items[3], { name_base64: 'Y2Fm6Q==' });
  assert.equal(next, null);
});

test('goes through a folder page by page', async () => {
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page = (await browse(`?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`)).body as Page;
    seen.push(...page.items.map(({ name }) => name));
    cursor = page.next_cursor;
  }
  assert.deepEqual(seen, ['a', 'b', 'Z.txt', 'caf\\xe9', 'link']);
});

test('answers whatever leads out of the root in the same way, whether it exists or not', async () => {
  const answers = new Map<string, unknown>();
  for (const path of ['link', 'link/secret.txt', 'link/none', 'Z.txt', 'none', 'none/deeper', '.kempt-quarantine']) {
    const { status, body } = await browse(`?path=${encodeURIComponent(path)}`);
    assert.equal(status, 404, path);
    answers.set(JSON.stringify({ ...(body as object), request_id: '' }), path);
  }
  assert.equal(answers.size, 1);
});

test('refuses paths that are none below a root', async () => {
  for (const path of ['/etc', '..', '../other', 'a/..', 'a/../b', './a', 'a//b', 'a/', '\\x2e\\x2e', 'a\\x00', '\0']) {
    const { status, body } = await browse(`?path=${encodeURIComponent(path)}`);
    assert.equal(status, 400, path);
    assert.partialDeepStrictEqual(body, { code: 'invalid_request' });
  }
  for (const query of ['?limit=0', '?limit=1001', '?cursor=bm9uc2Vuc2U', '?unknown=1', '?path=a&path=b']) {
    assert.equal((await browse(query)).status, 400, query);
  }
});

test('knows no root without a grant', async () => {
  assert.equal((await browse('', member.token)).status, 404);
  assert.equal((await api.call('GET', `/api/v1/roots/${rootId}/browse`)).status, 401);
  const nowhere = '00000000-0000-4000-8000-000000000000';
  const gone = await api.call('GET', `/api/v1/roots/${nowhere}/browse`, { token: member.token });
  const foreign = await browse('', member.token);
  const plain = ({ body }: { body: unknown }) => ({ ...(body as object), request_id: '' });
  assert.deepEqual(plain(gone), plain(foreign));
});

test('says that a root is not there any more', async () => {
  const path = join(api.folder, 'shared');
  await rename(path, `${path}-away`);
  assert.equal((await browse('')).status, 404);
  await symlink(other, path);
  assert.equal((await browse('')).status, 404);
  await rename(path, join(api.folder, 'was-a-link'));
  await rename(`${path}-away`, path);
});

test('lets administrators look for roots below the configured folders only', async () => {
  const look = (query: string, token = api.owner.token) => api.call('GET', `/api/v1/folders${query}`, { token });
  const top = (await look('')).body as Page;
  assert.deepEqual(top.items, [{ name: temporary, path: temporary }]);
  const inside = (await look(`?path=${api.folder}`)).body as Page;
  assert.ok(inside.items.some(({ path }) => path === join(api.folder, 'shared')));
  const files = (await look(`?path=${join(api.folder, 'shared')}`)).body as Page;
  assert.deepEqual(
    files.items.map(({ name }) => name),
    ['a', 'b'],
  );
  for (const path of ['/etc', '/', `${temporary}x`, join(api.folder, 'shared', 'link'), `${api.folder}/none`]) {
    assert.equal((await look(`?path=${path}`)).status, 404, path);
  }
  assert.equal((await look(`?path=${temporary}/../etc`)).status, 400);
  assert.equal((await look('', member.token)).status, 403);
});
