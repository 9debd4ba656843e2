import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Operation } from '@kempt/contracts/api';
import { startEmbeddedPostgres } from '../../src/platform/db/embedded-postgres.ts';
import { startKempt, type KemptService } from '../../src/testing/kempt-service.ts';
import { createTestDatabase, stopOwnCluster } from '../../src/testing/test-database.ts';

const places: string[] = [];
after(async () => {
  for (const place of places) await rm(place, { recursive: true, force: true });
  await stopOwnCluster();
});

async function makePlace(): Promise<string> {
  const place = await realpath(await mkdtemp(join(tmpdir(), 'ks-')));
  await chmod(place, 0o711);
  places.push(place);
  return place;
}

/** What a person with curl sees. */
class Person {
  readonly #url: string;
  #token = '';

  constructor(url: string) {
    this.#url = url;
  }

  async call(method: string, path: string, body?: object): Promise<{ status: number; body: unknown }> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        ...(this.#token === '' ? {} : { authorization: `Bearer ${this.#token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
  }

  async setUp(token: string): Promise<void> {
    const account = { email: 'ada@example.org', password: 'correct horse battery', name: 'Ada' };
    const { status, body } = await this.call('POST', '/api/v1/setup', { token, ...account });
    assert.equal(status, 201, JSON.stringify(body));
    this.#token = (body as { access_token: string }).access_token;
  }

  async makeRoot(path: string): Promise<string> {
    const { status, body } = await this.call('POST', '/api/v1/roots', { name: 'Files', path });
    assert.equal(status, 201, JSON.stringify(body));
    return (body as { id: string }).id;
  }

  async ask(body: object): Promise<Operation> {
    const { status, body: made } = await this.call('POST', '/api/v1/operations', body);
    assert.equal(status, 202, JSON.stringify(made));
    return made as Operation;
  }

  async until({ id }: Pick<Operation, 'id'>, fits: (found: Operation) => boolean): Promise<Operation> {
    for (;;) {
      const { status, body } = await this.call('GET', `/api/v1/operations/${id}`);
      if (status === 200 && fits(body as Operation)) return body as Operation;
      await sleep(30);
    }
  }

  ended(operation: Pick<Operation, 'id'>): Promise<Operation> {
    return this.until(operation, ({ status }) => status !== 'pending' && status !== 'running');
  }
}

async function signUp(service: KemptService): Promise<Person> {
  const [, token = ''] = await service.line(/^Set up: http:\S+\/setup\?token=(\S+)$/);
  const [, url = ''] = await service.line(/^Kempt is ready: (http:\/\/127\.0\.0\.1:\d+)$/);
  const person = new Person(url);
  await person.setUp(token);
  return person;
}

/** Files of which each takes a while when they are copied: the operation lasts long enough to be stopped in it. */
async function makeFiles(folder: string, count: number, size = 10): Promise<void> {
  await mkdir(folder, { recursive: true });
  const old = new Date(Date.now() - 60_000);
  for (let i = 0; i < count; i++) {
    const path = join(folder, `file-${i}.txt`);
    await writeFile(path, `${i}`.padEnd(size, 'x'));
    await utimes(path, old, old);
  }
}

async function countFiles(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).length;
}

test('starts with nothing installed, is set up once, organizes a folder and takes it back', async () => {
  const place = await makePlace();
  const folder = join(place, 'files');
  await makeFiles(folder, 5);
  const env = { KEMPT_HOME: join(place, 'h') };
  const service = startKempt(['serve'], env);
  const person = await signUp(service);
  assert.ok(!service.errors().includes('token='), 'the log never holds the token');
  const root_id = await person.makeRoot(folder);
  const done = await person.ended(await person.ask({ type: 'organize', root_id, dry_run: false }));
  assert.equal(done.status, 'completed', JSON.stringify(done));
  service.kill('SIGTERM');
  assert.equal(await service.ended, 0);

  const again = startKempt(['serve'], env);
  const [, url = ''] = await again.line(/^Kempt is ready: (\S+)$/);
  assert.deepEqual(again.lines.length, 1, 'no second set-up link');
  const back = new Person(url);
  const login = await back.call('POST', '/api/v1/auth/login', {
    email: 'ada@example.org',
    password: 'correct horse battery',
  });
  assert.equal(login.status, 200);
  again.kill('SIGKILL');
  await again.ended;

  const third = startKempt(['serve'], env);
  await third.line(/^Kempt is ready/);
  const second = startKempt(['serve'], env);
  assert.equal(await second.ended, 3, 'two services on one database are refused');
  assert.match(second.errors(), /Another Kempt service uses this database/);
  third.kill('SIGTERM');
  assert.equal(await third.ended, 0, third.errors());
});

test('another worker finishes what a killed one began, and every file is there once', async () => {
  const place = await makePlace();
  const folder = join(place, 'files');
  await makeFiles(folder, 3000, 4000);
  const database = await createTestDatabase();
  const env = { KEMPT_HOME: join(place, 'h'), DATABASE_URL: database.url, KEMPT_LEASE_SECONDS: '2' };
  const service = startKempt(['serve'], { ...env, KEMPT_WORKERS: '0' });
  try {
    const person = await signUp(service);
    const root_id = await person.makeRoot(folder);
    await mkdir(join(place, 'sorted'));
    for (const wanted of ['running', 'scanning', 'planning', 'applying']) {
      const first = startKempt(['worker'], env);
      await first.line(/waiting for operations/);
      const asked = await person.ask({ type: 'organize', root_id, by: 'extension', dry_run: false });
      await person.until(
        asked,
        ({ status, progress }) =>
          (wanted === 'running' ? status : progress?.phase) === wanted || !['pending', 'running'].includes(status),
      );
      first.kill('SIGKILL');
      await first.ended;
      const second = startKempt(['worker'], env);
      const done = await person.ended(asked);
      assert.match(done.status, /^completed/, JSON.stringify(done));
      assert.equal(await countFiles(folder), 3000);
      const rolled = await person.call('POST', `/api/v1/operations/${asked.id}/rollback`);
      assert.equal(rolled.status, 202, JSON.stringify(rolled.body));
      const back = await person.ended(rolled.body as Operation);
      assert.equal(back.status, 'completed', JSON.stringify(back));
      assert.equal((await readdir(folder)).length, 3000);
      second.kill('SIGTERM');
      assert.equal(await second.ended, 0, second.errors());
    }
  } finally {
    service.kill('SIGTERM');
    await service.ended;
    await database.drop();
  }
});

test('a worker that was stopped past its lease does no harm when it goes on', async () => {
  const place = await makePlace();
  const folder = join(place, 'files');
  await makeFiles(folder, 3000);
  const database = await createTestDatabase();
  const env = { KEMPT_HOME: join(place, 'h'), DATABASE_URL: database.url, KEMPT_LEASE_SECONDS: '2' };
  const service = startKempt(['serve'], { ...env, KEMPT_WORKERS: '0' });
  try {
    const person = await signUp(service);
    const root_id = await person.makeRoot(folder);
    const first = startKempt(['worker'], env);
    await first.line(/waiting for operations/);
    const asked = await person.ask({ type: 'organize', root_id, dry_run: false });
    await person.until(asked, ({ status }) => status !== 'pending');
    first.kill('SIGSTOP');
    const second = startKempt(['worker'], env);
    await second.line(/waiting for operations/);
    await sleep(4000);
    first.kill('SIGCONT');
    const done = await person.ended(asked);
    assert.match(done.status, /^completed/, JSON.stringify(done));
    assert.equal(await countFiles(folder), 3000);
    const { rows } = await database.pool.query(
      'select count(*)::int as records, count(distinct id)::int as ids from file_record where operation_id = $1',
      [asked.id],
    );
    assert.deepEqual(rows, [{ records: 3000, ids: 3000 }]);
    for (const worker of [first, second]) {
      worker.kill('SIGTERM');
      await worker.ended;
    }
  } finally {
    service.kill('SIGTERM');
    await service.ended;
    await database.drop();
  }
});

test('hands back what it cannot finish when it is told to stop, and the next one goes on', async () => {
  const place = await makePlace();
  const folder = join(place, 'files');
  await makeFiles(folder, 3000);
  const database = await createTestDatabase();
  const env = { KEMPT_HOME: join(place, 'h'), DATABASE_URL: database.url };
  const service = startKempt(['serve'], { ...env, KEMPT_WORKERS: '0' });
  try {
    const person = await signUp(service);
    const root_id = await person.makeRoot(folder);
    const first = startKempt(['worker'], env);
    await first.line(/waiting for operations/);
    const asked = await person.ask({ type: 'organize', root_id, dry_run: false });
    await person.until(asked, ({ status }) => status !== 'pending');
    const began = performance.now();
    first.kill('SIGTERM');
    assert.equal(await first.ended, 0, first.errors());
    assert.ok(performance.now() - began < 10_000, 'within ten seconds');
    const second = startKempt(['worker'], env);
    assert.match((await person.ended(asked)).status, /^completed/);
    assert.equal(await countFiles(folder), 3000);
    second.kill('SIGTERM');
    await second.ended;
  } finally {
    service.kill('SIGTERM');
    await service.ended;
    await database.drop();
  }
});

test('shows what the command line did, and takes it back', async () => {
  const place = await makePlace();
  const folder = join(place, 'files');
  await makeFiles(folder, 5);
  const env = { KEMPT_HOME: join(place, 'h') };
  const service = startKempt(['serve'], env);
  try {
    const person = await signUp(service);
    await person.makeRoot(folder);
    const cli = startKempt(['organize', folder, '--yes', '--json'], env);
    assert.equal(await cli.ended, 0, cli.errors());
    const list = async (): Promise<readonly Operation[]> =>
      ((await person.call('GET', '/api/v1/operations')).body as { items: Operation[] }).items;
    let [found] = await list();
    for (; found === undefined; [found] = await list()) await sleep(100);
    assert.partialDeepStrictEqual(found, { type: 'organize', status: 'completed', files_completed: 5, user_id: null });
    const rolled = await person.call('POST', `/api/v1/operations/${found.id}/rollback`);
    assert.equal((await person.ended(rolled.body as Operation)).status, 'completed');
    assert.equal((await readdir(folder)).length, 5);
    const undone = startKempt(['undo'], env);
    assert.equal(await undone.ended, 4, 'the command line knows that there is nothing left to undo');
  } finally {
    service.kill('SIGTERM');
    await service.ended;
  }
});

test('goes on when the database was gone for a while in the middle of an operation', async () => {
  const place = await makePlace();
  const folder = join(place, 'files');
  await makeFiles(folder, 3000);
  const stateFolder = join(place, 'd');
  await mkdir(stateFolder);
  let cluster = await startEmbeddedPostgres({ stateFolder });
  const env = { KEMPT_HOME: join(place, 'h'), DATABASE_URL: cluster.url };
  const service = startKempt(['serve'], env);
  try {
    const person = await signUp(service);
    const root_id = await person.makeRoot(folder);
    const asked = await person.ask({ type: 'organize', root_id, dry_run: false });
    await person.until(asked, ({ status }) => status !== 'pending');
    // The sessions of the service end with it.
    await stopHard(stateFolder);
    const refused = await person.call('GET', '/api/v1/operations');
    assert.partialDeepStrictEqual(refused, { status: 503, body: { code: 'database_unavailable' } });
    await sleep(1500);
    cluster = await startEmbeddedPostgres({ stateFolder });
    const done = await person.ended(asked);
    assert.equal(done.status, 'completed', JSON.stringify(done));
    assert.equal(await countFiles(folder), 3000);
  } finally {
    service.kill('SIGTERM');
    assert.equal(await service.ended, 0, service.errors());
    await cluster.stop();
  }
});

/** Ends PostgreSQL at once, as a crash does. */
async function stopHard(stateFolder: string): Promise<void> {
  const pidFile = join(stateFolder, 'postgres', 'data-18', 'postmaster.pid');
  const pid = Number((await readFile(pidFile, 'utf8')).split('\n')[0]);
  process.kill(pid, 'SIGQUIT');
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await sleep(20);
  }
}
