import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { makeExt4Image } from '@kempt/engine/testing/ext4-image';
import { requireMounts } from '@kempt/engine/testing/require-mounts';
import { requireTool } from '@kempt/engine/testing/require-tool';
import { makeWorkplace } from '@kempt/engine/testing/workplace';
import { crowdNames, makeCrowd } from '../support/crowd.ts';
import { assertNothingLost, assertTakenBack, makeScene, readResult, type FaultScene } from '../support/fault-scene.ts';
import { kempt, temporaryFolder } from '../support/kempt-process.ts';
import { pauseKempt, type PausedKempt } from '../support/paused-kempt.ts';

/** They move in this order. */
const IMAGES = crowdNames(3).map((name) => `pictures/${name.replace('.txt', '.jpg')}`);
const TEXTS = crowdNames(5).map((name) => `texts/${name}`);

function fill(root: string): void {
  makeCrowd(root, [...IMAGES, ...TEXTS]);
}

/** To root everything is permitted, unless it gives that up. */
const WITHOUT_RIGHTS = process.geteuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] : [];

function isPossible(t: TestContext): boolean {
  return requireTool(t, 'strace') && (WITHOUT_RIGHTS.length === 0 || requireTool(t, 'setpriv'));
}

/** Organizes and stops right behind a call. */
function pause(scene: FaultScene, at: { call: string; when: string; inject?: string[] }): Promise<PausedKempt> {
  return pauseKempt(scene.organize, { ...at, through: WITHOUT_RIGHTS }, scene.options);
}

describe('a folder that may not be changed any more', { concurrency: 2 }, () => {
  it('takes no further files; those of other folders go on', async (t) => {
    if (!isPossible(t)) return;
    const scene = makeScene({ fill });
    const paused = await pause(scene, { call: 'renameat2', when: '1' });
    const closed = join(scene.root, 'images');
    chmodSync(closed, 0o555);
    paused.resume();
    const result = readResult(await paused.ended);
    chmodSync(closed, 0o755);
    assert.deepEqual([result.code, result.status], [1, 'completed_with_errors']);
    assert.deepEqual(result.problems, ['file-0001.jpg permission_denied', 'file-0002.jpg permission_denied']);
    assert.deepEqual([result.completed, result.failed], [1 + TEXTS.length, 2]);
    assertNothingLost(scene);
    await assertTakenBack(scene);
  });

  it('keeps the files that are still in it', async (t) => {
    if (!isPossible(t)) return;
    const scene = makeScene({ fill });
    const paused = await pause(scene, { call: 'renameat2', when: String(IMAGES.length + 1) });
    const closed = join(scene.root, 'texts');
    chmodSync(closed, 0o555);
    paused.resume();
    const result = readResult(await paused.ended);
    chmodSync(closed, 0o755);
    assert.deepEqual([result.code, result.status], [1, 'completed_with_errors']);
    assert.deepEqual([result.completed, result.failed], [IMAGES.length + 1, TEXTS.length - 1]);
    assert.ok(result.problems.every((problem) => problem.endsWith(' permission_denied')));
    assertNothingLost(scene);
    await assertTakenBack(scene);
  });

  it('keeps half copies until a recovery may remove them', async (t) => {
    if (!isPossible(t)) return;
    const scene = makeScene({ fill });
    // Right behind the sync of the third copy, with no copy given its name yet.
    const paused = await pause(scene, { call: 'fsync', when: '3', inject: ['renameat2:error=EXDEV'] });
    const closed = ['documents', 'images'].map((name) => join(scene.root, name));
    for (const folder of closed) chmodSync(folder, 0o555);
    paused.resume();
    const result = readResult(await paused.ended);
    for (const folder of closed) chmodSync(folder, 0o755);
    assert.deepEqual([result.code, result.status, result.completed], [1, 'completed_with_errors', 0]);
    const recovered = await kempt(['recover', '--json'], scene.options);
    assert.equal(recovered.code, 1, recovered.stdout);
    assertNothingLost(scene);
    await assertTakenBack(scene);
  });
});

describe('a disk that turns read-only', { concurrency: 2 }, () => {
  for (const kind of ['tmpfs', 'ext4']) {
    it(`keeps what is on it, and takes it back once it may be changed (${kind})`, async (t) => {
      if (!requireMounts(t) || !requireTool(t, 'strace') || !requireTool(t, 'mkfs.ext4')) return;
      await using place = makeWorkplace();
      const base = kind === 'ext4' ? makeExt4Image(place, 'disk').folder : place.mountMemory('disk');
      const scene = makeScene({ base: join(base, 'in'), home: join(temporaryFolder(), 'state'), fill });
      const paused = await pauseKempt(scene.organize, { call: 'renameat2', when: '3' }, scene.options);
      execFileSync('mount', ['-o', 'remount,ro', base]);
      paused.resume();
      const result = readResult(await paused.ended);
      execFileSync('mount', ['-o', 'remount,rw', base]);
      assert.deepEqual([result.code, result.completed], [1, 3]);
      assert.equal(result.failed, TEXTS.length + IMAGES.length - 3);
      assert.ok(result.problems.every((problem) => problem.endsWith(' read_only_file_system')));
      assertNothingLost(scene);
      await assertTakenBack(scene);
    });
  }
});
