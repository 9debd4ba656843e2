import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comparisonCandidates } from '../../../src/plan/comparison-candidates.ts';
import { makeTable, planInput, type TreeSpec } from './make-table.ts';

async function pairs(tree: TreeSpec, existing?: TreeSpec): Promise<string[]> {
  const fixture = makeTable(tree);
  const options = existing === undefined ? {} : { existing };
  const found = await comparisonCandidates(planInput({ fixture, tree }, { onConflict: 'deduplicate', ...options }));
  return Array.from({ length: found.count }, (_, i) => {
    return `${found.row[i] ?? ''} ${found.inOccupied[i] === 1 ? 'there' : 'here'} ${found.other[i] ?? ''}`;
  });
}

test('pairs files of one size that want one place with the first of them, and with what is there', async () => {
  const tree: TreeSpec = {
    'a/n': { wants: 'y/n' },
    'b/n': { wants: 'y/n' },
    'c/n': { wants: 'y/n', size: 2 },
    'd/n': { wants: 'y/N' },
    'y/n': {},
  };
  assert.deepEqual(await pairs(tree), ['0 here 4', '1 here 0', '1 here 4', '3 here 0', '3 here 4']);
});

test('pairs with files of the destination', async () => {
  assert.deepEqual(await pairs({ 'a/n': { wants: 'y/n' } }, { 'x/z': {}, 'y/N': {} }), ['0 there 1']);
});

test('leaves out what needs no comparing: other sizes, empty files, one inode, links, folders and companions', async () => {
  const tree: TreeSpec = {
    'a/1': { wants: 'y/1', size: 2 },
    'a/2': { wants: 'y/2', size: 0 },
    'a/3': { wants: 'y/3', inode: 3n },
    'a/4': { wants: 'y/4' },
    'a/5': { wants: 'y/5' },
    'a/6': { wants: 'y/6', main: 'a/1' },
    'y/1': {},
    'y/2': { size: 0 },
    'y/3': { inode: 3n },
    'y/4': { kind: 'symlink', left: 'symlink' },
    'y/5/f': {},
    'y/6': {},
  };
  assert.deepEqual(await pairs(tree), []);
});

test('lists as many pairs as there are, and changes nothing', async () => {
  const tree: Record<string, { wants: string }> = {};
  for (let i = 0; i < 600; i++) tree[`${i}/n`] = { wants: 'y/n' };
  assert.equal((await pairs(tree)).length, 599);
});
