import assert from 'node:assert/strict';
import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { requireMounts } from '@kempt/engine/testing/require-mounts';
import { requireTool } from '@kempt/engine/testing/require-tool';
import { diffSnapshots, snapshotTree } from '@kempt/engine/testing/tree-snapshot';
import { makeWorkplace, type Workplace } from '@kempt/engine/testing/workplace';
import { crowdNames, makeCrowd } from '../support/crowd.ts';
import {
  assertAsBefore,
  assertNothingLost,
  assertTakenBack,
  makeScene,
  readResult,
  type FaultScene,
} from '../support/fault-scene.ts';
import { fillDisk } from '../support/fill-disk.ts';
import { errorCodeOf, jsonOf, kempt } from '../support/kempt-process.ts';
import { pauseKempt } from '../support/paused-kempt.ts';
import { makeReclaimScene } from '../support/reclaim-scene.ts';
import { problemCodes } from '../support/reclaimed.ts';

const HEAVY = 200 * 1024;
const NAMES = crowdNames(8);

/** Eight text files of 200 KiB, each with bytes of its own. */
function fillHeavy(root: string): void {
  makeCrowd(root, NAMES, HEAVY);
}

/** A destination, and a folder for other things on the same disk. */
function smallDisk(place: Workplace, size: string): { readonly into: string; readonly other: string } {
  const disk = place.mountMemory('small', size);
  const [into, other] = [join(disk, 'into'), join(disk, 'other')];
  mkdirSync(into);
  mkdirSync(other);
  return { into, other };
}

async function assertRefused(scene: FaultScene, code: string): Promise<void> {
  const refused = await kempt(scene.organize, scene.options);
  assert.deepEqual([refused.code, errorCodeOf(refused)], [3, code]);
  assertAsBefore(scene);
  assert.deepEqual(jsonOf(await kempt(['history', '--json'], scene.options)), { operations: [] });
}

describe('a disk of a mebibyte', { concurrency: 2 }, () => {
  for (const mode of ['move', 'copy']) {
    it(`is no destination of a ${mode}, and nothing is changed`, async (t) => {
      if (!requireMounts(t)) return;
      await using place = makeWorkplace();
      const { into } = smallDisk(place, '1m');
      const more = ['--mode', mode];
      await assertRefused(makeScene({ base: place.folder('here'), into, fill: fillHeavy, more }), 'no_space_left');
    });
  }

  it('takes no copies of its own files, and nothing is changed', async (t) => {
    if (!requireMounts(t)) return;
    await using place = makeWorkplace();
    const base = place.mountMemory('small', '1m');
    const scene = makeScene({ base, home: place.at('state'), into: join(base, 'copies'), more: ['--mode', 'copy'] });
    await assertRefused(scene, 'no_space_left');
  });

  it('is too small for a file with holes that are larger', async (t) => {
    if (!requireMounts(t)) return;
    await using place = makeWorkplace();
    const { into } = smallDisk(place, '4m');
    const fill = (root: string): void => {
      makeCrowd(root, ['holes.txt']);
      truncateSync(join(root, 'holes.txt'), 8 * 1024 * 1024);
    };
    await assertRefused(
      makeScene({ base: place.folder('here'), into, fill, more: ['--settle', '0'] }),
      'no_space_left',
    );
  });

  it('as state folder that is full lets nothing begin', async (t) => {
    if (!requireMounts(t)) return;
    await using place = makeWorkplace();
    const home = place.mountMemory('small', '1m');
    const filling = fillDisk(home);
    const scene = makeScene({ base: place.folder('here'), home });
    const refused = await kempt(scene.organize, scene.options);
    assert.deepEqual([refused.code, errorCodeOf(refused)], [3, 'state_unwritable']);
    assertAsBefore(scene);
    filling.remove();
    assert.equal((await kempt(scene.organize, scene.options)).code, 0, 'nothing is in the way later');
    await assertTakenBack(scene);
  });
});

describe('a disk that others fill meanwhile', { concurrency: 2 }, () => {
  for (const mode of ['move', 'copy']) {
    it(`takes what fits of a ${mode}, holds no half copies, and gives everything back`, async (t) => {
      if (!requireMounts(t) || !requireTool(t, 'strace')) return;
      await using place = makeWorkplace();
      const { into, other } = smallDisk(place, '4m');
      const scene = makeScene({ base: place.folder('here'), into, fill: fillHeavy, more: ['--mode', mode] });
      // Right behind the sync of the third copy.
      const paused = await pauseKempt(scene.organize, { call: 'fsync', when: '3' }, scene.options);
      const filling = fillDisk(other);
      paused.resume();
      const result = readResult(await paused.ended);
      assert.deepEqual([result.code, result.status], [1, 'completed_with_errors']);
      assert.deepEqual([result.completed, result.failed], [3, NAMES.length - 3]);
      assert.ok(result.problems.every((problem) => problem.endsWith(' no_space_left')));
      if (mode === 'move') assertNothingLost(scene);
      await assertTakenBack(scene, { ignoreIdentity: true });
      filling.remove();
    });
  }

  it('takes nothing back until there is room, and everything then', async (t) => {
    if (!requireMounts(t)) return;
    await using place = makeWorkplace();
    const base = place.mountMemory('small', '4m');
    const [home, into] = [place.at('state'), place.folder('there')];
    const scene = makeScene({ base, home, into, fill: fillHeavy });
    assert.equal((await kempt(scene.organize, scene.options)).code, 0);
    const filling = fillDisk(base);
    const result = readResult(await kempt(['undo', '--json'], scene.options));
    assert.deepEqual([result.code, result.status, result.failed], [1, 'completed_with_errors', NAMES.length]);
    assert.equal(result.problems[0], `${NAMES.at(-1) ?? ''} no_space_left`);
    filling.remove();
    await assertTakenBack(scene, { ignoreIdentity: true });
  });

  it('has no room for another folder: its files stay and the folder is named', async (t) => {
    if (!requireMounts(t)) return;
    await using place = makeWorkplace();
    const base = place.mount('inodes', '-t', 'tmpfs', '-o', 'nr_inodes=40', 'tmpfs');
    const scene = makeScene({ base, home: place.at('state') });
    const take = (): void => {
      for (let i = 0; ; i++) writeFileSync(join(base, `.taken-${String(i)}`), '');
    };
    assert.throws(take, { code: 'ENOSPC' });
    const result = readResult(await kempt(scene.organize, scene.options));
    assert.deepEqual([result.code, result.status, result.completed], [1, 'completed_with_errors', 0]);
    for (const folder of ['audio', 'documents', 'images'])
      assert.ok(result.problems.includes(`${folder} no_space_left`));
    await assertTakenBack(scene, { nothing: true });
  });

  for (const action of ['quarantine', 'hardlink', 'symlink']) {
    it(`has no room to take duplicates away by ${action}: each stays and is named, and goes once there is room`, async (t) => {
      if (!requireMounts(t)) return;
      await using place = makeWorkplace();
      const base = place.mount('inodes', '-t', 'tmpfs', '-o', 'nr_inodes=40', 'tmpfs');
      const { root, before, options: common } = makeReclaimScene(action, base);
      const options = { ...common, home: place.at('state') };
      const taken: string[] = [];
      const take = (): void => {
        for (let at = 0; ; at++) {
          const path = join(base, `.taken-${String(at)}`);
          writeFileSync(path, '');
          taken.push(path);
        }
      };
      assert.throws(take, { code: 'ENOSPC' });
      const deduplicate = ['deduplicate', root, '--action', action, '--keep', 'first_seen', '--yes', '--json'];
      const full = await kempt(deduplicate, options);
      assert.deepEqual([full.code, jsonOf(full)['files_completed']], [1, 0], full.stdout);
      const codes = new Set(problemCodes(full));
      assert.ok(codes.delete('no_space_left'), full.stdout);
      // Without its folder in the quarantine nothing else was tried.
      codes.delete('dependency_skipped');
      assert.deepEqual([...codes], []);
      assert.deepEqual(diffSnapshots(before, snapshotTree(root)), []);
      for (const path of taken) rmSync(path);
      const roomy = await kempt(deduplicate, options);
      assert.equal(roomy.code, 0, roomy.stdout);
      assert.equal((await kempt(['undo'], options)).code, 0);
      assert.deepEqual([...snapshotTree(root).keys()], [...before.keys()]);
    });
  }

  it('as state folder ends the command; what was done is found out and taken back', async (t) => {
    if (!requireMounts(t) || !requireTool(t, 'strace')) return;
    await using place = makeWorkplace();
    const home = place.mountMemory('small', '1m');
    const fill = (root: string): void => {
      makeCrowd(
        root,
        crowdNames(120).map((name, i) => `folder ${String(i)}/${name}`),
      );
    };
    const scene = makeScene({ base: place.folder('here'), home, fill });
    const paused = await pauseKempt(scene.organize, { call: 'renameat2', when: '5' }, scene.options);
    const filling = fillDisk(home);
    paused.resume();
    const ended = await paused.ended;
    assert.deepEqual([ended.code, errorCodeOf(ended)], [3, 'state_unwritable']);
    assert.equal(errorCodeOf(await kempt(['undo', '--json'], scene.options)), 'state_unwritable');
    filling.remove();
    await assertTakenBack(scene);
  });
});
