import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { requireTool } from '@kempt/engine/testing/require-tool';
import { assertOneFailed, assertTakenBack, makeScene, runFaulty } from '../support/fault-scene.ts';
import { kempt } from '../support/kempt-process.ts';
import { MOVABLE } from '../support/messy-folder.ts';

/** The system's error and what Kempt calls it. */
const REFUSALS = [
  ['EIO', 'io_error'],
  ['ENOSPC', 'no_space_left'],
  ['EACCES', 'permission_denied'],
] as const;

describe('a rename that the system refuses', { concurrency: 2 }, () => {
  for (const [error, code] of REFUSALS) {
    for (const when of ['1', '4']) {
      it(`fails one file with ${error}, and the others go on (call ${when})`, async (t) => {
        if (!requireTool(t, 'strace')) return;
        const scene = makeScene();
        const result = await runFaulty(scene, scene.organize, { inject: [`renameat2:error=${error}:when=${when}`] });
        assertOneFailed(result, code);
        await assertTakenBack(scene);
      });
    }
  }

  it('leaves every file, and an undo removes the folders that were made for them', async (t) => {
    if (!requireTool(t, 'strace')) return;
    const scene = makeScene();
    const result = await runFaulty(scene, scene.organize, { inject: ['renameat2:error=EIO'] });
    assert.deepEqual([result.code, result.status], [1, 'completed_with_errors']);
    assert.deepEqual([result.completed, result.failed, result.problems.length], [0, MOVABLE, MOVABLE]);
    await assertTakenBack(scene);
  });

  for (const when of ['4', '1+']) {
    it(`makes a verified copy of what lies on another device (call ${when})`, async (t) => {
      if (!requireTool(t, 'strace')) return;
      const scene = makeScene();
      const result = await runFaulty(scene, scene.organize, { inject: [`renameat2:error=EXDEV:when=${when}`] });
      assert.deepEqual([result.code, result.status], [0, 'completed']);
      assert.deepEqual([result.completed, result.injected.length], [MOVABLE, when === '1+' ? MOVABLE : 1]);
      await assertTakenBack(scene, { ignoreIdentity: true });
    });
  }
});

describe('a rename that the system refuses to an undo', { concurrency: 2 }, () => {
  for (const [error, code] of REFUSALS.slice(0, 2)) {
    it(`leaves one file with ${error}, which the next undo takes back`, async (t) => {
      if (!requireTool(t, 'strace')) return;
      const scene = makeScene();
      await kempt(scene.organize, scene.options);
      const result = await runFaulty(scene, ['undo', '--json'], { inject: [`renameat2:error=${error}:when=3`] });
      assertOneFailed(result, code);
      await assertTakenBack(scene);
    });
  }
});
