import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createEngine } from '@kempt/engine';
import { duplicateGroup, operationProblem } from '../../src/platform/db/schema/index.ts';
import { insertRecords } from '../../src/testing/record-fixture.ts';
import { openTestApi, type TestApi, type TestUser } from '../../src/testing/test-api.ts';

let api: TestApi;
let ann: TestUser;
let ben: TestUser;
let rootId: string;
let folder: string;
let organized: string;
let deduplicated: string;

const OLD = new Date(2020, 1, 1);

before(async () => {
  api = await openTestApi();
  ann = await api.makeUser('ann@example.org');
  ben = await api.makeUser('ben@example.org');
  folder = join(api.folder, 'root');
  await mkdir(folder);
  await mkdir(join(api.folder, 'elsewhere'));
  await writeFile(join(api.folder, 'elsewhere', 'secret.txt'), 'secret');
  const made = await api.call('POST', '/api/v1/roots', { token: api.owner.token, body: { name: 'r', path: folder } });
  rootId = (made.body as { id: string }).id;
  await grant('viewer');
  for (const name of ['a.txt', 'b.png', 'x1.dat', 'x2.dat']) {
    await writeFile(join(folder, name), name.startsWith('x') ? 'the same' : name);
    await utimes(join(folder, name), OLD, OLD);
  }
  const engine = createEngine({ stateFolder: api.stateFolder });
  const planned = await engine.planDeduplicate({ roots: [folder], keep: ['newest'], action: 'quarantine' });
  const result = await planned.apply();
  const again = await engine.planOrganize({ root: folder, by: 'category' });
  await again.apply();
  await engine.close();
  const { db } = api.database;
  const facts = { rootId, rootPath: folder };
  deduplicated = (await insertRecords(db, { ...facts, type: 'deduplicate', engineId: result.operation_id }, [])).id;
  organized = (await insertRecords(db, { ...facts, engineId: again.operationId }, [])).id;
  const group = { operationId: deduplicated, fileHash: Buffer.alloc(32, 1), sizeBytes: 8, fileCount: 2, files: [] };
  await db.insert(duplicateGroup).values([0, 1, 2].map((position) => ({ ...group, position })));
  const problem = { operationId: organized, code: 'permission_denied', message: 'No.' };
  await db.insert(operationProblem).values([0, 1, 2].map((n) => ({ ...problem, position: n, path: `${folder}/${n}` })));
});
after(() => api.close());

const grant = (role: string) =>
  api.call('PUT', `/api/v1/roots/${rootId}/grants`, {
    token: api.owner.token,
    body: { grants: [{ user_id: ann.id, role }] },
  });
const get = (path: string, token = ann.token) => api.call('GET', `/api/v1${path}`, { token });
const post = (path: string, body: object, token = ann.token) => api.call('POST', `/api/v1${path}`, { token, body });

test('reports what an operation did', async () => {
  const { status, body } = await get(`/reports/${organized}`);
  assert.equal(status, 200, JSON.stringify(body));
  assert.partialDeepStrictEqual(body, { operation_id: organized, status: 'completed', root: folder });
});

test('saves a report in every form, never to be shown by a browser', async () => {
  const json = await get(`/reports/${organized}/export`);
  assert.partialDeepStrictEqual(json, { status: 200, body: { operation_id: organized, status: 'completed' } });
  const csv = await get(`/reports/${organized}/export?format=csv`);
  assert.match(String(csv.body), /original_path[^]*a\.txt/);
  assert.equal(csv.headers['content-disposition'], `attachment; filename="kempt-${organized}.csv"`);
  const html = await get(`/reports/${organized}/export?format=html`);
  assert.match(String(html.body), /^<!doctype html>/i);
  assert.match(String(html.headers['content-security-policy']), /default-src 'none'.*sandbox/);
  assert.equal((await get(`/reports/${organized}/export?format=pdf`)).status, 400);
});

test('lists duplicates and problems page by page', async () => {
  for (const path of [`/operations/${deduplicated}/duplicates`, `/operations/${organized}/problems`]) {
    const seen: number[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body }: { body: unknown } = await get(`${path}?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      const page = body as { items: { position: number }[]; next_cursor: string | null };
      seen.push(...page.items.map(({ position }) => position));
      cursor = page.next_cursor;
    }
    assert.deepEqual(seen, [0, 1, 2]);
    for (const cursor of ['WzEuNV0', 'WzFlMjBd', 'WyJ4Il0'])
      assert.equal((await get(`${path}?cursor=${cursor}`)).status, 400);
  }
});

test('explains a file, by categories of people’s own too', async () => {
  const plain = await post('/explain', { root_id: rootId, path: 'documents/a.txt' });
  assert.partialDeepStrictEqual(plain, {
    status: 200,
    body: { category: 'documents', fields: { category: 'documents' } },
  });
  const body = { name: 'Letters', extensions: ['txt'], color: '#000000', icon: 'mail' };
  assert.equal((await post('/categories', body, api.owner.token)).status, 201);
  const own = await post('/explain', { root_id: rootId, path: 'documents/a.txt', template: '{category}/{name}' });
  assert.partialDeepStrictEqual(own.body, { fields: { category: 'Letters' } });
});

test('explains nothing outside the root, and says nothing of what is there', async () => {
  await symlink('../elsewhere', join(folder, 'way'));
  const answers = new Set<string>();
  for (const path of ['way/secret.txt', 'way/none.txt', 'none.txt', 'none/none.txt', 'documents', 'way']) {
    const { status, body } = await post('/explain', { root_id: rootId, path });
    assert.ok(status === 404, `${path}: ${JSON.stringify(body)}`);
    answers.add(JSON.stringify({ ...(body as object), request_id: '' }));
  }
  assert.equal(answers.size, 1);
  for (const path of ['../elsewhere/secret.txt', '/etc/passwd', 'a/../../x', '.', '']) {
    assert.equal((await post('/explain', { root_id: rootId, path })).status, 400, path);
  }
  assert.equal((await post('/explain', { root_id: rootId, path: 'documents/a.txt', by: 'nonsense' })).status, 400);
  assert.equal(
    (await post('/explain', { root_id: rootId, path: 'documents/a.txt', template: '{nonsense}' })).status,
    422,
  );
  assert.equal((await post('/explain', { root_id: rootId, path: 'documents/a.txt' }, ben.token)).status, 404);
});

test('shows operations to nobody without a grant', async () => {
  const paths = [
    `/reports/${organized}`,
    `/reports/${organized}/export`,
    `/operations/${deduplicated}/duplicates`,
    `/operations/${organized}/problems`,
  ];
  for (const path of paths) {
    for (const token of [ben.token, api.owner.token]) assert.equal((await get(path, token)).status, 404, path);
    assert.equal((await api.call('GET', `/api/v1${path}`)).status, 401);
    assert.equal((await get(path.replace(organized, 'x').replace(deduplicated, 'x'))).status, 400);
    assert.equal((await get(path.replace(/\d{8}-\d{6}/, '20200101-000000'))).status, 404);
  }
  const { id } = await insertRecords(api.database.db, { rootId, status: 'pending' }, []);
  assert.partialDeepStrictEqual(await get(`/reports/${id}`), { status: 409, body: { code: 'wrong_state' } });
});

test('lists the quarantine to those who may see it, and changes it for approvers', async () => {
  const listed = (await get('/quarantine')).body as { items: { original_path: string; kept_path?: string }[] };
  assert.equal(listed.items.length, 1);
  assert.partialDeepStrictEqual(listed.items[0], { operation_id: deduplicated, reachable: true, size_bytes: 8 });
  for (const token of [ben.token, api.owner.token]) {
    assert.deepEqual((await get('/quarantine', token)).body, { items: [], next_cursor: null });
    assert.equal((await post('/quarantine', { action: 'purge', operation_id: deduplicated }, token)).status, 404);
  }
  for (const action of ['restore', 'purge']) {
    assert.equal((await post('/quarantine', { action, operation_id: deduplicated })).status, 403);
  }
  await grant('approver');
  assert.equal((await post('/quarantine', { action: 'burn', operation_id: deduplicated })).status, 400);
  const nothing = await post('/quarantine', { action: 'restore', operation_id: organized });
  assert.partialDeepStrictEqual(nothing, { status: 404, body: { code: 'not_in_quarantine' } });
  const original = listed.items[0]?.original_path ?? '';
  const request = { operation_id: deduplicated, path: original };
  assert.equal((await post('/quarantine', { ...request, action: 'purge' })).status, 400);
  const restored = await post('/quarantine', { ...request, action: 'restore' });
  assert.partialDeepStrictEqual(restored, { status: 200, body: { results: [{ files_completed: 1 }] } });
  assert.equal(await readFile(original, 'utf8'), 'the same');
  assert.deepEqual((await get('/quarantine')).body, { items: [], next_cursor: null });
});

test('purges what an operation took away, and refuses where some of it is not the user’s', async () => {
  const nested = join(folder, 'nested');
  await mkdir(nested);
  for (const name of ['y1.dat', 'y2.dat']) {
    await writeFile(join(nested, name), 'twice');
    await utimes(join(nested, name), OLD, OLD);
  }
  const engine = createEngine({ stateFolder: api.stateFolder });
  const planned = await engine.planDeduplicate({ roots: [nested], keep: ['newest'], action: 'quarantine' });
  await planned.apply();
  await engine.close();
  const { id } = await insertRecords(
    api.database.db,
    { rootId, rootPath: nested, type: 'deduplicate', engineId: planned.operationId },
    [],
  );
  const other = await api.call('POST', '/api/v1/roots', { token: api.owner.token, body: { name: 'n', path: nested } });
  const otherId = (other.body as { id: string }).id;
  const change = { action: 'purge', operation_id: id };
  const share = (role: string) =>
    api.call('PUT', `/api/v1/roots/${otherId}/grants`, {
      token: api.owner.token,
      body: { grants: [{ user_id: ann.id, role }] },
    });
  await share('viewer');
  assert.equal((await post('/quarantine', change)).status, 403);
  await share('approver');
  const purged = await post('/quarantine', change);
  assert.partialDeepStrictEqual(purged, { status: 200, body: { results: [{ files_completed: 1 }] } });
  assert.equal((await readdir(nested)).filter((name) => name.startsWith('y')).length, 1);
  assert.deepEqual((await get('/quarantine')).body, { items: [], next_cursor: null });
});
