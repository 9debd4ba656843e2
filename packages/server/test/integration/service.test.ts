import assert from 'node:assert/strict';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Operation } from '@kempt/contracts/api';
import { startEmbeddedPostgres } from '../../src/platform/db/embedded-postgres.ts';
import { endPostgres } from '../../src/testing/end-postgres.ts';
import { startKempt } from '../../src/testing/kempt-service.ts';
import { stopOwnCluster } from '../../src/testing/test-database.ts';
import { countFiles, createPerson, endService, makeFiles, makePlace, openHouse, signUp } from './service-house.ts';

after(() => stopOwnCluster());

test('starts with nothing installed, is set up once, organizes a folder and takes it back', async () => {
  await using place = await makePlace();
  const folder = join(place.path, 'files');
  await makeFiles(folder, 5);
  const env = { KEMPT_HOME: join(place.path, 'h') };
  const service = startKempt(['serve'], env);
  const person = await signUp(service);
  assert.ok(!service.errors().includes('token='), 'the log never holds the token');
  const root_id = await person.makeRoot(folder);
  const done = await person.ended(await person.ask({ type: 'organize', root_id, dry_run: false }));
  assert.equal(done.status, 'completed', JSON.stringify(done));
  assert.equal((await person.ended(await person.command(done, 'rollback'))).status, 'completed');
  assert.equal((await readdir(folder)).length, 5);
  service.kill('SIGTERM');
  assert.equal(await service.ended, 0);

  const again = startKempt(['serve'], env);
  const [, url = ''] = await again.line(/^Kempt is ready: (\S+)$/);
  assert.deepEqual(again.lines.length, 1, 'no second set-up link');
  await createPerson(url).signIn();
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
  await using house = await openHouse({ env: { KEMPT_LEASE_SECONDS: '2' } });
  const { person, place } = house;
  const folder = join(place, 'files');
  await makeFiles(folder, 3000, 4000);
  const root_id = await person.makeRoot(folder);
  for (const wanted of ['running', 'scanning', 'planning', 'applying']) {
    const first = await house.startWorker();
    const asked = await person.ask({ type: 'organize', root_id, by: 'extension', dry_run: false });
    await person.until(
      asked,
      ({ status, progress }) =>
        (wanted === 'running' ? status : progress?.phase) === wanted || !['pending', 'running'].includes(status),
    );
    first.kill('SIGKILL');
    await first.ended;
    const second = await house.startWorker();
    const done = await person.ended(asked);
    assert.match(done.status, /^completed/, JSON.stringify(done));
    assert.equal(await countFiles(folder), 3000);
    const back = await person.ended(await person.command(asked, 'rollback'));
    assert.equal(back.status, 'completed', JSON.stringify(back));
    assert.equal((await readdir(folder)).length, 3000);
    second.kill('SIGTERM');
    assert.equal(await second.ended, 0, second.errors());
  }
});

test('a worker that was stopped past its lease does no harm when it goes on', async () => {
  await using house = await openHouse({ env: { KEMPT_LEASE_SECONDS: '2' } });
  const { person, place, database } = house;
  const folder = join(place, 'files');
  await makeFiles(folder, 3000);
  const root_id = await person.makeRoot(folder);
  const first = await house.startWorker();
  const asked = await person.ask({ type: 'organize', root_id, dry_run: false });
  await person.until(asked, ({ status }) => status !== 'pending');
  first.kill('SIGSTOP');
  await house.startWorker();
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
});

test('hands back what it cannot finish when it is told to stop, and the next one goes on', async () => {
  await using house = await openHouse();
  const { person, place } = house;
  const folder = join(place, 'files');
  await makeFiles(folder, 3000);
  const root_id = await person.makeRoot(folder);
  const first = await house.startWorker();
  const asked = await person.ask({ type: 'organize', root_id, dry_run: false });
  await person.until(asked, ({ status }) => status !== 'pending');
  const began = performance.now();
  first.kill('SIGTERM');
  assert.equal(await first.ended, 0, first.errors());
  assert.ok(performance.now() - began < 10_000, 'within ten seconds');
  await house.startWorker();
  assert.match((await person.ended(asked)).status, /^completed/);
  assert.equal(await countFiles(folder), 3000);
});

test('shows what the command line did, and takes it back', async () => {
  await using house = await openHouse({ serviceEnv: { KEMPT_WORKERS: '1' } });
  const { person, place, env } = house;
  const folder = join(place, 'files');
  await makeFiles(folder, 5);
  await person.makeRoot(folder);
  const cli = startKempt(['organize', folder, '--yes', '--json'], env);
  assert.equal(await cli.ended, 0, cli.errors());
  const list = async (): Promise<readonly Operation[]> =>
    ((await person.call('GET', '/api/v1/operations')).body as { items: Operation[] }).items;
  let [found] = await list();
  for (; found === undefined; [found] = await list()) await sleep(100);
  assert.partialDeepStrictEqual(found, { type: 'organize', status: 'completed', files_completed: 5, user_id: null });
  assert.equal((await person.ended(await person.command(found, 'rollback'))).status, 'completed');
  assert.equal((await readdir(folder)).length, 5);
  const undone = startKempt(['undo'], env);
  assert.equal(await undone.ended, 4, 'the command line knows that there is nothing left to undo');
});

test('goes on when the database was gone for a while in the middle of an operation', async () => {
  await using place = await makePlace();
  const folder = join(place.path, 'files');
  await makeFiles(folder, 3000);
  const stateFolder = join(place.path, 'd');
  await mkdir(stateFolder);
  let cluster = await startEmbeddedPostgres({ stateFolder });
  const service = startKempt(['serve'], { KEMPT_HOME: join(place.path, 'h'), DATABASE_URL: cluster.url });
  try {
    const person = await signUp(service);
    const root_id = await person.makeRoot(folder);
    const asked = await person.ask({ type: 'organize', root_id, dry_run: false });
    await person.until(asked, ({ status }) => status !== 'pending');
    // The sessions of the service end with it.
    await endPostgres(stateFolder);
    const refused = await person.call('GET', '/api/v1/operations');
    assert.partialDeepStrictEqual(refused, { status: 503, body: { code: 'database_unavailable' } });
    await sleep(1500);
    cluster = await startEmbeddedPostgres({ stateFolder });
    const done = await person.ended(asked);
    assert.equal(done.status, 'completed', JSON.stringify(done));
    assert.equal(await countFiles(folder), 3000);
  } finally {
    await endService(service);
    assert.equal(await service.ended, 0, service.errors());
    await cluster.stop();
  }
});
