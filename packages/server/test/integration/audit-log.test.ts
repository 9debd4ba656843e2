import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { AuditEvent } from '@kempt/contracts/api';
import { openTestApi, TEST_PASSWORD, type TestApi, type TestUser } from '../../src/testing/test-api.ts';

let api: TestApi;
let member: TestUser;
before(async () => {
  api = await openTestApi();
  member = await api.makeUser('member@example.org');
});
after(() => api.close());

interface Page {
  readonly items: readonly AuditEvent[];
  readonly next_cursor: string | null;
}

async function read(query: string): Promise<Page> {
  const { status, body } = await api.call('GET', `/api/v1/audit?${query}`, { token: api.owner.token });
  assert.equal(status, 200, JSON.stringify(body));
  return body as Page;
}

const save = (query: string) => api.call('GET', `/api/v1/audit/export?${query}`, { token: api.owner.token });
const linesOf = (body: unknown): AuditEvent[] =>
  (typeof body === 'string' ? body.trimEnd().split('\n') : [JSON.stringify(body)]).map(
    (line) => JSON.parse(line) as AuditEvent,
  );

test('shows the newest entry first, with everything that is kept of it', async () => {
  const headers = { 'user-agent': `curl/8 ${'x'.repeat(300)}` };
  await api.call('POST', '/api/v1/auth/login', { body: { email: member.email, password: TEST_PASSWORD }, headers });
  const [reading, signIn] = (await read('limit=2')).items;
  assert.partialDeepStrictEqual(reading, { action: 'read_audit', actor: 'user', user_id: api.owner.id });
  const { id = 0, created_at: moment = '', request_id, previous_hash, hash, ...rest } = signIn ?? {};
  assert.deepEqual(rest, {
    actor: 'user',
    user_id: member.id,
    api_key_id: null,
    action: 'sign_in',
    target_kind: 'user',
    target: member.id,
    outcome: 'allowed',
    address: '127.0.0.1',
    user_agent: `curl/8 ${'x'.repeat(192)}…`,
    details: {},
  });
  assert.equal(reading?.id, id + 1);
  assert.equal(reading.previous_hash, hash);
  assert.match(moment, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  assert.match(String(request_id), /^[0-9a-f-]{36}$/);
  assert.match(String(previous_hash), /^[0-9a-f]{64}$/);
});

test('lists only what was asked for', async () => {
  await api.call('POST', '/api/v1/auth/login', { body: { email: member.email, password: 'wrong' } });
  await api.call('GET', '/api/v1/users', { token: member.token });
  const all = (await read('limit=1000')).items;
  const filters: [string, (entry: AuditEvent) => boolean][] = [
    [`user_id=${member.id}`, (entry) => entry.user_id === member.id],
    ['action=sign_in', (entry) => entry.action === 'sign_in'],
    ['outcome=failed', (entry) => entry.outcome === 'failed'],
    ['outcome=denied&action=refuse_request', (entry) => entry.action === 'refuse_request'],
    [`target_kind=user&target=${member.id}`, (entry) => entry.target === member.id],
    [`from=${all[2]?.created_at ?? ''}&to=${all[0]?.created_at ?? ''}`, (entry) => all.indexOf(entry) <= 2],
  ];
  for (const [query, fits] of filters) {
    const { items } = await read(`${query}&limit=1000`);
    const known = items.filter(({ id }) => id < (all[0]?.id ?? 0));
    const expected = all.slice(1).filter(fits);
    assert.ok(expected.length > 0, query);
    assert.deepEqual(known, expected, query);
  }
  assert.deepEqual((await read('action=nothing_of_that')).items, []);
});

test('pages through the log, each entry once, however many come meanwhile', async () => {
  const seen: number[] = [];
  let cursor = '';
  do {
    const { items, next_cursor: next } = await read(`limit=3${cursor}`);
    seen.push(...items.map(({ id }) => id));
    cursor = next === null ? '' : `&cursor=${next}`;
  } while (cursor !== '');
  const [newest = 0] = seen;
  assert.deepEqual(
    seen,
    Array.from({ length: newest }, (_, index) => newest - index),
  );
});

test('refuses a query that makes no sense', async () => {
  const cursor = Buffer.from('[1.5]').toString('base64url');
  for (const query of [
    'user_id=x',
    'action=DROP',
    'outcome=maybe',
    'from=yesterday',
    'to=2026-02-30T00:00:00Z',
    'limit=0',
    'other=1',
    `cursor=${cursor}`,
    `cursor=${Buffer.from('["a"]').toString('base64url')}`,
  ]) {
    const { status } = await api.call('GET', `/api/v1/audit?${query}`, { token: api.owner.token });
    assert.equal(status, 400, query);
  }
  assert.equal((await save('format=xml')).status, 400);
});

test('saves the log as one JSON object a line, the oldest first', async () => {
  const { status, headers, body } = await save('');
  assert.equal(status, 200);
  assert.equal(headers['content-type'], 'application/x-ndjson');
  assert.equal(headers['content-disposition'], 'attachment; filename="kempt-audit.jsonl"');
  const lines = linesOf(body);
  assert.deepEqual(
    lines.map(({ id }) => id),
    lines.map((_, index) => index + 1),
  );
  assert.equal(lines.at(-1)?.action, 'export_audit', 'whoever saves it is in it');
  const failed = linesOf((await save('format=json&outcome=failed')).body);
  assert.ok(failed.length > 0 && failed.every(({ outcome }) => outcome === 'failed'));
});

test('saves the log as a table in which nothing is a formula', async () => {
  const headers = { 'user-agent': '=cmd|"/c calc"!A1' };
  await api.call('POST', '/api/v1/auth/login', { body: { email: member.email, password: 'wrong' }, headers });
  const { status, headers: answered, body } = await save('format=csv&outcome=failed');
  assert.equal(status, 200);
  assert.equal(answered['content-type'], 'text/csv; charset=utf-8');
  const rows = String(body).trimEnd().split('\r\n');
  assert.match(rows[0] ?? '', /^\ufeffid,created_at,actor,/);
  assert.match(rows.at(-1) ?? '', /,"'=cmd\|""\/c calc""!A1",/);
});

test('lets only administrators read it, and keys that are good for managing', async () => {
  const key = async (scopes: string[]): Promise<string> => {
    const body = { name: 'k', scopes };
    const made = await api.call('POST', '/api/v1/api-keys', { token: api.owner.token, body });
    return (made.body as { token: string }).token;
  };
  for (const path of ['/api/v1/audit', '/api/v1/audit/export']) {
    assert.equal((await api.call('GET', path)).status, 401);
    assert.equal((await api.call('GET', path, { token: member.token })).status, 403);
    assert.equal((await api.call('GET', path, { key: await key(['read', 'apply']) })).status, 403);
    assert.equal((await api.call('GET', path, { key: await key(['manage']) })).status, 200);
  }
  const { items } = await read('limit=2');
  assert.partialDeepStrictEqual(items[1], { actor: 'api_key', action: 'export_audit', user_id: api.owner.id });
  assert.match(String(items[1]?.api_key_id), /^[0-9a-f-]{36}$/);
});

test('tells of every grant, however many are made at once', async () => {
  const { pool } = api.database;
  await pool.query(
    `insert into app_user (email, name, password_hash, role)
     select 'g' || n || '@example.org', 'G', '', 'member' from generate_series(1, 120) n`,
  );
  const { rows } = await pool.query<{ id: string }>(`select id from app_user where email like 'g%@example.org'`);
  const made = await api.call('POST', '/api/v1/roots', {
    token: api.owner.token,
    body: { name: 'Shared', path: api.folder },
  });
  const { id } = made.body as { id: string };
  const grants = rows.map((row) => ({ user_id: row.id, role: 'viewer' }));
  const put = await api.call('PUT', `/api/v1/roots/${id}/grants`, { token: api.owner.token, body: { grants } });
  assert.equal(put.status, 200, JSON.stringify(put.body));
  const { items } = await read(`action=grant_root&target=${id}`);
  assert.equal(items.length, 3);
  const told = items.flatMap(({ details }) => String(details['grants']).split(' '));
  assert.deepEqual(told.sort(), grants.map((grant) => `${grant.user_id}:viewer`).sort());
});

test('does nothing that it cannot write down', async (t) => {
  const { pool } = api.database;
  await pool.query('alter table audit_head rename to audit_head_away');
  t.after(() => pool.query('alter table audit_head_away rename to audit_head').catch(() => undefined));
  const body = { name: 'Unwritten', extensions: ['unwritten'], color: '#ff0000', icon: 'pot' };
  const answer = await api.call('POST', '/api/v1/categories', { token: api.owner.token, body });
  assert.partialDeepStrictEqual(answer, { status: 500, body: { code: 'internal' } });
  const login = await api.call('POST', '/api/v1/auth/login', {
    body: { email: member.email, password: TEST_PASSWORD },
  });
  assert.equal(login.status, 500, 'nobody signs in unseen');
  assert.equal((await save('')).status, 500, 'nobody reads it unseen');
  await pool.query('alter table audit_head_away rename to audit_head');
  const { rows } = await pool.query(`select 1 from category where name = 'Unwritten'`);
  assert.deepEqual(rows, []);
});

test('lets nobody in because a refusal cannot be written down', async (t) => {
  const { pool } = api.database;
  await pool.query('alter table audit_head rename to audit_head_away');
  t.after(() => pool.query('alter table audit_head_away rename to audit_head'));
  const answer = await api.call('GET', '/api/v1/users', { token: member.token });
  assert.partialDeepStrictEqual(answer, { status: 403, body: { code: 'forbidden' } });
  assert.ok(api.logged.some((line) => line.includes('fail_to_record_refusal')));
  const wrong = await api.call('POST', '/api/v1/auth/login', { body: { email: member.email, password: 'wrong' } });
  assert.equal(wrong.status, 500);
});

test('opens no session with a password that is replaced at the same moment', async () => {
  const { id, email } = await api.makeUser('racer@example.org');
  const client = await api.database.pool.connect();
  await client.query('begin');
  await client.query(`update app_user set password_hash = 'another' where id = $1`, [id]);
  const login = api.call('POST', '/api/v1/auth/login', { body: { email, password: TEST_PASSWORD } });
  for (;;) {
    const { rows } = await api.database.pool.query(
      `select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%for share%'`,
    );
    if (rows.length > 0) break;
  }
  await client.query('commit');
  client.release();
  assert.partialDeepStrictEqual(await login, { status: 401, body: { code: 'invalid_credentials' } });
});

test('finds entries by index, in a long log', async () => {
  const { pool } = api.database;
  // What the chain costs is not what is asked here.
  await pool.query('alter table audit_event disable trigger user');
  await pool.query(
    `insert into audit_event
       (id, created_at, actor, action, outcome, user_id, target_kind, target, previous_hash, hash)
     select 1000 + n, timestamptz '2020-01-01' + n * interval '1 minute', 'user', 'sign_in', 'allowed',
       ('00000000-0000-4000-8000-' || lpad((n % 500)::text, 12, '0'))::uuid, 'user', 't' || n, '', ''
     from generate_series(1, 20000) n`,
  );
  await pool.query('analyze audit_event');
  const plans: [string, string][] = [
    [`user_id = '${member.id}'`, 'audit_event_user_id_idx'],
    [`action = 'make_root'`, 'audit_event_action_idx'],
    [`outcome = 'denied'`, 'audit_event_outcome_idx'],
    [`target = '${member.id}'`, 'audit_event_target_idx'],
    [`created_at >= '2020-01-05' and created_at < '2020-01-05 01:00'`, 'audit_event_created_at_idx'],
    ['id < 10000', 'audit_event_pkey'],
  ];
  for (const [condition, index] of plans) {
    const { rows } = await pool.query<{ 'QUERY PLAN': string }>(
      `explain select * from audit_event where ${condition} order by id desc limit 101`,
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    assert.ok(plan.includes(index) && !plan.includes('Seq Scan'), `${condition}\n${plan}`);
  }
});
