import assert from 'node:assert/strict';
import { lstat, mkdir, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Operation, PlanStep } from '@kempt/contracts/api';
import { openTestApi, type TestApi, type TestUser } from '../../src/testing/test-api.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi({}, { worker: true });
});
after(() => api.close());

/** A root of its own with a few files. */
async function makeRoot(name: string): Promise<{ readonly id: string; readonly path: string }> {
  const path = join(api.folder, name);
  await mkdir(join(path, 'inner'), { recursive: true });
  await writeFile(join(path, 'diary.txt'), 'Dear diary');
  await writeFile(join(path, 'table.csv'), 'a,b');
  await writeFile(join(path, 'inner', 'cat.png'), Buffer.from('89504e470d0a1a0a0000', 'hex'));
  const old = new Date(Date.now() - 60_000);
  for (const file of ['diary.txt', 'table.csv', 'inner/cat.png']) await utimes(join(path, file), old, old);
  const made = await api.call('POST', '/api/v1/roots', { token: api.owner.token, body: { name, path } });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return { id: (made.body as { id: string }).id, path };
}

async function ask(body: object, user: TestUser = api.owner): Promise<Operation> {
  const answer = await api.call('POST', '/api/v1/operations', { token: user.token, body });
  assert.equal(answer.status, 202, JSON.stringify(answer.body));
  return answer.body as Operation;
}

async function ended({ id }: Pick<Operation, 'id'>): Promise<Operation> {
  for (;;) {
    const { body } = await api.call('GET', `/api/v1/operations/${id}`, { token: api.owner.token });
    const found = body as Operation;
    if (found.status !== 'pending' && found.status !== 'running') return found;
    await sleep(50);
  }
}

const post = (path: string, body?: object, user: TestUser = api.owner) =>
  api.call('POST', `/api/v1/operations/${path}`, { token: user.token, ...(body === undefined ? {} : { body }) });

test('previews, carries out exactly that plan and takes it back', async () => {
  const { id: root_id, path } = await makeRoot('round');
  const preview = await ended(await ask({ type: 'organize', root_id }));
  assert.partialDeepStrictEqual(preview, { status: 'planned', dry_run: true, files_planned: 3, error: null });
  assert.deepEqual((await readdir(path)).sort(), ['diary.txt', 'inner', 'table.csv'], 'a preview changes nothing');

  const plan = await api.call('GET', `/api/v1/operations/${preview.id}/plan?limit=2`, { token: api.owner.token });
  const { items, next_cursor } = plan.body as { items: PlanStep[]; next_cursor: string };
  assert.equal(items.length, 2);
  const rest = await api.call('GET', `/api/v1/operations/${preview.id}/plan?cursor=${next_cursor}`, {
    token: api.owner.token,
  });
  assert.equal((rest.body as { items: PlanStep[] }).items.length, 1);

  const wrong = await post(`${preview.id}/apply`, { plan_digest: 'f'.repeat(64) });
  assert.partialDeepStrictEqual(wrong, { status: 409, body: { code: 'digest_mismatch' } });
  const applied = await post(`${preview.id}/apply`, { plan_digest: preview.plan_digest ?? '' });
  assert.equal(applied.status, 202);
  assert.equal((applied.body as Operation).id, preview.id, 'it keeps its id');
  const done = await ended(preview);
  assert.partialDeepStrictEqual(done, { status: 'completed', files_completed: 3, files_failed: 0 });
  assert.equal(await readFile(join(path, 'documents', 'diary.txt'), 'utf8'), 'Dear diary');
  assert.equal((await post(`${preview.id}/apply`, { plan_digest: preview.plan_digest ?? '' })).status, 409);

  const rolled = await post(`${preview.id}/rollback`);
  assert.equal(rolled.status, 202);
  const back = await ended(rolled.body as Operation);
  assert.partialDeepStrictEqual(back, {
    type: 'rollback',
    status: 'completed',
    undoes: preview.id,
    files_completed: 3,
  });
  assert.equal(await readFile(join(path, 'diary.txt'), 'utf8'), 'Dear diary');
  assert.equal((await ended(preview)).status, 'rolled_back');
  assert.partialDeepStrictEqual(await post(`${preview.id}/rollback`), {
    status: 409,
    body: { code: 'already_undone' },
  });
});

test('writes a record for each file, once', async () => {
  const { id: root_id } = await makeRoot('records');
  const done = await ended(await ask({ type: 'organize', root_id, dry_run: false }));
  assert.equal(done.status, 'completed');
  const { rows } = await api.database.pool.query<{ original_path: string; mimetype: string; status: string }>(
    'select original_path, mimetype, status from file_record where operation_id = $1 order by original_path',
    [done.id],
  );
  assert.deepEqual(
    rows.map(({ status }) => status),
    ['completed', 'completed', 'completed'],
  );
  assert.deepEqual(
    rows.map(({ mimetype }) => mimetype),
    ['text/plain', 'image/png', 'text/csv'],
  );
});

test('takes back the files that are named, and no others', async () => {
  const { id: root_id, path } = await makeRoot('part');
  const done = await ended(await ask({ type: 'organize', root_id, dry_run: false }));
  const paths = [join(path, 'diary.txt'), join(path, 'inner')];
  const back = await ended((await post(`${done.id}/rollback`, { paths })).body as Operation);
  assert.partialDeepStrictEqual(back, { status: 'completed', files_completed: 2 });
  assert.ok((await readdir(path)).includes('diary.txt'));
  assert.ok(!(await readdir(path)).includes('table.csv'));
  assert.equal((await ended(done)).status, 'completed', 'a part is no rollback of the whole');
});

test('leaves only the file that changed since the preview', async () => {
  const { id: root_id, path } = await makeRoot('changed');
  const preview = await ended(await ask({ type: 'organize', root_id }));
  await writeFile(join(path, 'table.csv'), 'a,b,c');
  await post(`${preview.id}/apply`, { plan_digest: preview.plan_digest ?? '' });
  const done = await ended(preview);
  assert.partialDeepStrictEqual(done, { status: 'completed_with_errors', files_completed: 2, files_skipped: 1 });
  assert.equal(await readFile(join(path, 'table.csv'), 'utf8'), 'a,b,c');
});

test('of two who carry out one plan at once, one is too late', async () => {
  const { id: root_id } = await makeRoot('twice');
  const preview = await ended(await ask({ type: 'organize', root_id }));
  const body = { plan_digest: preview.plan_digest ?? '' };
  const both = await Promise.all([post(`${preview.id}/apply`, body), post(`${preview.id}/apply`, body)]);
  assert.deepEqual(both.map(({ status }) => status).sort(), [202, 409]);
  assert.equal((await ended(preview)).status, 'completed');
});

test('carries out operations on overlapping folders one after the other', async () => {
  const { id: root_id } = await makeRoot('queue');
  const all = await Promise.all([
    ask({ type: 'organize', root_id, dry_run: false }),
    ask({ type: 'organize', root_id, path: 'inner', dry_run: false }),
    ask({ type: 'scan', root_id }),
  ]);
  const results = await Promise.all(all.map(ended));
  for (const { status, error } of results) assert.match(status, /^completed|^failed/, JSON.stringify(error));
});

test('scans, and says what is there twice', async () => {
  const { id: root_id, path } = await makeRoot('scan');
  await writeFile(join(path, 'copy.txt'), 'Dear diary');
  const done = await ended(await ask({ type: 'scan', root_id }));
  assert.partialDeepStrictEqual(done, { status: 'completed', files_scanned: 4, duplicates_found: 1 });
  const { rows } = await api.database.pool.query('select file_count from duplicate_group where operation_id = $1', [
    done.id,
  ]);
  assert.deepEqual(rows, [{ file_count: 2 }]);
});

test('quarantines duplicates and brings them back', async () => {
  const { id: root_id, path } = await makeRoot('dedupe');
  await writeFile(join(path, 'inner', 'copy.txt'), 'Dear diary');
  const body = { type: 'deduplicate', root_id, keep: ['shortest_path'], action: 'quarantine', dry_run: false };
  const done = await ended(await ask(body));
  assert.partialDeepStrictEqual(done, { status: 'completed', files_completed: 1 });
  assert.ok(!(await readdir(join(path, 'inner'))).includes('copy.txt'));
  const back = await ended((await post(`${done.id}/rollback`)).body as Operation);
  assert.equal(back.status, 'completed');
  assert.ok((await readdir(join(path, 'inner'))).includes('copy.txt'));
});

test('refuses to take back what moved nothing', async () => {
  const { id: root_id, path } = await makeRoot('nothing');
  for (const name of ['diary.txt', 'table.csv', 'inner/cat.png']) await rm(join(path, name));
  const done = await ended(await ask({ type: 'organize', root_id, dry_run: false }));
  assert.partialDeepStrictEqual(done, { status: 'completed', files_planned: 0 });
  assert.partialDeepStrictEqual(await post(`${done.id}/rollback`), { status: 409, body: { code: 'wrong_state' } });
});

test('cancels a plan, which then cannot be carried out', async () => {
  const { id: root_id } = await makeRoot('cancel');
  const preview = await ended(await ask({ type: 'organize', root_id }));
  assert.partialDeepStrictEqual(await post(`${preview.id}/cancel`), { status: 202, body: { status: 'cancelled' } });
  assert.equal((await post(`${preview.id}/apply`, { plan_digest: preview.plan_digest ?? '' })).status, 409);
  assert.equal((await post(`${preview.id}/cancel`)).status, 409);
});

test('says what is wrong with a request, and keeps nothing of it', async () => {
  const { id: root_id } = await makeRoot('wrong');
  const wrong: [object, number][] = [
    [{ type: 'organize' }, 400],
    [{ type: 'organize', root_id, more: 1 }, 400],
    [{ type: 'organize', root_id, by: 'nonsense' }, 400],
    [{ type: 'organize', root_id, by: 'category', template: '{name}' }, 400],
    [{ type: 'organize', root_id, path: '../other' }, 400],
    [{ type: 'organize', root_id, path: '/etc' }, 400],
    [{ type: 'organize', root_id, path: 'a\0b' }, 400],
    [{ type: 'organize', root_id, destination_path: '/etc' }, 404],
    [{ type: 'organize', root_id, destination_path: '../../etc' }, 400],
    [{ type: 'organize', root_id, mode: 'copy' }, 400],
    [{ type: 'scan', root_id, by: 'category' }, 400],
    [{ type: 'organize', root_id: '00000000-0000-0000-0000-000000000000' }, 404],
  ];
  for (const [body, status] of wrong) {
    const answer = await api.call('POST', '/api/v1/operations', { token: api.owner.token, body });
    assert.equal(answer.status, status, JSON.stringify([body, answer.body]));
  }
  const listed = await api.call('GET', `/api/v1/operations?root_id=${root_id}`, { token: api.owner.token });
  assert.deepEqual(listed.body, { items: [], next_cursor: null });
});

test('fails an operation whose folder is not there, and says why', async () => {
  const { id: root_id } = await makeRoot('gone');
  const failed = await ended(await ask({ type: 'organize', root_id, path: 'nowhere' }));
  assert.partialDeepStrictEqual(failed, { status: 'failed', error: { code: 'source_not_found' } });
});

test('shows and gives a user what their role on the root allows, and nothing more', async () => {
  const { id: root_id } = await makeRoot('roles');
  const [stranger, viewer, proposer] = await Promise.all(
    ['stranger', 'viewer', 'proposer'].map((name) => api.makeUser(`${name}@example.org`)),
  );
  assert.ok(stranger && viewer && proposer);
  const grants = [
    { user_id: api.owner.id, role: 'approver' },
    { user_id: viewer.id, role: 'viewer' },
    { user_id: proposer.id, role: 'proposer' },
  ];
  await api.call('PUT', `/api/v1/roots/${root_id}/grants`, { token: api.owner.token, body: { grants } });
  const preview = await ended(await ask({ type: 'organize', root_id }, proposer));
  const get = async (user: TestUser) =>
    (await api.call('GET', `/api/v1/operations/${preview.id}`, { token: user.token })).status;
  assert.deepEqual(await Promise.all([stranger, viewer, proposer].map(get)), [404, 200, 200]);
  const body = { type: 'organize', root_id };
  const status = async (user: TestUser, more: object = {}) =>
    (await api.call('POST', '/api/v1/operations', { token: user.token, body: { ...body, ...more } })).status;
  assert.deepEqual(await Promise.all([stranger, viewer].map((user) => status(user))), [404, 403]);
  assert.equal(await status(proposer, { dry_run: false }), 403);
  const digest = { plan_digest: preview.plan_digest ?? '' };
  for (const [user, expected] of [
    [stranger, 404],
    [viewer, 403],
    [proposer, 403],
  ] as const) {
    assert.equal((await post(`${preview.id}/apply`, digest, user)).status, expected);
    assert.equal((await post(`${preview.id}/rollback`, undefined, user)).status, expected);
  }
});

test('hides an operation between two roots from whoever may see only one of them', async () => {
  const from = await makeRoot('from');
  const to = await makeRoot('to');
  const half = await api.makeUser('half@example.org');
  const both = await api.makeUser('both@example.org');
  const grant = (root_id: string, others: object[]) =>
    api.call('PUT', `/api/v1/roots/${root_id}/grants`, {
      token: api.owner.token,
      body: { grants: [{ user_id: api.owner.id, role: 'approver' }, ...others] },
    });
  await grant(from.id, [
    { user_id: half.id, role: 'approver' },
    { user_id: both.id, role: 'approver' },
  ]);
  await grant(to.id, [{ user_id: both.id, role: 'viewer' }]);
  const preview = await ended(await ask({ type: 'organize', root_id: from.id, destination_path: to.path }));
  assert.equal(preview.status, 'planned', JSON.stringify(preview.error));
  for (const path of ['', '/plan', '/problems', '/duplicates']) {
    const url = `/api/v1/operations/${preview.id}${path}`;
    assert.equal((await api.call('GET', url, { token: half.token })).status, 404, path);
    assert.equal((await api.call('GET', url, { token: both.token })).status, 200, path);
  }
  const listed = await api.call('GET', `/api/v1/operations?root_id=${from.id}`, { token: half.token });
  assert.deepEqual((listed.body as { items: unknown[] }).items, []);
  const digest = { plan_digest: preview.plan_digest ?? '' };
  assert.equal((await post(`${preview.id}/apply`, digest, half)).status, 404);
  assert.equal((await post(`${preview.id}/apply`, digest, both)).status, 403, 'a viewer of the one is no approver');
});

test('sorts into categories of people’s own', async () => {
  const { id: root_id, path } = await makeRoot('custom');
  const made = await api.call('POST', '/api/v1/categories', {
    token: api.owner.token,
    body: { name: 'Tables', extensions: ['csv'], keywords: [], color: '#336699', icon: 'table' },
  });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const done = await ended(await ask({ type: 'organize', root_id, dry_run: false }));
  assert.equal(done.status, 'completed');
  assert.deepEqual(await readdir(join(path, 'Tables')), ['table.csv']);
});

test('never leaves a root over a link, whatever is named', async () => {
  const { id: root_id, path } = await makeRoot('linked');
  const outside = join(api.folder, 'outside');
  await mkdir(join(outside, 'deeper'), { recursive: true });
  await writeFile(join(outside, 'secret.txt'), 'mine');
  await writeFile(join(outside, 'deeper', 'secret.txt'), 'mine');
  await symlink(outside, join(path, 'link'));
  const bodies = [
    { type: 'scan', root_id, path: 'link' },
    { type: 'scan', root_id, path: 'link/deeper' },
    { type: 'organize', root_id, path: 'link', dry_run: false },
    { type: 'deduplicate', root_id, path: 'link/deeper', dry_run: false },
  ];
  for (const body of bodies) {
    const failed = await ended(await ask(body));
    assert.partialDeepStrictEqual(failed, { status: 'failed', error: { code: 'source_not_found' } });
  }
  const into = await ended(await ask({ type: 'organize', root_id, destination_path: 'link/new', dry_run: false }));
  assert.match(into.status, /^(completed|completed_with_errors|failed)$/);
  assert.ok((await lstat(join(path, 'link'))).isSymbolicLink(), 'the link is as it was');
  assert.deepEqual((await readdir(outside, { recursive: true })).sort(), ['deeper', 'deeper/secret.txt', 'secret.txt']);
  const explained = await api.call('POST', '/api/v1/explain', {
    token: api.owner.token,
    body: { root_id, path: 'link/secret.txt' },
  });
  assert.equal(explained.status, 404, JSON.stringify(explained.body));
});
