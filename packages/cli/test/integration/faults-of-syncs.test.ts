import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { requireTool } from '@kempt/engine/testing/require-tool';
import { assertAsBefore, assertNothingLost, assertTakenBack, makeScene, runFaulty } from '../support/fault-scene.ts';
import { faultyKempt } from '../support/faulty-kempt.ts';
import { errorCodeOf, jsonOf, kempt } from '../support/kempt-process.ts';
import { MOVABLE } from '../support/messy-folder.ts';

describe('a folder that cannot be synced', { concurrency: 2 }, () => {
  for (const [name, error, code] of [
    ['documents', 'EIO', 'io_error'],
    ['', 'ENOSPC', 'no_space_left'],
  ] as const) {
    it(`ends the operation and is named, and its files go back: ${error} at /${name}`, async (t) => {
      if (!requireTool(t, 'strace')) return;
      const scene = makeScene();
      const paths = [join(scene.root, name)];
      const result = await runFaulty(scene, scene.organize, { inject: [`fsync:error=${error}`], paths });
      assert.equal(result.injected.length, 1, 'a sync that failed is not tried again');
      assert.deepEqual([result.code, result.status, result.completed], [1, 'failed', MOVABLE]);
      assert.deepEqual(result.problems, [`${name === '' ? 'messy' : name} ${code}`]);
      const resumed = jsonOf(await kempt(['resume', '--json'], scene.options));
      assert.deepEqual([resumed['status'], resumed['files_completed']], ['completed', MOVABLE]);
      await assertTakenBack(scene);
    });
  }

  it('ends an undo, and everything is back', async (t) => {
    if (!requireTool(t, 'strace')) return;
    const scene = makeScene();
    await kempt(scene.organize, scene.options);
    const paths = [scene.root];
    const result = await runFaulty(scene, ['undo', '--json'], { inject: ['fsync:error=EIO'], paths });
    assert.deepEqual([result.code, result.status, result.problems], [1, 'failed', ['messy io_error']]);
    assertAsBefore(scene);
  });
});

/** The syncs of Kempt's own files, in their order. */
const JOURNAL_SYNCS = [
  { what: 'the plan', when: 1, moved: 0 },
  { what: 'the begin of the journal', when: 2, moved: 0 },
  { what: 'the begin of the batch', when: 3, moved: 0 },
  { what: 'the end of the journal', when: 4, moved: MOVABLE },
] as const;

describe('a journal that cannot be synced', { concurrency: 2 }, () => {
  for (const { what, when, moved } of JOURNAL_SYNCS) {
    it(`ends the command before what it was about to announce: ${what}`, async (t) => {
      if (!requireTool(t, 'strace')) return;
      const scene = makeScene();
      const faults = { inject: [`fdatasync:error=${when % 2 === 0 ? 'ENOSPC' : 'EIO'}:when=${when}`] };
      const ended = await faultyKempt(scene.organize, faults, scene.options);
      assert.deepEqual([ended.code, errorCodeOf(ended)], [3, 'state_unwritable']);
      assertNothingLost(scene);
      if (moved === 0) assertAsBefore(scene);
      const recovered = await kempt(['recover'], scene.options);
      assert.equal(recovered.code, 0, recovered.stdout);
      await assertTakenBack(scene, { nothing: moved === 0 });
    });
  }

  it('ends the command where its folder cannot be synced', async (t) => {
    if (!requireTool(t, 'strace')) return;
    const scene = makeScene();
    const paths = [join(scene.options.home ?? '', 'operations')];
    const ended = await faultyKempt(scene.organize, { inject: ['fsync:error=EIO'], paths }, scene.options);
    assert.deepEqual([ended.code, errorCodeOf(ended)], [3, 'state_unwritable']);
    assertAsBefore(scene);
  });
});
