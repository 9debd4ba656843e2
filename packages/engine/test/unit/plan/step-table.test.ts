import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeRaw, encodeRaw } from '../../../src/names/raw-string.ts';
import { NO_ROW, StepTable } from '../../../src/plan/step-table.ts';
import { NO_REQUIREMENT } from '../../../src/ports/file-system.ts';
import { makeTable } from './make-table.ts';

const { table } = makeTable({ 'x/a': { size: 5, mtime: 9n, inode: 77n }, 'x/b': {} });
const other = makeTable({ q: { size: 6, inode: 88n } }).table;
const MOVE = { action: 'move', row: 0, sourceFolder: 0, targetFolder: 1, requires: NO_REQUIREMENT, flags: 0 } as const;

function stepTable(): StepTable {
  const steps = new StepTable(table, other);
  steps.folders.push({ root: 0, path: 'x' }, { root: 1, path: '' });
  return steps;
}

test('a step takes its names and its identity from the table', () => {
  const steps = stepTable();
  table.category[0] = 3;
  steps.add(MOVE);
  assert.deepEqual(steps.step(0), {
    index: 0,
    action: 'move',
    source: { root: 0, folder: 'x', name: 'a' },
    target: { root: 1, folder: '', name: 'a' },
    identity: { device: 1n, inode: 77n, size: 5, mtime: 9n },
    category: 3,
    flags: 0,
    requires: NO_REQUIREMENT,
    origin: NO_REQUIREMENT,
  });
});

test('a step keeps names of its own, each or both', () => {
  const steps = stepTable();
  const before = encodeRaw('before\udcff');
  const after = encodeRaw('after');
  steps.add({ ...MOVE, sourceName: before });
  steps.add({ ...MOVE, targetName: after });
  steps.add({ ...MOVE, sourceName: before, targetName: after });
  const names = [0, 1, 2].map((step) => [steps.sourceName(step), steps.targetName(step)].map(decodeRaw));
  assert.deepEqual(names, [
    ['before\udcff', 'a'],
    ['a', 'after'],
    ['before\udcff', 'after'],
  ]);
});

test('a step about a file that was not scanned reads the other table', () => {
  const steps = stepTable();
  steps.add({ ...MOVE, inOccupied: true });
  assert.deepEqual([steps.step(0).source.name, steps.step(0).identity.inode], ['q', 88n]);
});

test('a step about a folder has no identity', () => {
  const steps = stepTable();
  steps.add({ ...MOVE, action: 'make_folder', row: NO_ROW, sourceName: new Uint8Array(0), targetName: encodeRaw('n') });
  const { source, target, identity, category } = steps.step(0);
  assert.deepEqual([source.name, target.name, identity.inode, category], ['', 'n', 0n, 0]);
});

test('holds as many steps as come, with and without reserving', () => {
  for (const reserved of [0, 4000]) {
    const steps = stepTable();
    steps.reserve(reserved);
    for (let i = 0; i < 4000; i++) steps.add({ ...MOVE, row: i % 2, requires: i, targetName: encodeRaw(`${i}`) });
    assert.deepEqual([steps.count, steps.requires[3999], steps.step(3999).target.name], [4000, 3999, '3999']);
    assert.equal(steps.step(3999).source.name, 'b');
  }
});
