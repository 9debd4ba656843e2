import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import { filesBody, formBody, type FormBody } from '../../src/testing/form-body.ts';
import { openTestApi, type TestAnswer, type TestApi, type TestUser } from '../../src/testing/test-api.ts';

const QUOTA = 100_000;
let api: TestApi;
let member: TestUser;
let inbox: string;
let shared: string;
let sharedId: string;

before(async () => {
  api = await openTestApi({ KEMPT_INBOX_QUOTA_BYTES: String(QUOTA), KEMPT_UPLOAD_BYTES: '60000' });
  member = await api.makeUser('member@example.org');
  inbox = join(api.stateFolder, 'inboxes', member.id);
  shared = join(api.folder, 'shared');
  await mkdir(shared);
  const made = await api.call('POST', '/api/v1/roots', {
    token: api.owner.token,
    body: { name: 'Shared', path: shared },
  });
  sharedId = (made.body as { id: string }).id;
});
after(() => api.close());

async function upload(body: FormBody, query = '', token: string | null = member.token): Promise<TestAnswer> {
  const answer = await api.http.inject({
    method: 'POST',
    url: `/api/v1/files/upload${query}`,
    headers: {
      'content-type': body.contentType,
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    payload: body.payload,
  });
  return { status: answer.statusCode, headers: answer.headers, body: answer.json<unknown>() };
}

const pathsOf = ({ body }: TestAnswer): string[] =>
  (body as { items: { path: string }[] }).items.map(({ path }) => path);

/** Everything below a folder, with what Kempt keeps there for itself. */
const everything = async (folder: string): Promise<string[]> => (await readdir(folder, { recursive: true })).sort();

test('stores files with their folders in the inbox', async () => {
  const answer = await upload(filesBody({ 'a.txt': 'one', 'holidays/2024/ü e\u0301 \u{1f600}.jpg': 'two', empty: '' }));
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  assert.deepEqual(pathsOf(answer), ['a.txt', 'holidays/2024/ü e\u0301 \u{1f600}.jpg', 'empty']);
  assert.equal(await readFile(join(inbox, 'a.txt'), 'utf8'), 'one');
  assert.equal(await readFile(join(inbox, 'holidays/2024/ü e\u0301 \u{1f600}.jpg'), 'utf8'), 'two');
  assert.equal(await readFile(join(inbox, 'empty'), 'utf8'), '');
});

test('takes the path of a file from the field before it', async () => {
  const answer = await upload(
    formBody([
      { name: 'path', content: 'deep/er/named.txt' },
      { name: 'file', filename: 'x', content: '1' },
      { name: 'file', filename: 'plain.txt', content: '2' },
    ]),
  );
  assert.deepEqual(pathsOf(answer), ['deep/er/named.txt', 'plain.txt']);
});

test('replaces nothing: a taken name gets a counter, in one form too', async () => {
  await writeFile(join(inbox, 'taken.txt'), 'theirs');
  const answer = await upload(
    formBody([1, 2].map((n) => ({ name: 'f', filename: 'taken.txt', content: `mine ${n}` }))),
  );
  assert.deepEqual(pathsOf(answer), ['taken (1).txt', 'taken (2).txt']);
  assert.equal(await readFile(join(inbox, 'taken.txt'), 'utf8'), 'theirs');
  assert.equal(await readFile(join(inbox, 'taken (2).txt'), 'utf8'), 'mine 2');
});

test('gives each of many uploads of one name a name of its own', async () => {
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, n) => upload(filesBody({ 'race.txt': `content ${n}` }))),
  );
  const names = answers.flatMap(pathsOf);
  assert.equal(new Set(names).size, 8);
  const contents = await Promise.all(names.map((name) => readFile(join(inbox, name), 'utf8')));
  assert.deepEqual(
    contents,
    Array.from({ length: 8 }, (_, n) => `content ${n}`),
  );
});

test('refuses hostile names and leaves nothing of a form that has one', async () => {
  const before = await everything(inbox);
  const hostile = ['../x', '/etc/x', 'a/../../x', '..', '.', 'a//b', 'a/', 'x\\..\\y', '..\\x', 'CON', 'a/nul.txt'];
  const more = [
    '.kempt-upload-1.part',
    '.kempt-quarantine/x',
    'n'.repeat(256),
    `${'d/'.repeat(1600)}x`,
    'a\tb',
    'a\u007f',
  ];
  for (const filename of [...hostile, ...more]) {
    const answer = await upload(filesBody({ 'fine.txt': 'x', [filename]: 'evil' }));
    assert.equal(answer.status, 400, `${filename}: ${JSON.stringify(answer.body)}`);
  }
  const named = await upload(
    formBody([
      { name: 'path', content: '../x' },
      { name: 'f', filename: 'x', content: 'x' },
    ]),
  );
  assert.equal(named.status, 400);
  assert.deepEqual(await everything(inbox), before);
});

test('refuses a way over a link, and a file where a folder must be', async () => {
  await symlink(shared, join(inbox, 'way'));
  const before = await everything(shared);
  assert.partialDeepStrictEqual(await upload(filesBody({ 'way/x.txt': 'x' })), {
    status: 422,
    body: { code: 'destination_not_folder' },
  });
  assert.equal((await upload(filesBody({ 'a.txt/x.txt': 'x' }))).status, 422);
  assert.deepEqual(await everything(shared), before);
  assert.ok(!(await everything(inbox)).some((name) => name.includes('.part')));
});

test('refuses what is no form of files', async () => {
  for (const [name, body, status] of [
    ['nothing in it', formBody([]), 400],
    ['a field alone', formBody([{ name: 'path', content: 'x' }]), 400],
    ['another field', formBody([{ name: 'other', content: 'x' }]), 400],
    ['another kind', { contentType: 'application/json', payload: Buffer.from('{}') }, 415],
    ['no boundary', { contentType: 'multipart/form-data', payload: Buffer.from('x') }, 400],
    ['cut short', { ...filesBody({ a: 'x' }), payload: filesBody({ a: 'x' }).payload.subarray(0, 90) }, 400],
    ['nonsense', { contentType: 'multipart/form-data; boundary=x', payload: Buffer.from('nonsense') }, 400],
  ] as const) {
    const answer = await upload(body);
    assert.equal(answer.status, status, `${name}: ${JSON.stringify(answer.body)}`);
  }
  assert.equal((await upload(filesBody({ a: 'x' }), '?root_id=nonsense')).status, 400);
});

test('takes no file that is too large, and nothing beyond the quota', async () => {
  const before = await everything(inbox);
  const large = await upload(filesBody({ 'small.txt': 'x', 'large.bin': 'x'.repeat(60_001) }));
  assert.partialDeepStrictEqual(large, { status: 413, body: { code: 'payload_too_large' } });
  const half = 'x'.repeat(45_000);
  const over = await upload(filesBody({ '1.bin': half, '2.bin': half, '3.bin': half }));
  assert.partialDeepStrictEqual(over, { status: 413, body: { code: 'quota_exceeded' } });
  assert.deepEqual(await everything(inbox), before);
});

test('lets no uploads at once exceed the quota together', async () => {
  const { id, token } = await api.makeUser('many@example.org');
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, n) => upload(filesBody({ [`${n}.bin`]: 'x'.repeat(30_000) }), '', token)),
  );
  const stored = answers.filter(({ status }) => status === 201).length;
  assert.ok(stored >= 1 && stored <= 3, `${stored} were stored`);
  const again = await upload(filesBody({ 'more.bin': 'x'.repeat(30_000) }), '', token);
  assert.equal(again.status, stored === 3 ? 413 : 201);
  const names = await readdir(join(api.stateFolder, 'inboxes', id));
  assert.equal(names.length, stored === 3 ? 3 : stored + 1);
});

test('gives room back when files are gone', async () => {
  const { id, token } = await api.makeUser('tidy@example.org');
  const whole = filesBody({ 'a.bin': 'x'.repeat(55_000) });
  assert.equal((await upload(whole, '', token)).status, 201);
  assert.equal((await upload(whole, '', token)).status, 413);
  await writeFile(join(api.stateFolder, 'inboxes', id, 'a.bin'), '');
  assert.equal((await upload(whole, '', token)).status, 201);
});

test('uploads into a root for approvers only', async () => {
  const body = filesBody({ 'x.txt': 'x' });
  assert.equal((await upload(body, `?root_id=${sharedId}`)).status, 404);
  const grant = (role: string) =>
    api.call('PUT', `/api/v1/roots/${sharedId}/grants`, {
      token: api.owner.token,
      body: {
        grants: [
          { user_id: member.id, role },
          { user_id: api.owner.id, role: 'approver' },
        ],
      },
    });
  await grant('proposer');
  assert.equal((await upload(body, `?root_id=${sharedId}`)).status, 403);
  await grant('approver');
  assert.equal((await upload(body, `?root_id=${sharedId}`)).status, 201);
  assert.equal(await readFile(join(shared, 'x.txt'), 'utf8'), 'x');
  const others = await api.call('GET', '/api/v1/roots', { token: api.owner.token });
  const foreign = (others.body as { items: { id: string; kind: string }[] }).items.find(({ kind }) => kind === 'inbox');
  assert.equal((await upload(body, `?root_id=${foreign?.id ?? ''}`)).status, 404, 'the inbox of somebody else');
});

test('decides who asks before it looks at the body', async () => {
  assert.equal((await upload(filesBody({ '../x': 'x' }), '?root_id=nonsense', null)).status, 401);
});

test('leaves nothing of an upload that breaks off', async () => {
  await api.http.listen({ host: '127.0.0.1', port: 0 });
  const { port } = api.http.server.address() as AddressInfo;
  const before = await everything(inbox);
  const { contentType, payload } = filesBody({ 'whole.txt': 'x', 'half.bin': 'x'.repeat(50_000) });
  const request = send({
    port,
    path: '/api/v1/files/upload',
    method: 'POST',
    headers: {
      authorization: `Bearer ${member.token}`,
      'content-type': contentType,
      'content-length': payload.length,
    },
  });
  request.on('error', () => undefined);
  request.write(payload.subarray(0, 30_000));
  for (let i = 0; i < 100 && (await everything(inbox)).length === before.length; i++) await sleep(20);
  assert.ok((await everything(inbox)).length > before.length, 'something came');
  request.destroy();
  for (let i = 0; i < 100 && (await everything(inbox)).length > before.length; i++) await sleep(20);
  assert.deepEqual(await everything(inbox), before);
  const { rows } = await api.database.pool.query('select 1 from upload where stored_at is null');
  assert.equal(rows.length, 0);
});
