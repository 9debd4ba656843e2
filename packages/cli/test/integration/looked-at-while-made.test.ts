import { requireTool } from '@kempt/engine/testing/require-tool';
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { assertTakenBack, makeScene, runFaulty } from '../support/fault-scene.ts';
import { kempt, temporaryFolder } from '../support/kempt-process.ts';

/**
 * Whoever looks whether an operation is busy holds the lock of its journal for a moment, on a busy machine a long one.
 * Calls are counted by thread, and the one that asks for the lock of the tree has its own forty.
 */
const LOOKS = 'flock:error=EAGAIN:when=1..40';

test('an operation is made although others look at its new journal for a while', async (t) => {
  if (!requireTool(t, 'strace')) return;
  const scene = makeScene();
  const plan = join(temporaryFolder(), 'plan');
  assert.equal((await kempt(['organize', scene.root, '--plan-out', plan], scene.options)).code, 0);
  const result = await runFaulty(scene, ['apply', plan, '--wait', '--json'], { inject: [LOOKS] });
  assert.deepEqual([result.code, result.status, result.completed], [0, 'completed', result.planned]);
  assert.equal(result.injected.filter(({ name }) => name === 'journal').length, 40);
  await assertTakenBack(scene);
});
