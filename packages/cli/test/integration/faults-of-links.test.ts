import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { requireTool } from '@kempt/engine/testing/require-tool';
import { faultyKempt } from '../support/faulty-kempt.ts';
import {
  assertNothingLost,
  assertOneFailed,
  assertTakenBack,
  makeScene,
  readResult,
  runFaulty,
  type FaultScene,
  type FaultyResult,
} from '../support/fault-scene.ts';
import { kempt } from '../support/kempt-process.ts';
import { MOVABLE } from '../support/messy-folder.ts';
import { PORTABLE_CALLS } from '../support/portable-calls.ts';

interface Way {
  readonly how: string;
  readonly inject: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The calls as strace names them. */
  readonly link: string;
  readonly unlink: string;
  /** Error, which call, and the outcome. */
  readonly links: readonly Refusal[];
  readonly unlinks: readonly Refusal[];
}

type Refusal = readonly [error: string, when: number, code: string];

const WAYS: readonly Way[] = [
  {
    how: 'with native calls',
    inject: ['renameat2:error=ENOSYS'],
    env: {},
    link: 'linkat',
    unlink: 'unlinkat',
    links: [
      ['EIO', 1, 'io_error'],
      ['ENOSPC', 4, 'no_space_left'],
    ],
    unlinks: [
      ['EACCES', 1, 'permission_denied'],
      ['EIO', 4, 'io_error'],
    ],
  },
  {
    how: 'with portable calls',
    inject: [],
    env: PORTABLE_CALLS,
    link: '?link,linkat',
    unlink: '?unlink,unlinkat',
    links: [['EACCES', 4, 'permission_denied']],
    unlinks: [['EIO', 1, 'io_error']],
  },
];

for (const { how, inject, link, unlink, links, unlinks, env } of WAYS) {
  const organize = async (t: TestContext, fault: string): Promise<[FaultScene, FaultyResult] | undefined> => {
    if (!requireTool(t, 'strace')) return undefined;
    const scene = makeScene({ env });
    const result = await runFaulty(scene, scene.organize, { inject: [...inject, fault] });
    return [scene, { ...result, injected: result.injected.filter(({ call }) => call !== 'renameat2') }];
  };

  describe(`a file that is linked and unlinked ${how}`, { concurrency: 2 }, () => {
    for (const [error, when, code] of links) {
      it(`stays when its link fails with ${error} (call ${when})`, async (t) => {
        const [scene, result] = (await organize(t, `${link}:error=${error}:when=${when}`)) ?? [];
        if (scene === undefined || result === undefined) return;
        assertOneFailed(result, code);
        await assertTakenBack(scene);
      });
    }

    for (const [error, when, code] of unlinks) {
      it(`stays and loses its new name when its unlink fails with ${error} (call ${when})`, async (t) => {
        const [scene, result] = (await organize(t, `${unlink}:error=${error}:when=${when}`)) ?? [];
        if (scene === undefined || result === undefined) return;
        assertOneFailed(result, code);
        await assertTakenBack(scene);
      });
    }

    it('is copied when its link crosses devices', async (t) => {
      const [scene, result] = (await organize(t, `${link}:error=EXDEV:when=2`)) ?? [];
      if (scene === undefined || result === undefined) return;
      assert.deepEqual([result.code, result.status, result.completed], [0, 'completed', MOVABLE]);
      await assertTakenBack(scene, { ignoreIdentity: true });
    });

    it('loses its second name to a recovery when nothing could be unlinked', async (t) => {
      if (!requireTool(t, 'strace')) return;
      const scene = makeScene({ env });
      const faults = { inject: [...inject, `${unlink}:error=EROFS`] };
      const result = readResult(await faultyKempt(scene.organize, faults, scene.options));
      assert.deepEqual([result.code, result.status, result.failed], [1, 'completed_with_errors', MOVABLE]);
      await kempt(['recover'], scene.options);
      assertNothingLost(scene);
      await assertTakenBack(scene);
    });
  });
}
