import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readingOrder, type ReadOrder } from '../../../src/duplicates/reading-order.ts';
import { sampleFiles } from './sample-files.ts';

const TABLE = sampleFiles([
  { inode: 9n, size: 10 },
  { inode: 2n, size: 30 },
  { inode: 5n, size: 20 },
  { inode: 1n, size: 30 },
]);

function rowsIn(order: ReadOrder, rows: Uint32Array): number[] {
  return [...readingOrder({ table: TABLE, order }, rows)].map((position) => rows[position] ?? -1);
}

test('reads in the order of the scan, so that each folder is opened once', () => {
  assert.deepEqual(rowsIn('folder', Uint32Array.of(0, 2, 3)), [0, 2, 3]);
});

test('reads in the order of inodes where the disk turns', () => {
  assert.deepEqual(rowsIn('inode', Uint32Array.of(0, 1, 2, 3)), [3, 1, 2, 0]);
  assert.deepEqual(rowsIn('inode', Uint32Array.of(0, 2)), [2, 0]);
});

test('reads the largest first, equal ones as the scan found them', () => {
  assert.deepEqual(rowsIn('size', Uint32Array.of(0, 1, 2, 3)), [1, 3, 2, 0]);
  assert.deepEqual(rowsIn('size', Uint32Array.of(0, 2)), [2, 0]);
});

test('orders nothing at all', () => {
  for (const order of ['folder', 'inode', 'size'] as const) assert.deepEqual(rowsIn(order, new Uint32Array(0)), []);
});
