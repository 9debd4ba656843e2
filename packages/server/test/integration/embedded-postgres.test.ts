import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbeddedPostgres } from '../../src/platform/db/embedded-postgres.ts';
import { keepEmbeddedPostgres } from '../../src/platform/db/keep-embedded-postgres.ts';
import { withClient } from '../../src/platform/db/with-client.ts';
import { endPostgres } from '../../src/testing/end-postgres.ts';
import { startKempt } from '../../src/testing/kempt-service.ts';
import { countFiles, endService, makeFiles, makePlace, signUp } from './service-house.ts';

const DATA = 'data-18';

/** Hears what happens, and waits for it. */
function listen() {
  const heard: string[] = [];
  const note = (what: string) => () => void heard.push(what);
  return {
    watcher: { onEnd: note('end'), onFailure: note('failure'), onRestart: note('restart') },
    heard,
    until: async (what: string) => {
      while (heard.at(-1) !== what) await sleep(10);
    },
  };
}

/** A database that is kept running until the end of the block that says `await using`, with a table of nine rows. */
async function keepFilled(stateFolder: string) {
  const { watcher, heard, until } = listen();
  const { url, stop: end } = await keepEmbeddedPostgres({ stateFolder }, watcher);
  await withClient(url, 'kempt test', (client) => client.query('create table thing as select generate_series(1, 9)'));
  return { url, stop: () => end(), heard, until, [Symbol.asyncDispose]: () => end() };
}

/** The first start may find the last sessions of a killed database, which is told once; the next one does not. */
const RESTARTED = /^end (failure )?restart$/;

const countRows = (url: string): Promise<number | null> =>
  withClient(url, 'kempt test', async (client) => (await client.query('select from thing')).rowCount);

test('a database that is killed starts again with all that was acknowledged, as often as it takes', async () => {
  await using place = await makePlace();
  const stateFolder = join(place.path, 's');
  await using kept = await keepFilled(stateFolder);
  const { url, stop, heard, until } = kept;
  for (let time = 0; time < 2; time++) {
    heard.length = 0;
    await endPostgres(stateFolder, 'SIGKILL');
    await until('restart');
    assert.match(heard.join(' '), RESTARTED);
    assert.equal(await countRows(url), 9);
  }
  await stop();
  assert.match(heard.join(' '), RESTARTED, 'one that is stopped is left in peace');
  await assert.rejects(countRows(url));
});

test('tables that are away for a while are waited for, and never replaced by empty ones', async () => {
  await using place = await makePlace();
  const stateFolder = join(place.path, 's');
  await using kept = await keepFilled(stateFolder);
  const { url, stop, heard, until } = kept;
  const data = join(stateFolder, 'postgres', DATA);
  await endPostgres(stateFolder, 'SIGKILL');
  await rename(data, `${data}-away`);
  await until('failure');
  await sleep(1500);
  assert.deepEqual(heard, ['end', 'failure'], 'told once');
  await rename(`${data}-away`, data);
  await until('restart');
  assert.equal(await countRows(url), 9);

  await endPostgres(stateFolder, 'SIGKILL');
  await rename(data, `${data}-away`);
  await until('failure');
  await stop();
  assert.deepEqual((await readdir(join(stateFolder, 'postgres'))).includes(DATA), false);
});

test('removes what a start that was killed had begun, and nothing else', async () => {
  await using place = await makePlace();
  const stateFolder = join(place.path, 's');
  const folder = join(stateFolder, 'postgres');
  const gone = 2 ** 30;
  for (const left of [`${DATA}.making-${gone}`, `${DATA}.making-${process.ppid}`, `${DATA}.mine`]) {
    await mkdir(join(folder, left), { recursive: true });
    await writeFile(join(folder, left, 'PG_VERSION'), '18\n');
  }
  const started = await startEmbeddedPostgres({ stateFolder });
  await started.stop();
  const names = (await readdir(folder)).filter((name) => name.startsWith(DATA));
  assert.deepEqual(names.toSorted(), [DATA, `${DATA}.making-${process.ppid}`, `${DATA}.mine`]);
});

test('leaves a data folder alone that it does not know, and says what to do', async () => {
  await using place = await makePlace();
  const stateFolder = join(place.path, 's');
  const data = join(stateFolder, 'postgres', DATA);
  await mkdir(data, { recursive: true });
  await writeFile(join(data, 'mine.txt'), 'mine');
  await assert.rejects(startEmbeddedPostgres({ stateFolder }), {
    code: 'database_unavailable',
    message: `${data} is there, and is no data folder of PostgreSQL.`,
    hint: /move it away/,
  });
  assert.equal(await readFile(join(data, 'mine.txt'), 'utf8'), 'mine');
  const left = (await readdir(join(stateFolder, 'postgres'))).filter((name) => name.startsWith(DATA));
  assert.deepEqual(left, [DATA]);
});

test('refuses tables of which it cannot be read whether they are there, and leaves them alone', async () => {
  await using place = await makePlace();
  const stateFolder = join(place.path, 's');
  const data = join(stateFolder, 'postgres', DATA);
  await mkdir(data, { recursive: true });
  await symlink('PG_VERSION', join(data, 'PG_VERSION'));
  await assert.rejects(startEmbeddedPostgres({ stateFolder }), { code: 'database_unavailable', message: /ELOOP/ });
  assert.deepEqual(await readdir(data), ['PG_VERSION']);
});

test('two that start for the first time at once use one database, in which one of them serves', async () => {
  await using place = await makePlace();
  const env = { KEMPT_HOME: join(place.path, 'h') };
  const services = [startKempt(['serve'], env), startKempt(['serve'], env)];
  const [first] = await Promise.race(services.map(async (service) => [service, await service.ended] as const));
  assert.equal(await first.ended, 3, first.errors());
  assert.match(first.errors(), /Another Kempt service uses this database/);
  const other = services.find((service) => service !== first);
  assert.ok(other);
  await signUp(other);
  await endService(other);
  assert.equal(await other.ended, 0, other.errors());
});

test('a service goes on by itself when its own database is killed in the middle of an operation', async () => {
  await using place = await makePlace();
  const folder = join(place.path, 'files');
  await makeFiles(folder, 3000);
  const stateFolder = join(place.path, 'h');
  const service = startKempt(['serve'], { KEMPT_HOME: stateFolder });
  try {
    const person = await signUp(service);
    const root_id = await person.makeRoot(folder);
    const asked = await person.ask({ type: 'organize', root_id, dry_run: false });
    await person.until(asked, ({ status }) => status !== 'pending');
    await endPostgres(stateFolder, 'SIGKILL');
    const done = await person.ended(asked);
    assert.equal(done.status, 'completed', JSON.stringify(done));
    assert.equal(await countFiles(folder), 3000);
    for (const event of ['lose_embedded_database', 'restart_embedded_database']) {
      assert.equal(service.errors().split(`"event":"${event}"`).length, 2, event);
    }
  } finally {
    await endService(service);
    assert.equal(await service.ended, 0, service.errors());
  }
});
