import assert from 'node:assert/strict';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { eq, sql } from 'drizzle-orm';
import type { FileQuery, FileRecord } from '@kempt/contracts/api';
import { attachmentHeader } from '../../src/features/files/attachment-header.ts';
import { fileOrder } from '../../src/features/files/file-order.ts';
import { listQuery, searchQuery } from '../../src/features/files/file-store.ts';
import { operation } from '../../src/platform/db/schema/index.ts';
import { insertRecords } from '../../src/testing/record-fixture.ts';
import { openTestApi, type TestApi, type TestUser } from '../../src/testing/test-api.ts';

let api: TestApi;
let ann: TestUser;
let ben: TestUser;
const roots = { a: '', b: '' };
const folders = { a: '', b: '' };
let first: { id: string; recordIds: readonly string[] };
let second: { id: string; recordIds: readonly string[] };
let across: { id: string; recordIds: readonly string[] };

before(async () => {
  api = await openTestApi();
  ann = await api.makeUser('ann@example.org');
  ben = await api.makeUser('ben@example.org');
  for (const key of ['a', 'b'] as const) {
    folders[key] = join(api.folder, key);
    await mkdir(folders[key]);
    const body = { name: key, path: folders[key] };
    const made = await api.call('POST', '/api/v1/roots', { token: api.owner.token, body });
    roots[key] = (made.body as { id: string }).id;
    const grants = [{ user_id: key === 'a' ? ann.id : ben.id, role: 'viewer' }];
    await api.call('PUT', `/api/v1/roots/${roots[key]}/grants`, { token: api.owner.token, body: { grants } });
  }
  const { db } = api.database;
  first = await insertRecords(db, { rootId: roots.a }, [
    {
      originalPath: `${folders.a}/one.txt`,
      newPath: `${folders.a}/documents/one.txt`,
      sizeBytes: 3,
      hash: 'ab'.repeat(32),
    },
    { originalPath: `${folders.a}/two_2%.txt`, status: 'failed', errorCode: 'permission_denied', sizeBytes: 10 },
    {
      originalPath: `${folders.a}/caf\udce9.png`,
      newPath: `${folders.a}/images/caf\udce9.png`,
      category: 'images',
      sizeBytes: 7,
    },
    { originalPath: `${folders.a}/back.txt`, newPath: `${folders.a}/documents/back.txt`, sizeBytes: 4 },
  ]);
  await insertRecords(db, { rootId: roots.a, type: 'rollback', undoes: first.id }, [
    { originalPath: `${folders.a}/documents/back.txt`, newPath: `${folders.a}/back.txt`, sizeBytes: 4 },
  ]);
  second = await insertRecords(db, { rootId: roots.b }, [
    {
      originalPath: `${folders.b}/secret-one.txt`,
      newPath: `${folders.b}/documents/secret-one.txt`,
      hash: 'ab'.repeat(32),
    },
  ]);
  across = await insertRecords(db, { rootId: roots.a, destinationRootId: roots.b }, [
    { originalPath: `${folders.a}/crossing.txt`, newPath: `${folders.b}/crossing.txt` },
  ]);
});
after(() => api.close());

const get = (path: string, token = ann.token) => api.call('GET', `/api/v1/files${path}`, { token });
async function list(query: string, token = ann.token): Promise<FileRecord[]> {
  const items: FileRecord[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const { status, body }: { status: number; body: unknown } = await get(
      `${query}${cursor === '' ? '' : `&cursor=${cursor}`}`,
      token,
    );
    assert.equal(status, 200, JSON.stringify(body));
    const page = body as { items: FileRecord[]; next_cursor: string | null };
    items.push(...page.items);
    cursor = page.next_cursor;
  }
  return items;
}
const names = (items: readonly FileRecord[]): string[] =>
  items.map(({ original_path: path }) => path.slice(path.lastIndexOf('/') + 1));

test('lists what became of files, page by page, in every order', async () => {
  const query = `?operation_id=${first.id}`;
  const inOrder = ['one.txt', 'two_2%.txt', 'caf\\xe9.png', 'back.txt'];
  for (const limit of [1, 2, 3, 4, 100]) {
    assert.deepEqual(names(await list(`${query}&limit=${limit}&sort_order=asc`)), inOrder);
    assert.deepEqual(names(await list(`${query}&limit=${limit}`)), inOrder.toReversed());
    const bySize = ['one.txt', 'back.txt', 'caf\\xe9.png', 'two_2%.txt'];
    assert.deepEqual(names(await list(`${query}&limit=${limit}&sort_by=size_bytes&sort_order=asc`)), bySize);
    const byPath = ['back.txt', 'caf\\xe9.png', 'one.txt', 'two_2%.txt'];
    assert.deepEqual(names(await list(`${query}&limit=${limit}&sort_by=path&sort_order=asc`)), byPath);
    assert.deepEqual(names(await list(`${query}&limit=${limit}&sort_by=path`)), byPath.toReversed());
  }
  assert.deepEqual(names(await list('?limit=2')), ['back.txt', 'back.txt', 'caf\\xe9.png', 'two_2%.txt', 'one.txt']);
});

test('says everything of a file', async () => {
  const { body } = await get(`/${first.recordIds[1] ?? ''}`);
  assert.partialDeepStrictEqual(body, {
    operation_id: first.id,
    status: 'failed',
    error_code: 'permission_denied',
    error_message: 'The system does not permit it.',
    size_bytes: 10,
    file_hash: null,
  });
  const shown = (await get(`/${first.recordIds[2] ?? ''}`)).body as FileRecord;
  assert.equal(Buffer.from(shown.original_path_base64 ?? '', 'base64').at(-5), 0xe9);
  assert.partialDeepStrictEqual((await get(`/${first.recordIds[0] ?? ''}`)).body, { file_hash: 'ab'.repeat(32) });
});

test('knows what a rollback brought back', async () => {
  assert.partialDeepStrictEqual((await get(`/${first.recordIds[3] ?? ''}`)).body, { status: 'rolled_back' });
  const query = `?operation_id=${first.id}`;
  assert.deepEqual(names(await list(`${query}&status=rolled_back`)), ['back.txt']);
  assert.deepEqual(names(await list(`${query}&status=completed`)), ['caf\\xe9.png', 'one.txt']);
});

test('narrows a list', async () => {
  const query = `?operation_id=${first.id}`;
  assert.deepEqual(names(await list(`${query}&category=images`)), ['caf\\xe9.png']);
  assert.deepEqual(names(await list(`${query}&min_size_bytes=4&max_size_bytes=7`)), ['back.txt', 'caf\\xe9.png']);
  assert.deepEqual(names(await list(`${query}&status=failed`)), ['two_2%.txt']);
});

test('finds files by a part of a path, a category or the beginning of a hash', async () => {
  const find = async (q: string, token = ann.token) =>
    names(await list(`/search?limit=1&q=${encodeURIComponent(q)}`, token));
  assert.deepEqual(await find('ONE.TX'), ['one.txt']);
  assert.deepEqual(await find('/documents/one'), ['one.txt']);
  assert.deepEqual(await find('Images'), ['caf\\xe9.png']);
  assert.deepEqual(await find('ABABABA'), ['one.txt']);
  assert.deepEqual(await find('two_2%.txt'), ['two_2%.txt']);
  assert.deepEqual(await find('two%txt'), [], 'no wildcards');
  assert.deepEqual(await find("'; drop table file_record"), []);
  assert.deepEqual(await find('secret'), []);
  assert.deepEqual(await find('secret', ben.token), ['secret-one.txt']);
  const in1 = `/search?q=one.txt&operation_id=`;
  assert.deepEqual(names(await list(`${in1}${first.id}`)), ['one.txt']);
  assert.deepEqual(await list(`${in1}${second.id}`), []);
});

test('shows nobody the files of roots without a grant', async () => {
  for (const id of [...second.recordIds, ...across.recordIds]) {
    assert.equal((await get(`/${id}`)).status, 404);
    assert.equal((await get(`/${id}/content`)).status, 404);
  }
  assert.deepEqual(await list(`?operation_id=${second.id}`), []);
  assert.deepEqual(await list(`?operation_id=${across.id}`), [], 'half of its paths lie in the root of somebody else');
  for (const token of [ann.token, ben.token]) {
    const all = await list('?limit=1000', token);
    assert.ok(all.every(({ operation_id: id }) => id !== across.id && (id === second.id) === (token === ben.token)));
  }
  assert.deepEqual(await list('?limit=1000', api.owner.token), [], 'an administrator without a grant sees nothing');
  for (const path of ['', '/search?q=one', `/${first.recordIds[0] ?? ''}`, `/${first.recordIds[0] ?? ''}/content`]) {
    assert.equal((await api.call('GET', `/api/v1/files${path}`)).status, 401);
  }
});

test('refuses what does not fit', async () => {
  for (const query of [
    '?sort_by=name',
    '?sort_order=up',
    '?limit=0',
    '?operation_id=x',
    '?status=gone',
    '?min_size_bytes=-1',
    '?cursor=WyJhIl0',
    '?sort_by=size_bytes&cursor=WyJhIiwiYiIsImMiXQ',
    '?unknown=1',
    '/search',
    '/search?q=ab',
    `/search?q=${encodeURIComponent('...')}`,
    '/search?q=%00abc',
    '/x',
    '/0',
    '/99999999999999999999',
  ]) {
    assert.equal((await get(query)).status, 400, query);
  }
  const odd = Buffer.from(JSON.stringify(['20260101-000000-000-aaaa', 'x'])).toString('base64url');
  assert.equal((await get(`?cursor=${odd}`)).status, 400);
  assert.equal((await get('/9223372036854775808')).status, 404);
  assert.equal((await get('/1152921504606846976')).status, 404);
});

test('hands out a file where it lies now', async () => {
  await mkdir(join(folders.a, 'documents'), { recursive: true });
  await writeFile(join(folders.a, 'documents', 'one.txt'), 'one');
  const url = `/${first.recordIds[0] ?? ''}/content`;
  const { status, headers, body } = await get(url);
  assert.deepEqual([status, body], [200, 'one']);
  assert.partialDeepStrictEqual(headers, {
    'content-type': 'application/octet-stream',
    'content-length': '3',
    'content-disposition': `attachment; filename="one.txt"; filename*=UTF-8''one.txt`,
    'x-content-type-options': 'nosniff',
    'accept-ranges': 'bytes',
  });
  const etag = String(headers['etag']);
  const ask = (extra: Record<string, string>) =>
    api.call('GET', `/api/v1/files${url}`, { token: ann.token, headers: extra });
  assert.equal((await ask({ 'if-none-match': etag })).status, 304);
  assert.equal((await api.call('HEAD', `/api/v1/files${url}`, { token: ann.token })).status, 405);
  for (const [range, content, sent] of [
    ['bytes=0-0', 'o', 'bytes 0-0/3'],
    ['bytes=1-', 'ne', 'bytes 1-2/3'],
    ['bytes=-1', 'e', 'bytes 2-2/3'],
    ['bytes=-9', 'one', 'bytes 0-2/3'],
    ['bytes=1-99', 'ne', 'bytes 1-2/3'],
  ] as const) {
    const part = await ask({ range });
    assert.deepEqual([part.status, part.body, part.headers['content-range']], [206, content, sent], range);
  }
  for (const range of ['bytes=3-', 'bytes=-0', 'bytes=99-100']) {
    const refused = await ask({ range });
    assert.deepEqual([refused.status, refused.headers['content-range']], [416, 'bytes */3'], range);
  }
  for (const range of ['bytes=2-1', 'bytes=0-0,2-2', 'lines=0-1', 'nonsense', 'bytes=-']) {
    assert.deepEqual([(await ask({ range })).status], [200], range);
  }
  assert.equal((await ask({ range: 'bytes=0-0', 'if-range': etag })).status, 206);
  assert.equal((await ask({ range: 'bytes=0-0', 'if-range': '"other"' })).status, 200);
});

test('hands out large files whole', async () => {
  const content = Buffer.alloc(2_500_000, 'abcdefghijk');
  await writeFile(join(folders.a, 'large.bin'), content);
  const path = `${folders.a}/large.bin`;
  const { recordIds } = await insertRecords(api.database.db, { rootId: roots.a }, [
    { originalPath: path, sizeBytes: content.length, status: 'skipped' },
  ]);
  const answer = await api.http.inject({
    url: `/api/v1/files/${recordIds[0] ?? ''}/content`,
    headers: { authorization: `Bearer ${ann.token}` },
  });
  assert.ok(content.equals(answer.rawPayload));
});

test('hands out nothing over a link, nothing that changed, and nothing from the quarantine', async () => {
  await writeFile(join(folders.b, 'target.txt'), 'xxxx');
  await mkdir(join(folders.a, '.kempt-quarantine'));
  await writeFile(join(folders.a, '.kempt-quarantine', 'q.txt'), 'xxxx');
  await symlink(join(folders.b, 'target.txt'), join(folders.a, 'link.txt'));
  await symlink(folders.b, join(folders.a, 'way'));
  await writeFile(join(folders.a, 'grown.txt'), 'xxxxx');
  const paths = ['link.txt', 'way/target.txt', 'grown.txt', 'gone.txt', '.kempt-quarantine/q.txt', '../b/target.txt'];
  const { recordIds } = await insertRecords(
    api.database.db,
    { rootId: roots.a },
    paths.map((path) => ({ originalPath: `${folders.a}/${path}`, sizeBytes: 4 })),
  );
  for (const [i, id] of recordIds.entries()) assert.equal((await get(`/${id}/content`)).status, 404, paths[i]);
});

test('forgets the files of a root that was given up', async () => {
  const gone = join(api.folder, 'gone');
  await mkdir(gone);
  const body = { name: 'gone', path: gone };
  const made = await api.call('POST', '/api/v1/roots', { token: api.owner.token, body });
  const { id: rootId } = made.body as { id: string };
  const { id, recordIds } = await insertRecords(api.database.db, { rootId }, [{ originalPath: `${gone}/x` }]);
  assert.equal((await list(`?operation_id=${id}`, api.owner.token)).length, 1);
  await api.call('DELETE', `/api/v1/roots/${rootId}`, { token: api.owner.token });
  assert.equal((await get(`/${recordIds[0] ?? ''}`, api.owner.token)).status, 404);
  await rm(gone, { recursive: true });
});

test('names files in a header that no name can break', () => {
  assert.equal(
    attachmentHeader('a".txt\r\nx: y'),
    `attachment; filename="a_.txt__x_ y"; filename*=UTF-8''a%22.txt%0D%0Ax%3A%20y`,
  );
  assert.equal(attachmentHeader('日本.txt'), `attachment; filename="__.txt"; filename*=UTF-8''%E6%97%A5%E6%9C%AC.txt`);
});

test('reads no table of records from end to end, however many there are', async () => {
  const { db, pool } = api.database;
  const { id } = await insertRecords(db, { rootId: roots.a }, []);
  const [row] = await db.select({ number: operation.number }).from(operation).where(eq(operation.id, id));
  await pool.query(
    `insert into file_record (id, operation_id, original_path, new_path, category, mimetype, status, size_bytes)
     select ($1::bigint << 32) + n, $2, '/many/' || md5(n::text), '/many/' || md5(n::text), 'other', 'text/plain', 'completed', n
     from generate_series(1, 60000) n`,
    [String(row?.number ?? 0n), id],
  );
  await pool.query('vacuum analyze file_record');
  await pool.query('analyze operation');
  const asked = { limit: 100, sort_order: 'desc' } as const;
  const queries = (['created_at', 'size_bytes', 'path'] as const).flatMap((sort) => {
    const query: FileQuery = { ...asked, sort_by: sort };
    const narrow: FileQuery = { ...query, operation_id: id };
    return [listQuery(ann.id, query, fileOrder(query)), listQuery(ann.id, narrow, fileOrder(narrow))];
  });
  const order = fileOrder({ ...asked, sort_by: 'created_at' });
  const search = { q: 'abcdef12', operationId: undefined, order, limit: 100 };
  for (const query of [...queries, searchQuery(ann.id, search), searchQuery(ann.id, { ...search, operationId: id })]) {
    const { rows } = await db.execute<{ 'QUERY PLAN': string }>(sql`explain ${query}`);
    const plan = rows.map((line) => line['QUERY PLAN']).join('\n');
    assert.doesNotMatch(plan, /Seq Scan on file_record/, plan);
  }
});
