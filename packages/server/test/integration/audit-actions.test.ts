import assert from 'node:assert/strict';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { AUDIT_ACTIONS, AUDIT_TARGETS } from '@kempt/contracts';
import type { Operation } from '@kempt/contracts/api';
import { ADMIN_TASKS } from '../../src/app/administer.ts';
import { createRefusalRecorder } from '../../src/platform/audit/record-refusals.ts';
import { createAudit } from '../../src/platform/audit/create-audit.ts';
import { verifyChain } from '../../src/platform/audit/verify-chain.ts';
import { createLog } from '../../src/platform/log/create-log.ts';
import { KemptError } from '@kempt/engine';
import { formBody } from '../../src/testing/form-body.ts';
import { openTestApi, TEST_PASSWORD, type TestAnswer, type TestApi } from '../../src/testing/test-api.ts';
import { createTestDatabase } from '../../src/testing/test-database.ts';

/** Everything that must never be written down. */
const secrets = new Set<string>([TEST_PASSWORD]);
const secret = (text: string): string => {
  secrets.add(text);
  return text;
};

let api: TestApi;
before(async () => {
  api = await openTestApi({}, { worker: true });
});
after(() => api.close());

/** Calls, expects a status, and remembers every token that is answered. */
// eslint-disable-next-line max-params -- a call reads best on one line
async function call(expected: number, method: string, path: string, more: Parameters<TestApi['call']>[2] = {}) {
  const answer = await api.call(method, path, { token: api.owner.token, ...more });
  assert.equal(answer.status, expected, `${method} ${path}: ${JSON.stringify(answer.body)}`);
  remember(answer);
  return answer.body as Record<string, unknown>;
}

function remember({ headers, body }: TestAnswer): void {
  const cookie = /kempt_refresh=([\w-]+)/.exec(String(headers['set-cookie']))?.[1];
  if (cookie !== undefined) secret(cookie);
  for (const [key, value] of Object.entries((body ?? {}) as Record<string, unknown>)) {
    if (/token$/.test(key) && typeof value === 'string') secret(value);
  }
}

async function ended(id: string): Promise<Operation> {
  for (;;) {
    const found = (await call(200, 'GET', `/api/v1/operations/${id}`)) as unknown as Operation;
    if (found.status !== 'pending' && found.status !== 'running') return found;
    await sleep(50);
  }
}

async function accounts(): Promise<void> {
  const password = secret('a password of ada alone');
  const body = { email: 'ada@example.org', name: 'Ada', password, role: 'administrator' };
  const ada = String((await call(201, 'POST', '/api/v1/users', { body }))['id']);
  await call(200, 'PATCH', `/api/v1/users/${ada}`, {
    body: { role: 'member', password: secret('another one for ada') },
  });
  const login = { email: 'ada@example.org', password: 'another one for ada', session: 'token' };
  await call(401, 'POST', '/api/v1/auth/login', { body: { ...login, password: secret('not the one of ada') } });
  await call(401, 'POST', '/api/v1/auth/login', { body: { email: secret('typed-by-mistake'), password: 'x' } });
  const opened = await call(200, 'POST', '/api/v1/auth/login', { body: login });
  const token = String(opened['access_token']);
  await call(200, 'PATCH', '/api/v1/auth/me', { token, body: { name: 'Ada L.' } });
  const passwords = { current_password: 'another one for ada', new_password: secret('a third one for ada') };
  await call(401, 'POST', '/api/v1/auth/change-password', { token, body: { ...passwords, current_password: 'no' } });
  await call(204, 'POST', '/api/v1/auth/change-password', { token, body: passwords });
  const key = await call(201, 'POST', '/api/v1/api-keys', { token, body: { name: 'ci', scopes: ['read'] } });
  await call(403, 'POST', '/api/v1/roots', {
    token: undefined,
    key: String(key['token']),
    body: { name: 'x', path: '/x' },
  });
  await call(204, 'DELETE', `/api/v1/api-keys/${String(key['id'])}`, { token });
  const refresh = (shown: unknown, status: number) =>
    call(status, 'POST', '/api/v1/auth/refresh', { token: undefined, body: { refresh_token: String(shown) } });
  const second = await refresh(opened['refresh_token'], 200);
  await refresh(second['refresh_token'], 200);
  await refresh(opened['refresh_token'], 401);
  const again = await call(200, 'POST', '/api/v1/auth/login', { body: { ...login, password: 'a third one for ada' } });
  await call(204, 'DELETE', '/api/v1/auth/sessions', { token: String(again['access_token']) });
  await call(204, 'POST', '/api/v1/auth/logout', { token: String(again['access_token']) });
  await call(200, 'PATCH', `/api/v1/users/${ada}`, { body: { disabled: true } });
  await call(401, 'POST', '/api/v1/auth/login', { body: { ...login, password: 'a third one for ada' } });
  await call(204, 'DELETE', `/api/v1/users/${ada}`);
  const invitation_token = (await call(201, 'POST', '/api/v1/invitations', { body: {} }))['token'];
  const guest = { email: 'guest@example.org', name: 'Guest', password: secret('a password of the guest') };
  await call(403, 'POST', '/api/v1/auth/register', {
    token: undefined,
    body: { ...guest, invitation_token: secret('no-such') },
  });
  await call(201, 'POST', '/api/v1/auth/register', { token: undefined, body: { ...guest, invitation_token } });
}

async function categories(): Promise<void> {
  const body = { name: 'Recipes', extensions: ['recipe'], color: '#ff0000', icon: 'pot' };
  const path = `/api/v1/categories/${String((await call(201, 'POST', '/api/v1/categories', { body }))['id'])}`;
  await call(200, 'PATCH', path, { body: { name: 'Dishes' } });
  await call(204, 'DELETE', path);
}

async function makeRoot(name: string): Promise<string> {
  const path = join(api.folder, name);
  await mkdir(path);
  for (const file of ['a.txt', 'b.txt', 'twin.txt']) {
    await writeFile(join(path, file), file === 'b.txt' ? 'other' : secret('the content of a file'));
    await utimes(join(path, file), 1_700_000_000, 1_700_000_000);
  }
  const root = String((await call(201, 'POST', '/api/v1/roots', { body: { name, path } }))['id']);
  await call(200, 'PATCH', `/api/v1/roots/${root}`, { body: { name: `${name} 2` } });
  await call(200, 'PATCH', `/api/v1/roots/${root}`, { body: { accept_folder: true } });
  const grants = [{ user_id: api.owner.id, role: 'approver' }];
  await call(200, 'PUT', `/api/v1/roots/${root}/grants`, { body: { grants } });
  return root;
}

async function operations(): Promise<void> {
  const root_id = await makeRoot('one');
  const path = (id: string, more: string) => `/api/v1/operations/${id}/${more}`;
  const ask = async (body: object): Promise<string> =>
    String((await call(202, 'POST', '/api/v1/operations', { body: { root_id, ...body } }))['id']);
  const preview = await ended(await ask({ type: 'organize' }));
  await call(202, 'POST', path(preview.id, 'apply'), { body: { plan_digest: preview.plan_digest } });
  await ended(preview.id);
  await call(200, 'GET', `/api/v1/reports/${preview.id}/export?format=csv`);
  const back = String((await call(202, 'POST', path(preview.id, 'rollback')))['id']);
  await ended(back);
  // As if its worker had been cut off.
  await api.database.pool.query(`update operation set status = 'interrupted' where id = $1`, [back]);
  await call(202, 'POST', path(back, 'resume'));
  await ended(back);
  const unwanted = await ended(await ask({ type: 'organize' }));
  await call(202, 'POST', path(unwanted.id, 'cancel'));
  await call(204, 'DELETE', `/api/v1/operations/${unwanted.id}`);
  const dedupe = { type: 'deduplicate', keep: ['shortest_path'], action: 'quarantine', dry_run: false };
  const first = await ended(await ask(dedupe));
  await call(200, 'POST', '/api/v1/quarantine', { body: { action: 'restore', operation_id: first.id } });
  const second = await ended(await ask(dedupe));
  await call(200, 'POST', '/api/v1/quarantine', { body: { action: 'purge', operation_id: second.id } });
  await call(204, 'DELETE', `/api/v1/roots/${root_id}`);
}

async function uploads(): Promise<void> {
  const form = formBody([{ name: 'file', filename: 'note.txt', content: secret('the content of an upload') }]);
  const sent = await api.http.inject({
    method: 'POST',
    url: '/api/v1/files/upload',
    headers: { authorization: `Bearer ${api.owner.token}`, 'content-type': form.contentType },
    payload: form.payload,
  });
  assert.equal(sent.statusCode, 201, sent.body);
  const begin = (path: string) => call(201, 'POST', '/api/v1/uploads', { body: { path, size_bytes: 5 } });
  const { id } = await begin('five.txt');
  const piece = await api.http.inject({
    method: 'PATCH',
    url: `/api/v1/uploads/${String(id)}`,
    headers: {
      authorization: `Bearer ${api.owner.token}`,
      'content-type': 'application/offset+octet-stream',
      'upload-offset': '0',
    },
    payload: 'fives',
  });
  assert.equal(piece.statusCode, 200, piece.body);
  const { id: dropped } = await begin('dropped.txt');
  await call(204, 'DELETE', `/api/v1/uploads/${String(dropped)}`);
}

async function reading(): Promise<void> {
  await call(200, 'GET', '/api/v1/audit?action=sign_in');
  await call(200, 'GET', '/api/v1/audit/export?format=csv');
}

/** What is done on the machine itself, without an account. */
async function tasks(
  url: string,
  more: (service: Parameters<typeof ADMIN_TASKS.migrate>[0]) => Promise<void>,
): Promise<void> {
  const said: string[] = [];
  await more({
    env: { DATABASE_URL: url },
    stateFolder: api.stateFolder,
    version: '0.0.0',
    signal: new AbortController().signal,
    say: (line) => {
      said.push(line);
      return Promise.resolve();
    },
    logStream: { write: () => undefined },
  });
  for (const line of said) {
    const token = /token=([\w-]+)/.exec(line)?.[1];
    if (token !== undefined) secret(token);
  }
}

interface Entry {
  readonly action: string;
  readonly actor: string;
  readonly outcome: string;
  readonly target_kind: string | null;
  readonly target: string | null;
  readonly user_id: string | null;
  readonly address: string | null;
  readonly details: Record<string, unknown>;
}

let entries: readonly Entry[] = [];
const actionsOf = (outcome: string) => [
  ...new Set(entries.filter((entry) => entry.outcome === outcome).map(({ action }) => action)),
];

test('keeps everything it promises to keep, once the real routes and commands were called', async () => {
  await accounts();
  await categories();
  await operations();
  await uploads();
  await reading();
  await tasks(api.database.url, async (service) => {
    secret(await ADMIN_TASKS.resetPassword(service, 'guest@example.org'));
    await ADMIN_TASKS.rotateKeys(service);
    await ADMIN_TASKS.clearCache(service, { kind: 'report', match: '2026*' });
    assert.equal((await ADMIN_TASKS.verifyAudit(service)).broken, null);
    await ADMIN_TASKS.exportAudit(service);
  });
  const empty = await createTestDatabase();
  await tasks(empty.url, ADMIN_TASKS.setupLink);
  const { rows: made } = await empty.pool.query<Entry>('select * from audit_event');
  await empty.drop();
  const { rows } = await api.database.pool.query<Entry>('select * from audit_event order by id');
  entries = [...made, ...rows];
  // A limit has a test of its own.
  const expected = AUDIT_ACTIONS.filter((action) => action !== 'reach_limit');
  assert.deepEqual(actionsOf('allowed').concat('refuse_request', 'reuse_refresh_token').sort(), [...expected].sort());
  assert.deepEqual(actionsOf('denied').sort(), ['refuse_request', 'reuse_refresh_token', 'sign_in']);
  assert.deepEqual(actionsOf('failed').sort(), ['change_password', 'sign_in']);
  assert.equal((await verifyChain(api.database.db)).broken, null);
});

test('says of each entry whose doing it was, to what, and from where', () => {
  const kinds: readonly (string | null)[] = [null, ...AUDIT_TARGETS];
  for (const entry of entries) {
    const { actor, action, user_id: user, address, target_kind: kind, target } = entry;
    const name = `${actor} ${action}`;
    assert.equal(user !== null, actor === 'user' || actor === 'api_key', name);
    assert.equal(address, actor === 'system' ? null : '127.0.0.1', name);
    assert.ok(kinds.includes(kind), name);
    assert.equal(target === null, kind === null, name);
  }
  const denied = entries.filter(({ action }) => action === 'refuse_request');
  assert.deepEqual(
    denied.map(({ actor, target, details }) => [actor, target, details]),
    [
      ['api_key', 'POST /api/v1/roots', { code: 'forbidden', path: '/api/v1/roots' }],
      ['nobody', 'POST /api/v1/auth/register', { code: 'registration_closed', path: '/api/v1/auth/register' }],
    ],
  );
});

test('has an entry before and one behind what happens outside the database', () => {
  for (const action of ['restore_quarantine', 'purge_quarantine', 'upload_files']) {
    const stages = entries.filter((entry) => entry.action === action).map(({ details }) => details['stage']);
    assert.deepEqual(stages, ['begun', 'ended'], action);
  }
});

test('writes no password, token, key or content of a file into the log, or into its lines', () => {
  const written = [JSON.stringify(entries), ...api.logged.filter((line) => line.includes('kempt.audit'))].join('\n');
  assert.ok(secrets.size > 20, `${secrets.size} secrets`);
  for (const one of secrets) assert.equal(written.includes(one), false, one);
});

test('says each entry as a line of the log', async () => {
  const { rows } = await api.database.pool.query<{ id: number; hash: string }>(
    `select id::int, encode(hash, 'hex') as hash from audit_event where actor <> 'system' order by id`,
  );
  const lines = api.logged.filter((line) => line.includes('"logger":"kempt.audit"'));
  const said = lines.map((line) => (JSON.parse(line) as { context: { audit_id: number; hash: string } }).context);
  assert.deepEqual(
    said.map(({ audit_id: id, hash }) => ({ id, hash })).sort((a, b) => a.id - b.id),
    rows,
  );
});

test('keeps the first of a caller’s requests beyond a limit in a minute, and how many followed', async () => {
  let now = 0;
  const log = createLog({ level: 'silent', logger: 'test', stream: { write: () => undefined } });
  const record = createRefusalRecorder(createAudit(api.database.db, log), () => now);
  const request = (ip: string) =>
    ({
      ip,
      id: 'r',
      method: 'GET',
      url: '/api/v1/roots?ticket=x',
      headers: {},
      routeOptions: {},
    }) as unknown as Parameters<typeof record>[0];
  const refuse = (ip: string) =>
    record(request(ip), {
      status: 429,
      error: new KemptError('too_many_requests', 'No.', { details: { limit: 'api' } }),
    });
  for (const ip of ['192.0.2.1', '192.0.2.1', '192.0.2.1', '192.0.2.2']) await refuse(ip);
  // Whoever has one address of IPv6 has very many.
  for (const ip of ['2001:db8::1', '2001:db8::2', '2001:db8::3']) await refuse(ip);
  now = 60_000;
  await refuse('192.0.2.1');
  const { rows } = await api.database.pool.query<Entry>(
    `select * from audit_event where action = 'reach_limit' order by id`,
  );
  assert.deepEqual(
    rows.map(({ target, address, details }) => [target, address, details]),
    [
      ['api', '192.0.2.1', { path: '/api/v1/roots', untold_before: 0 }],
      ['api', '192.0.2.2', { path: '/api/v1/roots', untold_before: 0 }],
      ['api', '2001:db8::1', { path: '/api/v1/roots', untold_before: 0 }],
      ['api', '192.0.2.1', { path: '/api/v1/roots', untold_before: 2 }],
    ],
  );
});
