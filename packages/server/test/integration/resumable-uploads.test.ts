import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, stat, unlink } from 'node:fs/promises';
import { request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Upload } from '@kempt/contracts/api';
import { createRootFiles } from '@kempt/engine';
import { createAudit } from '../../src/platform/audit/create-audit.ts';
import { createLog } from '../../src/platform/log/create-log.ts';
import { sweepUploads } from '../../src/features/uploads/sweep-uploads.ts';
import { openTestApi, type TestAnswer, type TestApi, type TestUser } from '../../src/testing/test-api.ts';

const LARGE = 3 * 1024 * 1024 + 7;
let api: TestApi;
let member: TestUser;
let inbox: string;

before(async () => {
  api = await openTestApi({ KEMPT_INBOX_QUOTA_BYTES: String(3 * LARGE), KEMPT_UPLOAD_BYTES: String(LARGE) });
  member = await api.makeUser('member@example.org');
  inbox = join(api.stateFolder, 'inboxes', member.id);
});
after(() => api.close());

const content = Buffer.alloc(LARGE, 'abcdefghijklmnopqrstuvwxyz0123456789');

const begin = (body: object, token = member.token) => api.call('POST', '/api/v1/uploads', { token, body });
const begun = async (path: string, size = LARGE): Promise<Upload> => {
  const answer = await begin({ path, size_bytes: size });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body as Upload;
};
const look = (id: string, token = member.token) => api.call('GET', `/api/v1/uploads/${id}`, { token });
// eslint-disable-next-line max-params -- a piece reads best on one line
async function piece(id: string, offset: number | string | null, bytes: Buffer, type?: string): Promise<TestAnswer> {
  const answer = await api.http.inject({
    method: 'PATCH',
    url: `/api/v1/uploads/${id}`,
    headers: {
      authorization: `Bearer ${member.token}`,
      'content-type': type ?? 'application/offset+octet-stream',
      ...(offset === null ? {} : { 'upload-offset': String(offset) }),
    },
    payload: bytes,
  });
  return { status: answer.statusCode, headers: answer.headers, body: answer.json<unknown>() };
}
const drop = (id: string) => api.call('DELETE', `/api/v1/uploads/${id}`, { token: member.token });

test('takes a large file in pieces and names it once it is whole', async () => {
  const { id } = await begun('films/long.mkv');
  const first = await piece(id, 0, content.subarray(0, 1_500_000));
  assert.partialDeepStrictEqual(first, { status: 200, body: { offset_bytes: 1_500_000, stored_path: null } });
  assert.equal(first.headers['upload-offset'], '1500000');
  assert.ok(
    (await readdir(inbox)).every((name) => name.startsWith('.kempt-upload-')),
    'it has no name yet',
  );
  const told = await api.http.inject({
    method: 'HEAD',
    url: `/api/v1/uploads/${id}`,
    headers: { authorization: `Bearer ${member.token}` },
  });
  assert.deepEqual([told.statusCode, told.headers['upload-offset']], [200, '1500000']);
  const last = await piece(id, 1_500_000, content.subarray(1_500_000));
  assert.partialDeepStrictEqual(last, { status: 200, body: { offset_bytes: LARGE, stored_path: 'films/long.mkv' } });
  assert.ok(content.equals(await readFile(join(inbox, 'films/long.mkv'))));
  assert.deepEqual(await readdir(inbox), ['films']);
  assert.equal((await piece(id, LARGE, Buffer.alloc(0))).status, 409);
});

test('stores an empty file at once', async () => {
  assert.partialDeepStrictEqual(await begun('empty.txt', 0), { offset_bytes: 0, stored_path: 'empty.txt' });
});

test('goes on only where it is', async () => {
  const { id } = await begun('a.bin', 10);
  assert.partialDeepStrictEqual(await piece(id, 3, Buffer.from('x')), { status: 409, body: { code: 'upload_offset' } });
  assert.equal((await piece(id, 0, Buffer.from('01234'))).status, 200);
  assert.equal((await piece(id, 0, Buffer.from('01234'))).status, 409);
  const long = await piece(id, 5, Buffer.from('567890'));
  assert.partialDeepStrictEqual(long, { status: 413, body: { code: 'payload_too_large' } });
  assert.partialDeepStrictEqual(await look(id), { status: 200, body: { offset_bytes: 5 } });
  assert.equal((await piece(id, 5, Buffer.from('56789'))).status, 200);
  assert.equal(await readFile(join(inbox, 'a.bin'), 'utf8'), '0123456789');
});

test('keeps what came before the connection broke, and goes on after a restart', async () => {
  if (!api.http.server.listening) await api.http.listen({ host: '127.0.0.1', port: 0 });
  const { port } = api.http.server.address() as AddressInfo;
  const { id } = await begun('broken.bin');
  const request = send({
    port,
    path: `/api/v1/uploads/${id}`,
    method: 'PATCH',
    headers: {
      authorization: `Bearer ${member.token}`,
      'content-type': 'application/offset+octet-stream',
      'upload-offset': '0',
      'content-length': LARGE,
    },
  });
  request.on('error', () => undefined);
  request.write(content.subarray(0, 2_000_000));
  const arrived = async (): Promise<number> => {
    const name = (await readdir(inbox)).find((one) => one.startsWith('.kempt-upload-'));
    return name === undefined ? 0 : (await stat(join(inbox, name))).size;
  };
  for (let i = 0; i < 500 && (await arrived()) < 2_000_000; i++) await sleep(20);
  request.destroy();
  let offset = 0;
  for (let i = 0; i < 100 && offset === 0; i++) {
    offset = ((await look(id)).body as Upload).offset_bytes;
    await sleep(20);
  }
  assert.equal(offset, 2_000_000);
  assert.equal((await piece(id, offset, content.subarray(offset))).status, 200);
  assert.ok(content.equals(await readFile(join(inbox, 'broken.bin'))));
  await unlink(join(inbox, 'broken.bin'));
});

test('gives up what a crash left behind the place that is certain', async () => {
  const { id } = await begun('crash.bin', 10);
  await piece(id, 0, Buffer.from('01234567'));
  await api.database.pool.query('update upload set offset_bytes = 4 where id = $1', [id]);
  assert.equal((await piece(id, 4, Buffer.from('456789'))).status, 200);
  assert.equal(await readFile(join(inbox, 'crash.bin'), 'utf8'), '0123456789');
});

test('publishes what was whole when a crash came', async () => {
  const { id } = await begun('late.bin', 4);
  await mkdir(join(inbox, 'late.bin'));
  assert.partialDeepStrictEqual(await piece(id, 0, Buffer.from('late')), {
    status: 200,
    body: { stored_path: 'late (1).bin' },
  });
  await api.database.pool.query('update upload set stored_at = null, stored_path = null where id = $1', [id]);
  assert.partialDeepStrictEqual(await piece(id, 4, Buffer.alloc(0)), {
    status: 200,
    body: { stored_path: 'late (1).bin' },
  });
});

test('says that its file is gone', async () => {
  const { id } = await begun('gone.bin', 10);
  await unlink(join(inbox, `.kempt-upload-${id}.part`));
  assert.equal((await piece(id, 0, Buffer.from('x'))).status, 404);
  assert.equal((await drop(id)).status, 204);
});

test('sets the room of an upload aside, and frees it when it is given up', async () => {
  const { token, id: userId } = await api.makeUser('room@example.org');
  const one = await begin({ path: 'one', size_bytes: LARGE }, token);
  assert.equal((await begin({ path: 'two', size_bytes: LARGE }, token)).status, 201);
  assert.equal((await begin({ path: 'three', size_bytes: LARGE }, token)).status, 201);
  const fourth = await begin({ path: 'four', size_bytes: 1 }, token);
  assert.partialDeepStrictEqual(fourth, { status: 413, body: { code: 'quota_exceeded' } });
  assert.equal((await readdir(join(api.stateFolder, 'inboxes', userId))).length, 3);
  const { id } = one.body as Upload;
  assert.equal((await api.call('DELETE', `/api/v1/uploads/${id}`, { token })).status, 204);
  assert.equal((await look(id, token)).status, 404);
  assert.equal((await begin({ path: 'four', size_bytes: 1 }, token)).status, 201);
});

test('removes what nobody goes on with', async () => {
  const { id } = await begun('stale.bin', 10);
  await piece(id, 0, Buffer.from('x'));
  await api.database.pool.query(`update upload set expires_at = now() - interval '1 s' where id = $1`, [id]);
  const files = createRootFiles({ stateFolder: api.stateFolder });
  const log = createLog({ level: 'silent', logger: 'test', stream: { write: () => undefined } });
  const { db } = api.database;
  assert.equal(await sweepUploads({ db, files, audit: createAudit(db, log), largestBytes: 1 }, log), 1);
  await files.close();
  assert.equal((await look(id)).status, 404);
  assert.ok(!(await readdir(inbox)).includes(`.kempt-upload-${id}.part`));
});

test('refuses what does not fit', async () => {
  for (const body of [
    {},
    { path: 'x' },
    { path: '', size_bytes: 1 },
    { path: '../x', size_bytes: 1 },
    { path: '/x', size_bytes: 1 },
    { path: 'x\u0000', size_bytes: 1 },
    { path: 'x', size_bytes: -1 },
    { path: 'x', size_bytes: '1' },
    { path: 'x', size_bytes: 1.5 },
    { path: 'x', size_bytes: 1, extra: 1 },
  ]) {
    assert.equal((await begin(body)).status, 400, JSON.stringify(body));
  }
  assert.partialDeepStrictEqual(await begin({ path: 'x', size_bytes: LARGE + 1 }), { status: 413 });
  const { id } = await begun('fits.bin', 10);
  assert.equal((await piece(id, null, Buffer.from('x'))).status, 400);
  assert.equal((await piece(id, -1, Buffer.from('x'))).status, 400);
  assert.equal((await piece(id, 'x', Buffer.from('x'))).status, 400);
  assert.equal((await piece(id, 0, Buffer.from('"x"'), 'application/json')).status, 415);
  assert.equal((await piece(id, 0, Buffer.from('x'), 'text/plain')).status, 415);
  await drop(id);
});

test('shows nobody the uploads of others', async () => {
  const { id } = await begun('private.bin', 10);
  for (const token of [api.owner.token, (await api.makeUser('other@example.org')).token]) {
    for (const method of ['GET', 'DELETE']) {
      assert.equal((await api.call(method, `/api/v1/uploads/${id}`, { token })).status, 404);
    }
    const answer = await api.http.inject({
      method: 'PATCH',
      url: `/api/v1/uploads/${id}`,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/offset+octet-stream',
        'upload-offset': '0',
      },
      payload: 'x',
    });
    assert.equal(answer.statusCode, 404);
  }
  for (const [method, path] of [
    ['POST', ''],
    ['GET', `/${id}`],
    ['PATCH', `/${id}`],
    ['DELETE', `/${id}`],
  ] as const) {
    assert.equal((await api.call(method, `/api/v1/uploads${path}`)).status, 401);
  }
  await drop(id);
});
