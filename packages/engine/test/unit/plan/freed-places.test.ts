import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leftReasonId } from '@kempt/contracts';
import { leftRows, planTree, type TreeSpec } from './make-table.ts';

/** The group of x/a wins y/k first, and loses its other place once y/n (1) has to keep its counter. */
const LATE_LOSER: TreeSpec = {
  'x/a': { wants: 'y/k' },
  'x/a.xmp': { wants: 'y/n (1)', main: 'x/a' },
  'x/b': { wants: 'y/k' },
  'x/w': { wants: 'y/n' },
  'y/n (1)': { wants: 'y/n' },
};

test('a place that its winner gives up goes to the next who wants it', async () => {
  const { lines } = await planTree(LATE_LOSER);
  assert.deepEqual(lines, [
    'move x/a > y/k (1)',
    'move x/a.xmp > y/k (1).xmp',
    'move x/b > y/k',
    'move x/w > y/n',
    'remove_folder x',
  ]);
});

test('who stayed because of that winner goes after all, and frees places in turn', async () => {
  const tree: TreeSpec = { ...LATE_LOSER, 'z/c': { wants: 'x/b' } };
  const { lines, source } = await planTree(tree, { onConflict: 'skip' });
  assert.deepEqual(lines, ['move x/b > y/k', 'move x/w > y/n', 'move z/c > x/b', 'remove_folder z']);
  assert.equal(leftRows(source)['x/a'], leftReasonId('destination_exists'));
});

test('a duplicate whose twin had to go elsewhere is renamed, and others get its place', async () => {
  const { lines, plan } = await planTree(
    {
      'x/a': { wants: 'y/n (1)' },
      'x/w': { wants: 'y/n', size: 2 },
      'y/n (1)': { wants: 'y/n', size: 3 },
      'z/a': { wants: 'y/n (1)' },
      'q/m': { wants: 'z/a', size: 4 },
    },
    { onConflict: 'deduplicate', sameBytes: () => true },
  );
  assert.deepEqual(lines, [
    'move x/a > y/n (1) (1)',
    'move x/w > y/n',
    'move z/a > y/n (1) (2)',
    'move q/m > z/a',
    'remove_folder q',
    'remove_folder x',
  ]);
  assert.equal(plan.duplicates, 0);
});

test('a folder can be made after all when what was in its way leaves', async () => {
  const { lines, plan } = await planTree(
    { 'd/a': { wants: 'd/n' }, 'd/n/f': { wants: 'n/b/f', size: 2 }, n: { wants: 'd/n' } },
    { onConflict: 'deduplicate', sameBytes: () => true },
  );
  assert.equal(plan.filesPlanned, 3);
  assert.ok(lines.includes('move d/n/f > n/b/f'));
  assert.ok(lines.includes('remove_folder d/n'));
});
