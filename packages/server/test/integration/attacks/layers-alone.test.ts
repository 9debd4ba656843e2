import assert from 'node:assert/strict';
import { mkdir, readdir, realpath, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createRootFiles, csvCell } from '@kempt/engine';
import Type from 'typebox';
import { attachmentHeader } from '../../../src/features/files/attachment-header.ts';
import { findUserByEmail } from '../../../src/features/accounts/user-store.ts';
import { everyEntry } from '../../../src/features/audit/audit-store.ts';
import { listOperations } from '../../../src/features/operations/operation-store.ts';
import { closed } from '@kempt/contracts/api';
import { createTestDatabase, stopOwnCluster, type TestDatabase } from '../../../src/testing/test-database.ts';
import { ANYONE, bareHttp } from './bare-http.ts';

/** What each layer holds when nothing stands before it and nothing behind it. */
let database: TestDatabase;
let place: string;
before(async () => {
  database = await createTestDatabase();
  place = await realpath(await mkdtemp(join(tmpdir(), 'kempt-alone-')));
});
after(async () => {
  await database.drop();
  await stopOwnCluster();
  await rm(place, { recursive: true });
});

test('input validation alone: hands nothing on that its schema does not say', async (t) => {
  let reached = 0;
  const http = await bareHttp((server) => {
    server.post('/x', { ...ANYONE, schema: { body: closed({ n: Type.Integer({ maximum: 9 }) }) } }, () => {
      reached++;
      return {};
    });
  });
  t.after(() => http.close());
  const bodies = [
    '{"n": "1"}',
    '{"n": 1, "m": 2}',
    '{"n": 10}',
    '{"n": 1.5}',
    '{}',
    '[]',
    'null',
    '"n"',
    '{"n": 1, "\\u0000": 1}',
  ];
  for (const payload of [...bodies, '{"n": 1, "__proto__": {}}']) {
    const headers = { 'content-type': 'application/json' };
    assert.equal((await http.inject({ method: 'POST', url: '/x', headers, payload })).statusCode, 400, payload);
  }
  const headers = { 'content-type': 'application/xml' };
  assert.equal((await http.inject({ method: 'POST', url: '/x', headers, payload: '<n>1</n>' })).statusCode, 415);
  assert.equal(reached, 0);
});

test('path containment alone: reaches nothing outside a root, whatever path it is handed', async (t) => {
  const root = join(place, 'root');
  await mkdir(root);
  await writeFile(join(place, 'secret.txt'), 'secret');
  await symlink('../secret.txt', join(root, 'link.txt'));
  await symlink('..', join(root, 'way'));
  const files = createRootFiles({ stateFolder: join(place, 'state') });
  const open = await files.open(root);
  t.after(async () => {
    await open.close();
    await files.close();
  });
  const paths = [
    '../secret.txt',
    'link.txt',
    'way/secret.txt',
    'a/../../secret.txt',
    './../secret.txt',
    `${place}/secret.txt`,
  ];
  for (const path of paths) await assert.rejects(open.find(path), path);
  for (const path of ['..', 'way', '../root', '/', 'a/../..']) {
    await assert.rejects(open.browse({ path, limit: 10, after: undefined }), path);
  }
  const part = await open.receive('00000000-0000-4000-8000-000000000000', {
    part: undefined,
    offset: 0,
    bytes: Buffer.from('x'),
    sync: true,
  });
  for (const path of ['../out.txt', 'way/out.txt', `${place}/out.txt`]) {
    await assert.rejects(open.publish('00000000-0000-4000-8000-000000000000', part, path), path);
  }
  assert.deepEqual((await readdir(place)).sort(), ['root', 'secret.txt']);
});

test('bound parameters alone: takes SQL for text in stores that nothing checked it for', async () => {
  const { db } = database;
  await database.pool.query(
    `insert into app_user (email, name, password_hash, role) values ('a@example.org', 'A', 'h', 'member')`,
  );
  const text = `' or '1'='1' --`;
  assert.equal(await findUserByEmail(db, text), undefined);
  assert.equal(await findUserByEmail(db, `a@example.org'; drop table app_user; --`), undefined);
  const found = [];
  for await (const entry of everyEntry(db, { target: text, action: text })) found.push(entry);
  assert.deepEqual(found, []);
  const user = '00000000-0000-4000-8000-000000000000';
  assert.deepEqual(await listOperations(db, user, { limit: 10, after: ['2026-01-01T00:00:00Z', text] }), []);
  assert.ok((await findUserByEmail(db, 'a@example.org')) !== undefined, 'the table is there');
});

test('output alone: lets no name out of a head or a cell, whatever it holds', () => {
  for (const name of [
    'a"\r\nset-cookie: x=y',
    '"; filename*=x',
    '\u001b]0;x\u0007',
    '../../x',
    '=cmd|x',
    `'><script>`,
  ]) {
    assert.match(attachmentHeader(name), /^attachment; filename="[\w .()-]*"; filename\*=UTF-8''[\w.%!~-]*$/);
  }
  for (const cell of ['=1+1', '+1', '-1', '@x', '\t=1', '\r=1', '\uff1d1', ' =1', '"=1']) {
    assert.match(csvCell(cell), /^"'/, JSON.stringify(cell));
  }
});

test('security headers alone: keep a page harmless that a route should never have answered', async (t) => {
  const http = await bareHttp((server) => {
    server.get('/x', ANYONE, (_request, reply) => reply.type('text/html').send('<script>alert(1)</script>'));
  });
  t.after(() => http.close());
  const { headers } = await http.inject({ url: '/x' });
  assert.equal(
    headers['content-security-policy'],
    "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
  );
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.equal(headers['x-frame-options'], 'DENY');
  assert.equal(headers['cache-control'], 'no-store');
});
