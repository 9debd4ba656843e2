import assert from 'node:assert/strict';
import { it } from 'node:test';
import { NO_REQUIREMENT } from '../../../src/ports/file-system.ts';
import { stepRow } from '../../../src/testing/batch-rows.ts';
import { createFixedClock } from '../../../src/testing/fixed-clock.ts';
import { fileBatch, fileRef, stepBatch } from '../../../src/testing/step-batch.ts';

const FACTS = { device: 1n, inode: 2n, size: 3, mtime: 4n };

it('builds columns that decode to the same steps', () => {
  const hash = new Uint8Array(32).fill(7);
  const batch = stepBatch(
    [
      { action: 'move', from: fileRef(0, 'a/\udcff'), to: fileRef(1, 'b'), facts: FACTS, hash },
      { action: 'remove_folder', from: fileRef(0, 'a'), requires: 0, skip: true },
      { action: 'make_folder', to: fileRef(0, 'a/b/c') },
    ],
    { operationId: 'op', firstStep: 10, match: 'content' },
  );
  assert.deepEqual(stepRow(batch, 0), {
    row: 0,
    action: 'move',
    sourceFolder: { root: 0, path: 'a' },
    sourceName: '\udcff',
    targetFolder: { root: 1, path: '' },
    targetName: 'b',
    ...FACTS,
    hash,
    match: 'content',
    kept: undefined,
    movesLink: false,
    partName: '.kempt-op-10.part',
  });
  assert.deepEqual(
    [stepRow(batch, 1).sourceName, stepRow(batch, 1).targetName, stepRow(batch, 1).hash],
    ['a', '', undefined],
  );
  assert.deepEqual([stepRow(batch, 2).targetFolder, stepRow(batch, 2).targetName], [{ root: 0, path: 'a/b' }, 'c']);
  assert.deepEqual([...batch.requires], [NO_REQUIREMENT, 0, NO_REQUIREMENT]);
  assert.deepEqual([...batch.skip], [0, 1, 0]);
});

it('keeps each folder once', () => {
  const batch = fileBatch([fileRef(0, 'a/x'), fileRef(0, 'b/y'), fileRef(0, 'a/z'), fileRef(1, 'a/x')]);
  assert.deepEqual([...batch.folder], [0, 1, 0, 2]);
  assert.equal(batch.folders.length, 3);
  assert.equal(batch.count, 4);
});

it('builds an empty batch', () => {
  assert.equal(stepBatch([]).count, 0);
});

it('holds time still until it is moved', () => {
  const clock = createFixedClock(100);
  assert.deepEqual([clock.now(), clock.monotonic()], [100, 0]);
  clock.advance(5);
  assert.deepEqual([clock.now(), clock.monotonic()], [105, 5]);
});
