import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { requireTool } from '@kempt/engine/testing/require-tool';
import { assertNothingLost, assertTakenBack, makeScene, readResult, runFaulty } from '../support/fault-scene.ts';
import { faultyKempt } from '../support/faulty-kempt.ts';
import { kempt } from '../support/kempt-process.ts';
import { MOVABLE } from '../support/messy-folder.ts';

/** Makes every file cross devices. */
const CROSSING = 'renameat2:error=EXDEV';

describe('a file that is copied to another device', { concurrency: 2 }, () => {
  for (const [what, call, error, when, code] of [
    ['its copy cannot be given its name', 'linkat', 'ENOSPC', 1, 'no_space_left'],
    ['its copy cannot be given its name', 'linkat', 'EIO', 4, 'io_error'],
    // The journal is synced by the first two calls of another thread.
    ['its copy cannot be synced', 'fsync', 'EIO', 3, 'io_error'],
    ['its copy cannot be synced', 'fsync', 'ENOSPC', 5, 'no_space_left'],
    ['it cannot be removed', 'unlinkat', 'EACCES', 1, 'permission_denied'],
    ['it cannot be removed', 'unlinkat', 'EIO', 4, 'io_error'],
  ] as const) {
    it(`stays, and its copy goes, when ${what}: ${error} (call ${when})`, async (t) => {
      if (!requireTool(t, 'strace')) return;
      const scene = makeScene();
      const faults = { inject: [CROSSING, `${call}:error=${error}:when=${when}`] };
      const result = await runFaulty(scene, scene.organize, faults);
      assert.deepEqual([result.code, result.status], [1, 'completed_with_errors']);
      assert.deepEqual([result.completed, result.failed], [MOVABLE - 1, 1]);
      assert.match(result.problems.join(), new RegExp(`^[^,]+ ${code}$`));
      await assertTakenBack(scene, { ignoreIdentity: true });
    });
  }

  it('stays, and its copy goes, when the folder of its copy cannot be synced; nothing further is done', async (t) => {
    if (!requireTool(t, 'strace')) return;
    const scene = makeScene();
    const paths = [join(scene.root, 'documents')];
    const result = await runFaulty(scene, scene.organize, { inject: [CROSSING, 'fsync:error=EIO'], paths });
    assert.deepEqual([result.code, result.status], [1, 'failed']);
    assert.deepEqual(result.problems, ['documents io_error', 'letter.pdf io_error', 'notes.txt io_error']);
    assert.deepEqual([result.completed, result.failed], [MOVABLE - 2, 2]);
    await assertTakenBack(scene, { ignoreIdentity: true });
  });

  it('keeps a temporary name that cannot be removed until a recovery', async (t) => {
    if (!requireTool(t, 'strace')) return;
    const scene = makeScene();
    // Every original is removed before the first temporary name.
    const faults = { inject: [CROSSING, `unlinkat:error=EIO:when=${MOVABLE + 1}..${2 * MOVABLE}`] };
    const result = readResult(await faultyKempt(scene.organize, faults, scene.options));
    assert.deepEqual([result.code, result.status, result.completed], [1, 'completed_with_errors', MOVABLE]);
    assert.equal(result.problems.length, MOVABLE);
    assert.ok(result.problems.every((problem) => problem.endsWith(' io_error')));
    const recovered = await kempt(['recover', '--json'], scene.options);
    assert.equal(recovered.code, 0, recovered.stdout);
    assertNothingLost(scene);
    await assertTakenBack(scene, { ignoreIdentity: true });
  });

  it('is taken back with what nothing of could be removed', async (t) => {
    if (!requireTool(t, 'strace')) return;
    const scene = makeScene();
    const faults = { inject: [CROSSING, 'unlinkat:error=EACCES'] };
    const result = readResult(await faultyKempt(scene.organize, faults, scene.options));
    assert.deepEqual([result.code, result.status, result.failed], [1, 'completed_with_errors', MOVABLE]);
    await assertTakenBack(scene);
  });
});
