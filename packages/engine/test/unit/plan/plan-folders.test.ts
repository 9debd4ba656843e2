import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NONE } from '../../../src/plan/id-at.ts';
import { PlanFolders } from '../../../src/plan/plan-folders.ts';
import { makeTable, planTree } from './make-table.ts';

const source = makeTable({ 'a/b/f': {}, c: { kind: 'folder' } }).table;
const other = makeTable({ 'x/a/f': {}, 'x/new/g': {}, y: { kind: 'folder' } }).table;

test('keeps the ids of the source table and numbers new folders behind', () => {
  const folders = new PlanFolders({ table: source, occupied: source, sourceRoot: 4, destinationRoot: 4 });
  const made = folders.addNew(folders.addNew(folders.root, 'm'), 'n');
  assert.deepEqual([folders.root, folders.count, folders.existingCount, folders.tableCount], [0, 6, 4, 4]);
  assert.deepEqual(folders.refOf(2), { root: 4, path: 'a/b' });
  assert.deepEqual(folders.refOf(made), { root: 4, path: 'm/n' });
  assert.deepEqual([folders.nameOf(0), folders.nameOf(2), folders.nameOf(made)], ['', 'b', 'n']);
  assert.deepEqual([folders.parentOf(0), folders.parentOf(2), folders.parentOf(made)], [NONE, 1, 4]);
  assert.deepEqual(folders.childrenOf(0), [1, 3]);
});

test('numbers the folders of another destination behind those of the source', () => {
  const folders = new PlanFolders({ table: source, occupied: other, sourceRoot: 0, destinationRoot: 1 });
  assert.equal(folders.root, 4);
  assert.deepEqual(folders.refOf(folders.ofOccupied(2)), { root: 1, path: 'x/a' });
  assert.deepEqual(folders.childrenOf(folders.root), [5, 8]);
  assert.equal(folders.parentOf(folders.ofOccupied(2)), folders.ofOccupied(1));
});

test('knows the folders of a source that lies in the destination under one number', () => {
  const trees = { table: source, occupied: other, sourceRoot: 0, destinationRoot: 1 };
  const folders = new PlanFolders({ ...trees, sourceBelowDestination: 'x' });
  assert.deepEqual([folders.ofOccupied(1), folders.ofOccupied(2)], [0, 1]);
  assert.deepEqual([folders.root, folders.ofOccupied(3)], [4, 7]);
  assert.deepEqual(folders.parentOf(7), 0);
  assert.deepEqual(folders.childrenOf(0), [1, 3, 7]);
  assert.equal(new PlanFolders({ ...trees, sourceBelowDestination: '' }).root, 0);
});

test('files of a source that is a folder of the destination can be in place there', async () => {
  const { lines, plan } = await planTree(
    { 'a.jpg': { wants: 'images/a.jpg' }, 'b.txt': { wants: 'documents/b.txt' }, 'c.jpg': { wants: 'images/A.jpg' } },
    {
      existing: { 'images/a.jpg': {}, 'images/b.txt': {}, 'images/c.jpg': {}, 'other/z': {} },
      sourceBelowDestination: 'images',
    },
  );
  assert.deepEqual(lines, ['make_folder 1:documents', 'move b.txt > 1:documents/b.txt', 'move c.jpg > A (1).jpg']);
  assert.equal(plan.filesInPlace, 1);
});
