import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Progress } from '../../src/operations/engine.ts';
import { createEngineBench, refusal, TREE, type EngineBench } from '../support/engine-bench.ts';

const OLD = { mtime: 1_600_000_000_000_000_000n };

function benchWithFiles(count = 200): EngineBench {
  const bench = createEngineBench();
  for (let i = 0; i < count; i++) bench.disk.writeFile(`${TREE}/${String(i % 5)}/${String(i)}.txt`, 'same', OLD);
  bench.later();
  return bench;
}

/** Ctrl-C as soon as a phase is heard of. */
function interruptAt(phase: Progress['phase']): { signal: AbortSignal; onProgress: (progress: Progress) => void } {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    onProgress: (progress) => {
      if (progress.phase === phase) controller.abort();
    },
  };
}

for (const phase of ['scanning', 'identifying', 'planning'] as const) {
  test(`an organize that is interrupted while ${phase} leaves nothing behind`, async () => {
    const bench = benchWithFiles();
    const request = { root: TREE, hash: true, onConflict: 'deduplicate' } as const;
    const before = bench.disk.snapshot(TREE);
    assert.equal(await refusal(bench.engine.planOrganize({ ...request, ...interruptAt(phase) })), 'interrupted');
    assert.deepEqual(bench.disk.snapshot(TREE), before);
    assert.deepEqual(await bench.world.journalStore.list(), []);
    await (await bench.engine.planOrganize(request)).discard();
  });
}

test('a scan that is interrupted says so', async () => {
  const { engine } = benchWithFiles(3000);
  assert.equal(await refusal(engine.scan({ root: TREE, ...interruptAt('identifying') })), 'interrupted');
});

test('hashing files ends between two calls when it is interrupted', async () => {
  const bench = benchWithFiles();
  let identified = 0;
  const controller = new AbortController();
  const planning = bench.engine.planOrganize({
    root: TREE,
    hash: true,
    signal: controller.signal,
    onProgress: ({ phase, done }) => {
      if (phase === 'planning' && done > 0) controller.abort();
      if (phase === 'identifying') identified = done;
    },
  });
  assert.equal(await refusal(planning), 'interrupted');
  assert.equal(identified, 200);
  assert.deepEqual(await bench.world.journalStore.list(), []);
});

test('a verification that is interrupted does not pass for a whole one', async () => {
  const bench = benchWithFiles();
  const { operation_id: operationId } = await (await bench.engine.planOrganize({ root: TREE })).apply();
  const signal = AbortSignal.abort();
  assert.equal(await refusal(bench.engine.verify({ operationId, signal })), 'interrupted');
});
