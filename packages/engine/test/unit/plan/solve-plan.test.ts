import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leftReasonId } from '@kempt/contracts';
import { STEP_FLAGS } from '../../../src/plan/plan.ts';
import { solvePlan } from '../../../src/plan/solve-plan.ts';
import { NO_REQUIREMENT } from '../../../src/ports/file-system.ts';
import { leftRows, makeTable, planInput, planTree, type TreeSpec } from './make-table.ts';

test('moves files to their folders in order of rows, makes those and removes the emptied ones', async () => {
  const { lines, plan } = await planTree({
    'x/a.jpg': { wants: 'images/2024/a.jpg' },
    'x/deep/b.txt': { wants: 'documents/b.txt' },
    'c.jpg': { wants: 'images/2024/c.jpg' },
  });
  assert.deepEqual(lines, [
    'make_folder images',
    'make_folder images/2024',
    'make_folder documents',
    'move x/a.jpg > images/2024/a.jpg',
    'move x/deep/b.txt > documents/b.txt',
    'move c.jpg > images/2024/c.jpg',
    'remove_folder x/deep',
    'remove_folder x',
  ]);
  assert.deepEqual([plan.foldersMade, plan.foldersRemoved], [3, 2]);
});

test('plans nothing for a tree that is in place, nor for an empty one', async () => {
  const { lines, plan } = await planTree({ 'images/a.jpg': {}, 'images/b': { left: 'hidden' } });
  assert.deepEqual(lines, []);
  assert.deepEqual([plan.filesPlanned, plan.filesInPlace, plan.filesLeft], [0, 1, 1]);
  assert.equal((await planTree({})).plan.filesLeft, 0);
});

test('notes in the table why rows stay, and leaves all others alone', async () => {
  const { source } = await planTree(
    { 'x/a': { wants: 'y/a' }, 'y/a': {}, 'y/b': { left: 'hidden', wants: 'z/b' } },
    { onConflict: 'skip' },
  );
  assert.deepEqual(leftRows(source), {
    'x/a': leftReasonId('destination_exists'),
    'y/a': 0,
    'y/b': leftReasonId('hidden'),
  });
});

test('yields between stretches of rows when there are many', async () => {
  const tree: Record<string, { wants: string }> = {};
  for (let i = 0; i < 50_001; i++) tree[`${i}`] = { wants: `numbers/${i}` };
  let pauses = 0;
  const fixture = makeTable(tree);
  const pause = (): Promise<void> => {
    pauses++;
    return Promise.resolve();
  };
  const plan = await solvePlan(planInput({ fixture, tree }, { pause }));
  assert.equal(plan.filesPlanned, 50_001);
  assert.ok(pauses > 3);
});

test('copies leave everything where it is: no folder is removed and no place gets free', async () => {
  const tree: TreeSpec = { 'x/a': { wants: 'y/a' }, 'y/a': { wants: 'z/a', size: 2 } };
  const { lines } = await planTree(tree, { mode: 'copy' });
  assert.deepEqual(lines, ['make_folder z', 'copy x/a > y/a (1)', 'copy y/a > z/a']);
});

test('a copy beside its source under another case is the source itself', async () => {
  const { lines, plan } = await planTree({ 'x/A.JPG': { wants: 'x/a.jpg' } }, { mode: 'copy' });
  assert.deepEqual([lines, plan.filesInPlace], [[], 1]);
});

test('two names of one inode both move', async () => {
  const { lines } = await planTree({ 'x/a': { wants: 'y/a', inode: 7n }, 'x/b': { wants: 'y/b', inode: 7n } });
  assert.deepEqual(lines, ['make_folder y', 'move x/a > y/a', 'move x/b > y/b', 'remove_folder x']);
});

test('a change of case or of composition alone is one step', async () => {
  const { lines } = await planTree({ 'a.JPG': { wants: 'a.jpg' }, 'e\u0301': { wants: '\u00e9' } });
  assert.deepEqual(lines, ['move a.JPG > a.jpg', 'move e\u0301 > \u00e9']);
});

test('carries names that are not UTF-8 to the end', async () => {
  const { lines } = await planTree({ 'x/a\udcff': { wants: 'y\udcfe/b\udcff' } });
  assert.deepEqual(lines, ['make_folder y\udcfe', 'move x/a\udcff > y\udcfe/b\udcff', 'remove_folder x']);
});

test('flags companions, changed names and mismatches, and makes companions require their main file', async () => {
  const { plan, lines } = await planTree({
    'x/a.jpg': { wants: 'y/a.jpg', mismatch: true },
    'x/b': { wants: 'y/b' },
    'x/a.xmp': { wants: 'y/a.xmp', main: 'x/a.jpg' },
    'y/a.jpg': {},
  });
  assert.deepEqual(lines, [
    'move x/a.jpg > y/a (1).jpg',
    'move x/a.xmp > y/a (1).xmp',
    'move x/b > y/b',
    'remove_folder x',
  ]);
  const steps = [0, 1, 2, 3].map((index) => plan.steps.step(index));
  const { companion, renamed, mismatch, folder } = STEP_FLAGS;
  assert.deepEqual(
    steps.map(({ flags }) => flags),
    [renamed | mismatch, renamed | companion, 0, folder],
  );
  assert.deepEqual(
    steps.map(({ requires }) => requires),
    [NO_REQUIREMENT, 0, NO_REQUIREMENT, NO_REQUIREMENT],
  );
});
