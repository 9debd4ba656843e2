import assert from 'node:assert/strict';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { Operation } from '@kempt/contracts/api';
import { requireMounts } from '@kempt/engine/testing/require-mounts';
import type { KemptService } from '../../src/testing/kempt-service.ts';
import { stopOwnCluster } from '../../src/testing/test-database.ts';
import { countFiles, makeFiles, mount, openHouse, type Person } from './service-house.ts';

after(() => stopOwnCluster());

const LEASE = { env: { KEMPT_LEASE_SECONDS: '2' } };
const COUNT = 3000;
/** As many as take several batches. */
const MANY = 12_000;
const CHANGED = { status: 'failed', error: { code: 'root_changed' } };

/** Waits until files are moved, and holds the worker there. */
async function holdWhileApplying(person: Person, operation: Operation, worker: KemptService): Promise<void> {
  const found = await person.until(
    operation,
    ({ status, progress }) => progress?.phase === 'applying' || !['pending', 'running'].includes(status),
  );
  worker.kill('SIGSTOP');
  assert.equal(found.progress?.phase, 'applying', JSON.stringify(found));
}

describe('a root whose disk is unmounted in the middle of an operation', () => {
  it('is worked in again once it is back, and nothing is lost when the worker went with it', async (t) => {
    if (!requireMounts(t)) return;
    await using house = await openHouse(LEASE);
    const { person, place } = house;
    const disk = join(place, 'disk');
    await makeFiles(disk, COUNT, 4000);
    const root = mount(join(place, 'root'), '--bind', disk);
    const root_id = await person.makeRoot(root.path);
    const first = await house.startWorker();
    const asked = await person.ask({ type: 'organize', root_id, by: 'extension', dry_run: false });
    await holdWhileApplying(person, asked, first);
    root[Symbol.dispose]();
    first.kill('SIGKILL');
    await first.ended;
    await house.startWorker();
    assert.partialDeepStrictEqual(await person.ended(asked), CHANGED);
    assert.partialDeepStrictEqual(await person.ended(await person.ask({ type: 'scan', root_id })), CHANGED);
    assert.deepEqual(await readdir(root.path), [], 'nothing was put below the mount');
    assert.equal(await countFiles(disk), COUNT);

    using again = mount(root.path, '--bind', disk);
    const done = await person.ended(await person.command(asked, 'resume'));
    assert.match(done.status, /^completed/, JSON.stringify(done));
    assert.equal(await countFiles(disk), COUNT);
    assert.equal((await person.ended(await person.command(asked, 'rollback'))).status, 'completed');
    assert.equal((await readdir(again.path)).length, COUNT);
  });

  it('is worked in to the end by a worker that holds it, and takes the rollback once it is back', async (t) => {
    if (!requireMounts(t)) return;
    await using house = await openHouse(LEASE);
    const { person, place } = house;
    const disk = join(place, 'disk');
    await makeFiles(disk, COUNT);
    const root = mount(join(place, 'root'), '--bind', disk);
    const root_id = await person.makeRoot(root.path);
    const worker = await house.startWorker();
    const asked = await person.ask({ type: 'organize', root_id, by: 'extension', dry_run: false });
    await holdWhileApplying(person, asked, worker);
    root[Symbol.dispose]();
    worker.kill('SIGCONT');
    const done = await person.ended(asked);
    assert.match(done.status, /^completed|^failed/, JSON.stringify(done));
    assert.equal(await countFiles(disk), COUNT);
    assert.partialDeepStrictEqual(await person.ended(await person.command(asked, 'rollback')), CHANGED);

    using again = mount(root.path, '--bind', disk);
    assert.equal((await person.ended(await person.command(asked, 'rollback'))).status, 'completed');
    assert.equal((await readdir(again.path)).length, COUNT);
  });
});

/** Writes until nothing more fits. */
async function fillDisk(path: string): Promise<void> {
  await assert.rejects(writeFile(path, Buffer.alloc(256 * 1024 * 1024)), { code: 'ENOSPC' });
}

describe('a disk that is full in the middle of an operation', () => {
  it('gets no half of a file, and each that did not fit is named', async (t) => {
    if (!requireMounts(t)) return;
    await using house = await openHouse(LEASE);
    const { person, place } = house;
    const folder = join(place, 'files');
    await makeFiles(folder, MANY, 4000);
    using disk = mount(join(place, 'disk'), '-t', 'tmpfs', '-o', 'size=96m', 'tmpfs');
    const into = join(disk.path, 'copies');
    await mkdir(into);
    const root_id = await person.makeRoot(folder);
    await person.makeRoot(into);
    const worker = await house.startWorker();
    const asked = await person.ask({
      type: 'organize',
      root_id,
      destination_path: into,
      mode: 'copy',
      by: 'extension',
      dry_run: false,
    });
    await holdWhileApplying(person, asked, worker);
    await fillDisk(join(disk.path, 'filling'));
    worker.kill('SIGCONT');
    const done = await person.ended(asked);
    assert.equal(done.status, 'completed_with_errors', JSON.stringify(done));
    assert.equal(done.files_completed + done.files_failed, MANY);
    const failed = await person.call('GET', `/api/v1/files?operation_id=${asked.id}&status=failed&limit=1000`);
    const { items } = failed.body as { items: { error_code: string; error_message: string }[] };
    assert.ok(items.length > 0 && items.every(({ error_code: code }) => code === 'no_space_left'));
    assert.equal((await readdir(folder)).length, MANY);
    assert.equal(await countFiles(into), done.files_completed);

    await rm(join(disk.path, 'filling'));
    const back = await person.ended(await person.command(asked, 'rollback'));
    assert.equal(back.status, 'completed', JSON.stringify(back));
    assert.equal(await countFiles(into), 0);
  });

  it('as state folder fails the operation in words, which goes on when there is room', async (t) => {
    if (!requireMounts(t)) return;
    await using house = await openHouse({ ...LEASE, stateDisk: '64m' });
    const { person, place } = house;
    const folder = join(place, 'files');
    await makeFiles(folder, MANY);
    const root_id = await person.makeRoot(folder);
    const worker = await house.startWorker();
    const asked = await person.ask({ type: 'organize', root_id, by: 'extension', dry_run: false });
    await holdWhileApplying(person, asked, worker);
    const filling = join(place, 'h', 'filling');
    await fillDisk(filling);
    worker.kill('SIGCONT');
    const failed = await person.ended(asked);
    assert.partialDeepStrictEqual(failed, { status: 'failed', error: { code: 'state_unwritable' } });
    assert.equal(await countFiles(folder), MANY);
    const refused = await person.ended(await person.ask({ type: 'organize', root_id, dry_run: false }));
    assert.partialDeepStrictEqual(refused, { status: 'failed', error: { code: 'state_unwritable' } });

    await rm(filling);
    const done = await person.ended(await person.command(asked, 'resume'));
    assert.match(done.status, /^completed/, JSON.stringify(done));
    assert.equal(await countFiles(folder), MANY);
    assert.equal((await person.ended(await person.command(asked, 'rollback'))).status, 'completed');
    assert.equal((await readdir(folder)).length, MANY);
  });
});

const HOUR_MS = 3_600_000;

/** Settings of a process whose clock is wrong. */
function shiftedBy(ms: number): Readonly<Record<string, string>> {
  const preload = new URL('./shifted-clock.ts', import.meta.url);
  return { NODE_OPTIONS: `--import=${preload.href}`, SHIFT_CLOCK_MS: String(ms) };
}

describe('a clock that is wrong by an hour', () => {
  for (const [words, shift] of [
    ['ahead', HOUR_MS],
    ['behind', -HOUR_MS],
  ] as const) {
    it(`${words} in one worker takes no operation from it and gives it none of others`, async () => {
      await using house = await openHouse(LEASE);
      const { person, place, database } = house;
      const folder = join(place, 'files');
      await makeFiles(folder, COUNT, 4000);
      const root_id = await person.makeRoot(folder);
      await house.startWorker(shiftedBy(shift));
      const asked = await person.ask({ type: 'organize', root_id, by: 'extension', dry_run: false });
      await person.until(asked, ({ status }) => status !== 'pending');
      await house.startWorker();
      const done = await person.ended(asked);
      assert.partialDeepStrictEqual(done, { status: 'completed', files_completed: COUNT });
      const { rows } = await database.pool.query(
        `select fencing_token, created_at <= started_at and started_at <= completed_at as in_order
         from operation where id = $1`,
        [asked.id],
      );
      assert.deepEqual(rows, [{ fencing_token: 1, in_order: true }]);
      const back = await person.ended(await person.command(asked, 'rollback'));
      assert.equal(back.status, 'completed', JSON.stringify(back));
      assert.equal((await readdir(folder)).length, COUNT);
    });

    it(`${words} all at once costs people a renewed token at most, and operations nothing`, async () => {
      await using house = await openHouse({ ...LEASE, serviceEnv: { ...shiftedBy(shift), KEMPT_WORKERS: '1' } });
      const { person, place, service } = house;
      const folder = join(place, 'files');
      await makeFiles(folder, COUNT, 4000);
      const refreshToken = await person.signIn();
      const root_id = await person.makeRoot(folder);
      const asked = await person.ask({ type: 'organize', root_id, by: 'extension', dry_run: false });
      await person.until(asked, ({ status }) => status !== 'pending');
      service.kill('SIGUSR2');
      const { status } = await person.call('GET', '/api/v1/auth/me');
      assert.ok(shift < 0 ? status === 200 : [200, 401].includes(status), String(status));
      await person.refresh(refreshToken);
      assert.partialDeepStrictEqual(await person.ended(asked), { status: 'completed', files_completed: COUNT });
    });
  }
});
