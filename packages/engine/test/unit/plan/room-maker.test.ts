import assert from 'node:assert/strict';
import { test } from 'node:test';
import { STEP_FLAGS } from '../../../src/plan/plan.ts';
import { planTree, type PlanOptions, type TreeSpec } from './make-table.ts';

const plan = async (tree: TreeSpec, options: PlanOptions = {}): Promise<readonly string[]> => {
  const { lines } = await planTree(tree, { onConflict: 'rename_existing', keepEmptyDirs: true, ...options });
  return lines;
};

test('the existing file gets the counter and the new one the name; a third is renamed itself', async () => {
  const lines = await plan({ 'x/a': { wants: 'y/a' }, 'y/a': {}, 'z/a': { wants: 'y/a' } });
  assert.deepEqual(lines, ['move y/a > y/a (1)', 'move z/a > y/a (2)', 'move x/a > y/a']);
});

test('the existing file takes its companions along, and what wants their places gets them', async () => {
  const lines = await plan({
    'x/a.jpg': { wants: 'y/a.jpg' },
    'x/s': { wants: 'y/a.xmp' },
    'y/a.jpg': {},
    'y/a.xmp': { main: 'y/a.jpg' },
  });
  assert.deepEqual(lines, [
    'move y/a.jpg > y/a (1).jpg',
    'move y/a.xmp > y/a (1).xmp',
    'move x/a.jpg > y/a.jpg',
    'move x/s > y/a.xmp',
  ]);
});

test('a file that keeps its counter makes room with a counter of the name it wants', async () => {
  const lines = await plan({ 'x/n': { wants: 'y/a (1)' }, 'y/a': {}, 'y/a (1)': { wants: 'y/a' } });
  assert.deepEqual(lines, ['move y/a (1) > y/a (2)', 'move x/n > y/a (1)']);
});

test('between planned files the second is renamed', async () => {
  assert.deepEqual(await plan({ 'x/a': { wants: 'y/a' }, 'z/a': { wants: 'y/a' } }), [
    'make_folder y',
    'move x/a > y/a',
    'move z/a > y/a (1)',
  ]);
});

test('folders, links, files the scan left and twins never make room', async () => {
  const lines = await plan({
    'x/a': { wants: 'y/a' },
    'x/b': { wants: 'y/b' },
    'x/c': { wants: 'y/c' },
    'x/d': { wants: 'y/d' },
    'y/a/f': {},
    'y/b': { kind: 'symlink', left: 'symlink' },
    'y/c': { left: 'open_for_writing' },
    'y/d': {},
    'y/D': {},
  });
  assert.deepEqual(lines, ['move x/a > y/a (1)', 'move x/b > y/b (1)', 'move x/c > y/c (1)', 'move x/d > y/d (1)']);
});

test('a file of a folder that nothing can leave makes no room', async () => {
  const { lines } = await planTree(
    { 'y/a': {}, 'y/b': { wants: 'z/b' }, a: { wants: 'q/a' } },
    { onConflict: 'rename_existing', unwritable: new Map([[1, 'permission_denied']]) },
  );
  assert.deepEqual(lines, ['make_folder q', 'move a > q/a']);
  const group = await plan({
    'x/a.jpg': { wants: 'y/a.jpg' },
    'y/a.jpg': { main: 'y/a.raw' },
    'y/a.raw': { wants: 'z/a.raw', left: 'settling' },
  });
  assert.deepEqual(group, ['move x/a.jpg > y/a (1).jpg']);
});

test('a group that lacks two places of two owners is renamed', async () => {
  const lines = await plan({
    'x/a.jpg': { wants: 'y/a.jpg' },
    'x/a.xmp': { wants: 'y/a.xmp', main: 'x/a.jpg' },
    'y/a.jpg': {},
    'y/a.xmp': {},
  });
  assert.deepEqual(lines, ['move x/a.jpg > y/a (1).jpg', 'move x/a.xmp > y/a (1).xmp']);
});

test('a file of the destination that was not scanned makes room by a step that counts as no file', async () => {
  const { lines, plan: solved } = await planTree(
    { 'x/a': { wants: 'y/a' } },
    { onConflict: 'rename_existing', existing: { 'y/A': {}, 'y/A (1)': {} } },
  );
  assert.deepEqual(lines, ['move 1:y/A > 1:y/A (2)', 'move x/a > 1:y/a', 'remove_folder x']);
  const step = solved.steps.step(0);
  assert.deepEqual(step.flags, STEP_FLAGS.renamed | STEP_FLAGS.uncounted);
  assert.equal(step.identity.inode, 1000n);
  assert.equal(solved.steps.step(1).requires, 0);
  assert.equal(solved.filesPlanned, 1);
});

test('a file of the destination that may have a sidecar there is never renamed away from it', async () => {
  const lines = await plan(
    { 'x/a.jpg': { wants: 'y/a.jpg' }, 'x/b': { wants: 'y/b' }, 'x/.c': { wants: 'y/.c' } },
    { existing: { 'y/a.jpg': {}, 'y/A.xmp': {}, 'y/b': { left: 'hidden' }, 'y/.c': {}, 'z/.c': {} } },
  );
  assert.deepEqual(lines, [
    'move 1:y/.c > 1:y/.c (1)',
    'move x/a.jpg > 1:y/a (1).jpg',
    'move x/b > 1:y/b (1)',
    'move x/.c > 1:y/.c',
  ]);
});

test('when copying, files of the source stay, and files of the destination make room', async () => {
  const within = await plan({ 'x/a': { wants: 'y/a', size: 2 }, 'y/a': {} }, { mode: 'copy' });
  assert.deepEqual(within, ['copy x/a > y/a (1)']);
  const between = await plan({ 'x/a': { wants: 'y/a', size: 2 } }, { mode: 'copy', existing: { 'y/a': {} } });
  assert.deepEqual(between, ['move 1:y/a > 1:y/a (1)', 'copy x/a > 1:y/a']);
});

test('what an earlier run copied makes no room for another source', async () => {
  const lines = await plan(
    { 'x/a': { wants: 'y/a' }, 'x/b': { wants: 'y/a', size: 2 } },
    { mode: 'copy', existing: { 'y/a': {} } },
  );
  assert.deepEqual(lines, ['copy x/b > 1:y/a (1)']);
});

test('a folder of the destination that cannot be written to keeps its files', async () => {
  const { lines } = await planTree(
    { 'x/a': { wants: 'y/a' } },
    { onConflict: 'rename_existing', existing: { 'y/a': {} }, unwritableOccupied: new Map([[1, 'permission_denied']]) },
  );
  assert.deepEqual(lines, []);
});
