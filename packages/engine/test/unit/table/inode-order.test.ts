import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { inodeOrder } from '../../../src/table/inode-order.ts';
import { allRows, sampleFiles } from '../duplicates/sample-files.ts';

const MOST = 2n ** 64n - 1n;

/** Any 64 bits, and numbers that differ in one digit of the sort only. */
const anyId = fc.oneof(
  fc.bigInt({ min: 0n, max: MOST }),
  fc.bigInt({ min: 0n, max: 3n }),
  fc.tuple(fc.constantFrom(0n, 16n, 32n, 48n), fc.bigInt({ min: 0n, max: 2n })).map(([shift, digit]) => digit << shift),
  fc.constantFrom(MOST, 2n ** 63n, 2n ** 63n - 1n),
);

test('sorts by device, then inode, all 64 bits of them, as a plain sort does', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyId, anyId), { maxLength: 40 }), (ids) => {
      const table = sampleFiles(ids.map(([device, inode]) => ({ device, inode })));
      const plain = ids
        .map(([device, inode], position) => ({ device, inode, position }))
        .sort((a, b) => compare(a.device, b.device) || compare(a.inode, b.inode) || a.position - b.position)
        .map(({ position }) => position);
      assert.deepEqual([...inodeOrder(table, allRows(table))], plain);
    }),
    { numRuns: 300 },
  );
});

test('answers positions in the rows it is given', () => {
  const table = sampleFiles([{ inode: 5n }, { inode: 4n }, { inode: 3n }, { inode: 2n }]);
  assert.deepEqual([...inodeOrder(table, Uint32Array.of(3, 0, 2))], [0, 2, 1]);
});

test('leaves the rows as they were', () => {
  const table = sampleFiles([{ inode: 2n }, { inode: 1n }]);
  const rows = allRows(table);
  inodeOrder(table, rows);
  assert.deepEqual([...rows], [0, 1]);
});

test('sorts nothing at all', () => {
  assert.deepEqual([...inodeOrder(sampleFiles([]), new Uint32Array(0))], []);
});

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
