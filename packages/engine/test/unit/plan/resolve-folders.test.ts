import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planTree } from './make-table.ts';

test('finds an existing folder under another spelling, and prefers the exact one', async () => {
  const alike = await planTree({ 'x/a': { wants: 'images/a' }, 'Images/b': {} });
  assert.deepEqual(alike.lines, ['move x/a > Images/a', 'remove_folder x']);
  const exact = await planTree({ 'x/a': { wants: 'images/a' }, 'Images/b': {}, 'images/c': {} });
  assert.equal(exact.lines[0], 'move x/a > images/a');
  const first = await planTree({ 'x/a': { wants: 'images/a' }, 'IMAGES/b': {}, 'Images/c': {} });
  assert.equal(first.lines[0], 'move x/a > IMAGES/a');
});

test('makes one folder of new ones that fold alike, under the first spelling', async () => {
  const { lines } = await planTree({
    a: { wants: 'R\u00e9union/a' },
    b: { wants: 're\u0301union/deep/b' },
    c: { wants: 'R\u00e9union/DEEP/c' },
  });
  assert.deepEqual(lines, [
    'make_folder R\u00e9union',
    'make_folder R\u00e9union/deep',
    'move a > R\u00e9union/a',
    'move b > R\u00e9union/deep/b',
    'move c > R\u00e9union/deep/c',
  ]);
});

test('does not make folders that only files which stay wanted', async () => {
  const { lines } = await planTree(
    { 'x/a': { wants: 'new/y/a' }, 'x/b': { wants: 'file/b', size: 2 }, file: {}, 'x/c': { wants: 'y/c' } },
    { unwritable: new Map([[1, 'permission_denied']]) },
  );
  assert.deepEqual(lines, []);
});

test('moves to the destination root itself', async () => {
  const { lines } = await planTree({ 'x/y/a': { wants: 'a' }, 'x/b': { wants: 'b' } });
  assert.deepEqual(lines, ['move x/y/a > a', 'move x/b > b', 'remove_folder x/y', 'remove_folder x']);
});
