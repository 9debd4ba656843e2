import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planTree, type PlanOptions, type TreeSpec } from './make-table.ts';

async function removed(tree: TreeSpec, options: PlanOptions = {}): Promise<string[]> {
  const { lines } = await planTree(tree, options);
  return lines.filter((line) => line.startsWith('remove_folder ')).map((line) => line.slice('remove_folder '.length));
}

const DEEP: TreeSpec = { 'a/b/c/1': { wants: 'z/1' }, 'a/b/2': { wants: 'z/2' }, 'a/d/3': { wants: 'z/3' } };

test('removes emptied folders, children before their parents', async () => {
  assert.deepEqual(await removed(DEEP), ['a/d', 'a/b/c', 'a/b', 'a']);
});

test('keeps folders that something stays in, and all above them', async () => {
  assert.deepEqual(await removed({ ...DEEP, 'a/b/.keep': { left: 'hidden' } }), ['a/d', 'a/b/c']);
  assert.deepEqual(await removed({ ...DEEP, 'a/b/p': { kind: 'folder', left: 'project' } }), ['a/d', 'a/b/c']);
});

test('keeps folders that were empty before, and all above them', async () => {
  assert.deepEqual(await removed({ ...DEEP, 'a/d/empty': { kind: 'folder' } }), ['a/b/c', 'a/b']);
});

test('keeps folders whose entries are not all known, and those whose parent cannot be written to', async () => {
  assert.deepEqual(await removed(DEEP, { incompleteFolders: new Set([2]) }), ['a/d', 'a/b/c']);
  assert.deepEqual(await removed(DEEP, { unwritable: new Map([[1, 'permission_denied']]) }), ['a/b/c']);
});

test('keeps folders that files go to', async () => {
  assert.deepEqual(await removed({ 'a/b/1': { wants: 'a/2' }, 'c/3': { wants: 'a/b/4/5' } }), ['c']);
});

test('removes nothing when copying or asked to keep empty folders', async () => {
  assert.deepEqual(await removed(DEEP, { mode: 'copy' }), []);
  assert.deepEqual(await removed(DEEP, { keepEmptyDirs: true }), []);
});

test('removes nothing of the destination', async () => {
  assert.deepEqual(await removed(DEEP, { existing: { 'z/0': {}, 'old/empty': { kind: 'folder' } } }), [
    'a/d',
    'a/b/c',
    'a/b',
    'a',
  ]);
});
