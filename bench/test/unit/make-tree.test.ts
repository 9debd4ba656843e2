import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { snapshotTree } from '@kempt/engine/testing/tree-snapshot';
import type { TreeSnapshot } from '@kempt/engine/testing/tree-snapshot';
import { organizeBarely } from '../../src/floor.ts';
import { makeTree } from '../../src/make-tree.ts';
import { countFiles } from '../../src/workplace.ts';

describe('makeTree', () => {
  let directory = '';
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'make-tree-'));
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });
  const files = (tree: TreeSnapshot): string[] =>
    [...tree]
      .filter(([, { kind }]) => kind === 'file')
      .map(([path, { mtime, content }]) => `${path} ${mtime} ${content}`)
      .sort();

  it('makes as many files as asked, the same for the same seed and others for another', async () => {
    const trees: string[][] = [];
    for (const [name, seed] of [
      ['a', 1],
      ['b', 1],
      ['c', 2],
    ] as const) {
      const root = join(directory, name);
      const made = await makeTree({ root, files: 3000, seed });
      assert.deepEqual([made.files, made.folders, countFiles([root])], [3000, 15, 3000]);
      trees.push(files(snapshotTree(root)));
    }
    assert.deepEqual(trees[0], trees[1]);
    assert.notDeepEqual(trees[0]?.slice(0, 5), trees[2]?.slice(0, 5));
  });

  it('refuses to write into a folder that is there', async () => {
    await assert.rejects(makeTree({ root: directory, files: 10, seed: 1 }), { code: 'EEXIST' });
  });

  it('gives the floor a tree that loses no file', async () => {
    const root = join(directory, 'floor');
    await makeTree({ root, files: 2000, seed: 3 });
    const before = [...snapshotTree(root).values()].map(({ content }) => content).filter((content) => content !== '');
    assert.equal(organizeBarely(root), 2000);
    const after = [...snapshotTree(root).values()].map(({ content }) => content).filter((content) => content !== '');
    assert.deepEqual(after.sort(), before.sort());
  });
});
