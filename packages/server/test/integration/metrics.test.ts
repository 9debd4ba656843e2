import assert from 'node:assert/strict';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Operation } from '@kempt/contracts/api';
import { filesBody } from '../../src/testing/form-body.ts';
import { openTestApi, type TestApi, type TestUser } from '../../src/testing/test-api.ts';

const TOKEN = 'metrics-token-0123456789';
let api: TestApi;
let member: TestUser;
let rootId: string;

before(async () => {
  api = await openTestApi({ KEMPT_METRICS_TOKEN: TOKEN }, { worker: true });
  member = await api.makeUser('member@example.org');
  const made = await api.call('POST', '/api/v1/roots', {
    token: api.owner.token,
    body: { name: 'Files', path: api.folder },
  });
  rootId = (made.body as { id: string }).id;
});
after(() => api.close());

async function scrape(): Promise<string> {
  const { status, body } = await api.call('GET', '/metrics', { headers: { authorization: `Bearer ${TOKEN}` } });
  assert.equal(status, 200);
  return String(body);
}

/** The value of a series; 0 for one that is not there. */
async function valueOf(series: string): Promise<number> {
  const line = (await scrape()).split('\n').find((one) => one.startsWith(`${series} `));
  return line === undefined ? 0 : Number(line.slice(series.length + 1));
}

/** How much series grow by what is done. */
async function growth(names: readonly string[], act: () => Promise<unknown>): Promise<number[]> {
  const before = await Promise.all(names.map(valueOf));
  await act();
  const now = await Promise.all(names.map(valueOf));
  return now.map((value, i) => value - (before[i] ?? 0));
}

/** Waits until an operation has ended so many times, and the worker has said so. */
async function ended(id: string, times = 1): Promise<Operation> {
  const ends = (line: string): boolean => line.includes('"event":"end_operation"') && line.includes(id);
  while (api.logged.filter(ends).length < times) await sleep(20);
  for (;;) {
    const { body } = await api.call('GET', `/api/v1/operations/${id}`, { token: api.owner.token });
    const found = body as Operation;
    if (found.status !== 'pending' && found.status !== 'running') return found;
    await sleep(20);
  }
}

async function ask(body: object): Promise<Operation> {
  const { status, body: made } = await api.call('POST', '/api/v1/operations', { token: api.owner.token, body });
  assert.equal(status, 202, JSON.stringify(made));
  return ended((made as Operation).id);
}

async function makeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(join(api.folder, folder));
  const old = new Date(Date.now() - 60_000);
  for (const [name, content] of Object.entries(files)) {
    const path = join(api.folder, folder, name);
    await writeFile(path, content);
    await utimes(path, old, old);
  }
}

test('shows metrics to who holds their token, and to nobody else', async () => {
  const { headers } = await api.call('GET', '/metrics', { headers: { authorization: `Bearer ${TOKEN}` } });
  assert.equal(headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8');
  for (const call of [
    {},
    { token: api.owner.token },
    { token: `${TOKEN}x` },
    { token: TOKEN.slice(0, -1) },
    { headers: { authorization: TOKEN } },
    { headers: { authorization: `Basic ${TOKEN}` } },
    { headers: { 'x-api-key': TOKEN } },
  ]) {
    const answer = await api.call('GET', '/metrics', call);
    assert.equal(answer.status, 401, JSON.stringify(call));
    assert.ok(!JSON.stringify(answer.body).includes('api_requests'), JSON.stringify(call));
  }
});

test('counts requests by the pattern of their route, with their size and how long they took', async () => {
  const labels = 'method="PATCH",route="/api/v1/users/:id"';
  const [answered, timed, sent, took] = await growth(
    [
      `api_requests_total{${labels},status="404"}`,
      `api_request_duration_seconds_count{${labels}}`,
      `api_request_size_bytes_sum{${labels}}`,
      `api_response_size_bytes_count{${labels}}`,
    ],
    () =>
      api.call('PATCH', '/api/v1/users/00000000-0000-4000-8000-000000000000', {
        token: api.owner.token,
        body: { name: 'Bo' },
      }),
  );
  assert.deepEqual([answered, timed, sent, took], [1, 1, Buffer.byteLength('{"name":"Bo"}'), 1]);
});

test('counts errors by code', async () => {
  const series = ['api_errors_total{code="not_found"}', 'api_errors_total{code="invalid_request"}'];
  const grown = await growth(series, async () => {
    await api.call('GET', '/nowhere');
    await api.call('GET', '/%');
    await api.call('GET', '/api/v1/operations?limit=x', { token: api.owner.token });
  });
  assert.deepEqual(grown, [1, 2]);
});

test('counts statements by what they do', async () => {
  const series = ['select', 'insert', 'update'].map(
    (operation) => `db_queries_total{operation="${operation}",status="ok"}`,
  );
  const grown = await growth(series, async () => {
    const { token } = await api.makeUser('more@example.org');
    await api.call('PATCH', '/api/v1/auth/me', { token, body: { name: 'Bo' } });
  });
  assert.ok(
    grown.every((more) => more > 0),
    String(grown),
  );
  assert.ok((await valueOf('db_query_duration_seconds_count{operation="select",status="ok"}')) > 0);
  assert.equal(await valueOf('db_up'), 1);
});

test('counts who is there, and what they do about who they are', async () => {
  const series = [
    'auth_events_total{event="sign_in",outcome="allowed"}',
    'auth_events_total{event="sign_in",outcome="failed"}',
    'auth_events_total{event="authenticate",outcome="denied"}',
    'auth_events_total{event="authorize",outcome="denied"}',
  ];
  const grown = await growth(series, async () => {
    const login = (password: string) =>
      api.call('POST', '/api/v1/auth/login', { body: { email: 'member@example.org', password } });
    assert.equal((await login('correct horse battery')).status, 200);
    assert.equal((await login('not the password')).status, 401);
    await api.call('GET', '/api/v1/auth/me', { token: 'nonsense' });
    await api.call('GET', '/api/v1/users', { token: member.token });
  });
  assert.deepEqual(grown, [1, 1, 1, 1]);
  const [more] = await growth(['active_users'], async () => {
    const { token } = await api.makeUser('new@example.org');
    for (let i = 0; i < 2; i++) await api.call('GET', '/api/v1/auth/me', { token });
  });
  assert.equal(more, 1);
});

test('counts what operations do, once, whatever comes before and after', async () => {
  await makeFiles('work', { 'a.txt': 'one', 'b.txt': 'two', 'same.txt': 'one', 'c.csv': '1,2' });
  const series = [
    'files_organized_total',
    'bytes_organized_total',
    'duplicates_found_total',
    'operations_total{type="scan",status="completed"}',
    'operations_total{type="organize",status="planned"}',
    'operations_total{type="organize",status="completed"}',
    'operations_total{type="rollback",status="completed"}',
    'operation_duration_seconds_count{type="organize"}',
    'queue_wait_seconds_count{type="organize"}',
    'db_queries_total{operation="copy",status="ok"}',
  ];
  const grown = await growth(series, async () => {
    assert.equal((await ask({ type: 'scan', root_id: rootId, path: 'work' })).status, 'completed');
    const planned = await ask({ type: 'organize', root_id: rootId, path: 'work' });
    assert.equal(planned.status, 'planned');
    const call = { token: api.owner.token, body: { plan_digest: planned.plan_digest } };
    assert.equal((await api.call('POST', `/api/v1/operations/${planned.id}/apply`, call)).status, 202);
    assert.equal((await ended(planned.id, 2)).status, 'completed');
    const back = await api.call('POST', `/api/v1/operations/${planned.id}/rollback`, { token: api.owner.token });
    assert.equal((await ended((back.body as Operation).id)).status, 'completed');
  });
  assert.deepEqual(grown, [4, 12, 1, 1, 1, 1, 1, 2, 2, 2]);
  const text = await scrape();
  for (const type of ['scan', 'organize', 'purge'])
    assert.match(text, new RegExp(`^active_operations\\{type="${type}"\\} 0$`, 'm'));
  assert.match(text, /^queue_depth\{state="ready"\} 0$/m);
  assert.match(text, /^queue_oldest_seconds\{state="ready"\} 0$/m);
});

test('says under which request a worker works, on each of its lines', async () => {
  await makeFiles('traced', { 'a.txt': 'one' });
  const asked = await api.call('POST', '/api/v1/operations', {
    token: api.owner.token,
    body: { type: 'organize', root_id: rootId, path: 'traced', dry_run: false },
  });
  const { id } = await ended((asked.body as Operation).id);
  const lines = api.logged
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line['operation_id'] === id && line['logger'] === 'kempt.worker');
  assert.deepEqual(
    lines.map(({ event }) => event),
    ['start_operation', 'end_operation'],
  );
  for (const line of lines) {
    assert.equal(line['request_id'], asked.headers['x-request-id']);
    assert.equal(line['user_id'], api.owner.id);
  }
  const [, end] = lines;
  assert.partialDeepStrictEqual(end, { status: 'completed', context: { type: 'organize', files_completed: 1 } });
  assert.equal(typeof end?.['duration_seconds'], 'number');
});

test('writes one line for each finished request, of the level debug where machines ask', async () => {
  const before = api.logged.length;
  const me = await api.call('GET', '/api/v1/auth/me', { token: member.token });
  await api.call('GET', '/health/live');
  const lines = api.logged
    .slice(before)
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ event }) => event === 'finish_request');
  assert.equal(lines.length, 2);
  const [asked, probe] = lines;
  assert.partialDeepStrictEqual(asked, {
    level: 'INFO',
    logger: 'kempt.http',
    user_id: member.id,
    request_id: me.headers['x-request-id'],
    status: 200,
    context: { method: 'GET', route: '/api/v1/auth/me' },
  });
  assert.partialDeepStrictEqual(probe, { level: 'DEBUG', context: { route: '/health/live' } });
});

test('shows room, what is kept, and the pool', async () => {
  const text = await scrape();
  assert.match(text, /^storage_bytes\{place="inboxes"\} \d+$/m);
  assert.match(text, /^storage_file_system_bytes\{kind="free"\} [1-9]/m);
  assert.match(text, /^db_pool_connections\{state="active"\} \d+$/m);
});

test('puts nothing that people type or send into a metric or a line of the log', async () => {
  const canary = 'canary7e1f';
  const { token } = api.owner;
  const key = await api.call('POST', '/api/v1/api-keys', { token, body: { name: canary, scopes: ['read'] } });
  const secret = (key.body as { token: string }).token;
  const form = filesBody({ [`${canary}.txt`]: canary });
  const calls: (() => Promise<unknown>)[] = [
    () => api.call('POST', '/api/v1/auth/login', { body: { email: `${canary}@example.org`, password: canary } }),
    () => api.call('POST', '/api/v1/auth/login', { body: `{"email":"${canary}` }),
    () => api.call('POST', '/api/v1/auth/refresh', { body: { refresh_token: canary } }),
    () =>
      api.call('POST', '/api/v1/auth/register', {
        body: { invitation_token: canary, email: `${canary}@x.org`, password: `${canary} and more`, name: canary },
      }),
    () =>
      api.call('POST', '/api/v1/auth/change-password', {
        token,
        body: { current_password: canary, new_password: `${canary}${canary}` },
      }),
    () => api.call('GET', '/api/v1/auth/me', { token: canary }),
    () => api.call('GET', '/api/v1/auth/me', { key: secret }),
    () => api.call('GET', '/api/v1/auth/me', { key: `kempt_${canary}` }),
    () => api.call('GET', '/api/v1/auth/me', { headers: { cookie: `kempt_refresh=${canary}`, 'user-agent': canary } }),
    () => api.call('GET', `/${canary}?${canary}=${canary}`),
    () => api.call('GET', `/api/v1/operations/${canary}`, { token }),
    () => api.call('GET', `/api/v1/files/search?q=${canary}`, { token }),
    () => api.call('GET', `/api/v1/roots/${rootId}/browse?path=${canary}`, { token }),
    () =>
      api.call('POST', '/api/v1/categories', {
        token,
        body: { name: canary, extensions: [canary], keywords: [], color: '#112233', icon: 'x' },
      }),
    () => api.call('PATCH', '/api/v1/auth/me', { token, body: { name: `${canary}\n{"level":"ERROR"}\u001b[31m` } }),
    () => api.call('POST', '/api/v1/operations', { token, body: { type: 'organize', root_id: rootId, path: canary } }),
    () => api.call('GET', '/metrics', { token: canary }),
    () =>
      api.http.inject({
        method: 'POST',
        url: '/api/v1/files/upload',
        headers: { authorization: `Bearer ${token}`, 'content-type': form.contentType },
        payload: form.payload,
      }),
    async () => {
      await makeFiles(`${canary}-folder`, { [`${canary}.txt`]: canary, [`${canary}.csv`]: canary });
      const path = `${canary}-folder`;
      const done = await ask({ type: 'organize', root_id: rootId, path, template: `${canary}/{name}`, dry_run: false });
      assert.equal(done.status, 'completed');
    },
  ];
  for (const call of calls) await call();
  const said = `${await scrape()}\n${api.logged.join('\n')}`;
  for (const hidden of [canary, secret, token, TOKEN, 'correct horse battery']) {
    const line = said.split('\n').find((one) => one.includes(hidden));
    assert.equal(line, undefined);
  }
});

test('makes no series of addresses, methods or codes that somebody makes up', async () => {
  const count = async (): Promise<number> => (await scrape()).split('\n').length;
  await api.call('GET', '/made-up');
  await api.http.inject({ method: 'PROPFIND' as 'GET', url: '/made-up' });
  const before = await count();
  for (let i = 0; i < 50; i++) {
    await api.call('GET', `/made-up-${i}/x?y=${i}`);
    await api.http.inject({ method: 'MKCOL' as 'GET', url: `/made-up-${i}` });
  }
  assert.equal(await count(), before);
});
