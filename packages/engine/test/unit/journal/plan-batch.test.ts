import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BATCH_STEPS, localRequires, PlanBatchBuilder } from '../../../src/journal/plan-batch.ts';
import { NO_REQUIREMENT } from '../../../src/ports/file-system.ts';
import { batchOf, FACTS, stepOf } from './plan-samples.ts';

test('collects steps into columns', () => {
  const batch = batchOf(
    [
      stepOf({ sourceName: 'a', targetName: 'bc', flags: 4, category: 7, origin: 9 }),
      stepOf({ action: 'make_folder', sourceName: '', targetName: 'f', folderFacts: FACTS, requires: 100 }),
    ],
    100,
  );
  assert.equal(batch.count, 2);
  assert.deepEqual(batch.folders, [
    { root: 0, path: '' },
    { root: 0, path: 'sub' },
  ]);
  assert.deepEqual([...batch.nameEnd], [1, 3, 3, 4]);
  assert.equal(Buffer.from(batch.names).toString(), 'abcf');
  assert.deepEqual([...batch.action], [0, 3]);
  assert.deepEqual([...batch.flags, ...batch.category, ...batch.origin], [4, 0, 7, 5, 9, NO_REQUIREMENT]);
  assert.deepEqual([...batch.requiresStep], [NO_REQUIREMENT, 100]);
  assert.deepEqual([...batch.requires], [NO_REQUIREMENT, 0]);
  assert.deepEqual(batch.folderFacts, new Map([[1, FACTS]]));
  assert.equal(batch.hash.length, 0);
  assert.deepEqual([batch.firstStep, [...batch.skip]], [100, [0, 0]]);
});

test('keeps hashes by row when at least one is known', () => {
  const hash = new Uint8Array(32).fill(9);
  const batch = batchOf([stepOf(), stepOf({ hash }), stepOf({ hash: new Uint8Array(0) })]);
  assert.deepEqual(batch.hash, Uint8Array.from([...new Uint8Array(32), ...hash, ...new Uint8Array(32)]));
});

test('holds a full batch of the longest names there are', () => {
  const builder = new PlanBatchBuilder(0);
  const name = 'n'.repeat(255);
  for (let step = 0; step < BATCH_STEPS; step++) {
    assert.equal(builder.isFull, false);
    builder.add(stepOf({ sourceName: name, targetName: name }));
  }
  assert.equal(builder.isFull, true);
  assert.equal(builder.count, BATCH_STEPS);
  const batch = builder.finish();
  assert.equal(batch.names.length, BATCH_STEPS * 510);
  assert.equal(batch.nameEnd.at(-1), BATCH_STEPS * 510);
  assert.ok(batch.names.every((byte) => byte === 'n'.charCodeAt(0)));
});

test('turns requirements of earlier batches into none within the batch', () => {
  assert.deepEqual(
    [...localRequires(Uint32Array.of(NO_REQUIREMENT, 5, 9, 10, 12), 10)],
    [NO_REQUIREMENT, NO_REQUIREMENT, NO_REQUIREMENT, 0, 2],
  );
});
