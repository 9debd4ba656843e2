import assert from 'node:assert/strict';
import { mkdir, readFile, realpath, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Root } from '@kempt/contracts/api';
import { openTestApi, type TestAnswer, type TestApi, type TestUser } from '../../src/testing/test-api.ts';

let api: TestApi;
let member: TestUser;
before(async () => {
  api = await openTestApi();
  member = await api.makeUser('member@example.org');
});
after(() => api.close());

const askAs =
  (user: () => TestUser) =>
  (method: string, path: string, body?: object): Promise<TestAnswer> =>
    api.call(method, `/api/v1/roots${path}`, { token: user().token, ...(body === undefined ? {} : { body }) });
const ask = askAs(() => api.owner);
const askAsMember = askAs(() => member);

let made = 0;
async function newFolder(): Promise<string> {
  const path = join(api.folder, `folder-${++made}`);
  await mkdir(path);
  return path;
}

async function register(path: string, name = 'Root'): Promise<Root> {
  const answer = await ask('POST', '', { name, path });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body as Root;
}

test('registers a folder, of which whoever registers it is an approver', async () => {
  const path = await newFolder();
  const answer = await ask('POST', '', { name: 'Films', path });
  const { id } = answer.body as Root;
  assert.partialDeepStrictEqual(answer, {
    status: 201,
    headers: { location: `/api/v1/roots/${id}` },
    body: { name: 'Films', path, kind: 'folder', quota_bytes: null, role: 'approver' },
  });
  assert.deepEqual((await ask('GET', `/${id}`)).body, answer.body);
});

const REFUSED: Readonly<Record<string, readonly [() => string | Promise<string>, number, string]>> = {
  'a path that is not absolute': [() => 'folder', 422, 'root_not_allowed'],
  'a path with a slash at its end': [async () => `${await newFolder()}/`, 422, 'root_not_allowed'],
  'a path with two slashes': [() => `${dirname(api.folder)}//folder`, 422, 'root_not_allowed'],
  'a path that leads up': [async () => `${await newFolder()}/../folder-1`, 422, 'root_not_allowed'],
  'a path with a point in it': [() => `${api.folder}/./folder-1`, 422, 'root_not_allowed'],
  'a folder that is not there': [() => join(api.folder, 'none'), 404, 'source_not_found'],
  'a file': [() => join(api.folder, 'file.txt'), 422, 'source_not_folder'],
  'a link to a folder': [() => join(api.folder, 'link'), 422, 'root_not_allowed'],
  'a folder behind a link': [() => join(api.folder, 'link', 'inner'), 422, 'root_not_allowed'],
  'the root of the file system': [() => '/', 422, 'root_not_allowed'],
  'a folder of the system': [() => '/etc', 422, 'root_not_allowed'],
  'a folder in one of the system': [() => '/usr/share', 422, 'root_not_allowed'],
  'what is in no folder, but the kernel': [() => '/proc/self', 422, 'root_not_allowed'],
  'all homes': [() => '/home', 422, 'root_not_allowed'],
  'a whole home': [() => realpath(homedir()), 422, 'root_not_allowed'],
  'the state of Kempt': [() => api.stateFolder, 422, 'root_not_allowed'],
  'a folder in the state of Kempt': [() => join(api.stateFolder, 'inboxes', member.id), 422, 'root_not_allowed'],
  'a folder that holds the state of Kempt': [() => dirname(api.stateFolder), 422, 'root_not_allowed'],
  'a quarantine': [() => join(api.folder, '.kempt-quarantine'), 422, 'root_not_allowed'],
  'a folder in a quarantine': [() => join(api.folder, '.kempt-quarantine', 'x'), 422, 'root_not_allowed'],
};

test('registers nothing that is not a folder of people’s own', async (t) => {
  await mkdir(join(api.folder, 'target', 'inner'), { recursive: true });
  await mkdir(join(api.folder, '.kempt-quarantine', 'x'), { recursive: true });
  await symlink('target', join(api.folder, 'link'));
  await writeFile(join(api.folder, 'file.txt'), 'x');
  for (const [what, [path, status, code]] of Object.entries(REFUSED)) {
    await t.test(what, async () => {
      const answer = await ask('POST', '', { name: 'Root', path: await path() });
      assert.partialDeepStrictEqual(answer, { status, body: { code } });
    });
  }
  const { rows } = await api.database.pool.query("select path from root where kind = 'folder' and name = 'Root'");
  assert.deepEqual(rows, []);
});

test('makes no two roots of one folder, also when two ask at once', async () => {
  const path = await newFolder();
  const both = await Promise.all([ask('POST', '', { name: 'A', path }), ask('POST', '', { name: 'B', path })]);
  assert.deepEqual(both.map(({ status }) => status).sort(), [201, 409]);
  assert.partialDeepStrictEqual(await ask('POST', '', { name: 'C', path }), {
    status: 409,
    body: { code: 'root_overlaps' },
  });
});

test('renames a root, and refuses names that are none', async () => {
  const { id } = await register(await newFolder());
  assert.partialDeepStrictEqual(await ask('PATCH', `/${id}`, { name: 'Other' }), {
    status: 200,
    body: { id, name: 'Other', role: 'approver' },
  });
  for (const body of [{}, { name: '' }, { name: ' ' }, { name: 'a\nb' }, { name: 'a'.repeat(101) }, { path: '/x' }]) {
    assert.equal((await ask('PATCH', `/${id}`, body)).status, 400, JSON.stringify(body));
  }
});

test('says who may do what, and it holds from then on', async () => {
  const { id } = await register(await newFolder());
  const grant = (role: string) => ask('PUT', `/${id}/grants`, { grants: [{ user_id: member.id, role }] });
  assert.equal((await askAsMember('GET', `/${id}`)).status, 404);
  for (const role of ['viewer', 'proposer', 'approver']) {
    const answer = await grant(role);
    assert.deepEqual([answer.status, answer.body], [200, { grants: [{ user_id: member.id, role }] }]);
    assert.deepEqual((await ask('GET', `/${id}/grants`)).body, answer.body);
    assert.partialDeepStrictEqual(await askAsMember('GET', `/${id}`), { status: 200, body: { role } });
  }
  assert.equal((await ask('GET', `/${id}`)).status, 404, 'whoever took their own grant away has none');
  const listed = await ask('GET', '?limit=1000');
  const own = (listed.body as { items: Root[] }).items.find((root) => root.id === id);
  assert.equal(own?.role, null, 'but still manages it');
  assert.deepEqual((await ask('PUT', `/${id}/grants`, { grants: [] })).body, { grants: [] });
  assert.equal((await askAsMember('GET', `/${id}`)).status, 404);
});

test('changes no grant when one of them is wrong', async () => {
  const { id } = await register(await newFolder());
  const before = (await ask('GET', `/${id}/grants`)).body;
  const good = { user_id: member.id, role: 'viewer' };
  for (const grants of [
    [good, good],
    [good, { user_id: '00000000-0000-4000-8000-000000000000', role: 'viewer' }],
    [{ ...good, role: 'owner' }],
    [{ ...good, more: 1 }],
    [{ user_id: member.id }],
    'all',
  ]) {
    assert.partialDeepStrictEqual(await ask('PUT', `/${id}/grants`, { grants }), {
      status: 400,
      body: { code: 'invalid_request' },
    });
  }
  assert.deepEqual((await ask('GET', `/${id}/grants`)).body, before);
});

test('gives a root up and leaves its files; it can be registered anew', async () => {
  const path = await newFolder();
  await writeFile(join(path, 'mine.txt'), 'mine');
  const { id } = await register(path);
  assert.equal((await ask('DELETE', `/${id}`)).status, 204);
  for (const [method, rest] of [
    ['GET', ''],
    ['DELETE', ''],
    ['GET', '/grants'],
    ['GET', '/browse'],
  ] as const) {
    assert.equal((await ask(method, `/${id}${rest}`)).status, 404, `${method} ${rest}`);
  }
  assert.equal((await ask('PATCH', `/${id}`, { name: 'x' })).status, 404);
  assert.equal((await ask('PUT', `/${id}/grants`, { grants: [] })).status, 404);
  assert.equal(await readFile(join(path, 'mine.txt'), 'utf8'), 'mine');
  const again = await register(path);
  assert.notEqual(again.id, id);
});

test('lists roots page by page, to members the granted ones only', async () => {
  for (const name of ['Same', 'Same', 'Same', 'Zoo']) await register(await newFolder(), name);
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const { body } = await ask('GET', `?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
    const page = body as { items: Root[]; next_cursor: string | null };
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.next_cursor;
  }
  const { rows } = await api.database.pool.query<{ n: number }>(
    'select count(*)::int as n from root where removed_at is null and (owner_id is null or owner_id = $1)',
    [api.owner.id],
  );
  assert.equal(new Set(seen).size, seen.length);
  assert.equal(seen.length, rows[0]?.n);
  const { items } = (await askAsMember('GET', '')).body as { items: Root[] };
  assert.deepEqual(
    items.map(({ kind, role }) => [kind, role]),
    [['inbox', 'approver']],
  );
});
