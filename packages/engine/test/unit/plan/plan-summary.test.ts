import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leftReasonId } from '@kempt/contracts';
import { planTree } from './make-table.ts';

test('counts planned, in place and left, with bytes and reasons', async () => {
  const { plan } = await planTree(
    {
      'x/a': { wants: 'y/a', size: 10 },
      'x/b': { wants: 'y/b', size: 20 },
      'y/c': {},
      'x/d': { wants: 'y/c' },
      '.e': { left: 'hidden' },
      f: { kind: 'symlink', left: 'symlink' },
      p: { kind: 'folder', left: 'project' },
    },
    { onConflict: 'skip' },
  );
  assert.deepEqual([plan.filesPlanned, plan.bytesPlanned, plan.filesInPlace, plan.filesLeft], [2, 30, 1, 3]);
  const left = ['destination_exists', 'hidden', 'symlink', 'project', 'none'] as const;
  assert.deepEqual(
    left.map((reason) => plan.left[leftReasonId(reason)]),
    [1, 1, 1, 1, 0],
  );
});

test('lists destinations by files', async () => {
  const { plan } = await planTree({
    'x/a': { wants: 'few/a', size: 5 },
    'x/b': { wants: 'many/b', size: 6 },
    'x/c': { wants: 'many/c', size: 7 },
  });
  assert.deepEqual(plan.destinations, [
    { folder: { root: 0, path: 'many' }, files: 2, bytes: 13 },
    { folder: { root: 0, path: 'few' }, files: 1, bytes: 5 },
  ]);
});

test('lists the first 20 conflicts and mismatches, and counts all', async () => {
  const tree: Record<string, { wants?: string; mismatch?: boolean }> = { 'y/a': {} };
  for (let i = 0; i < 30; i++) tree[`${i}/a`] = { wants: 'y/a', mismatch: true };
  const { plan } = await planTree(tree);
  assert.deepEqual([plan.conflicts.length, plan.conflictsTotal], [20, 30]);
  assert.deepEqual(plan.conflicts[0], { row: 1, step: 0 });
  assert.deepEqual([plan.mismatches.length, plan.mismatchesTotal, plan.mismatches[0]], [20, 30, 1]);
  const skipped = await planTree(tree, { onConflict: 'skip' });
  assert.deepEqual(skipped.plan.conflicts[0], { row: 1, step: undefined });
});
