import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFolderFacts, isFolderRef, isRecord } from '../../../src/journal/guards.ts';
import { FACTS } from './plan-samples.ts';

test('takes objects alone for records', () => {
  assert.equal(isRecord({}), true);
  for (const value of [null, [], 1, 'x', undefined]) assert.equal(isRecord(value), false);
});

test('takes folders below a root for folders, and nothing that leads elsewhere', () => {
  for (const path of ['', 'a', 'a/b', '...', ' ', 'a\udcff', '.a']) assert.equal(isFolderRef({ root: 0, path }), true);
  for (const path of ['/', '/a', 'a/', 'a//b', '.', '..', 'a/..', 'a/./b', '../a', 'a\0', 7]) {
    assert.equal(isFolderRef({ root: 0, path }), false, String(path));
  }
  for (const root of [-1, 0.5, '0', 0n, undefined]) assert.equal(isFolderRef({ root, path: '' }), false);
  assert.equal(isFolderRef('a'), false);
});

test('takes folder facts for facts only when every one has its type', () => {
  assert.equal(isFolderFacts(FACTS), true);
  assert.equal(isFolderFacts([FACTS]), false);
  for (const name of ['device', 'inode', 'atime', 'mtime', 'mode', 'uid', 'gid', 'xattrs']) {
    assert.equal(isFolderFacts({ ...FACTS, [name]: 'x' }), false, name);
  }
  assert.equal(isFolderFacts({ ...FACTS, mode: 0.5 }), false);
  for (const xattr of [null, { name: 'a' }, { name: 1, value: '' }]) {
    assert.equal(isFolderFacts({ ...FACTS, xattrs: [xattr] }), false);
  }
});
