import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SameFiles } from '../../../src/duplicates/same-files.ts';
import { allRows, sampleFiles } from './sample-files.ts';

test('has one row for each file, the first that was found, and knows the other names', () => {
  const table = sampleFiles([{ inode: 7n }, { inode: 8n }, { inode: 7n }, { inode: 9n }, { inode: 7n }]);
  const files = new SameFiles(table, allRows(table));
  assert.deepEqual([...files.rows], [0, 1, 3]);
  assert.deepEqual([...files.otherNames(0)], [2, 4]);
  assert.deepEqual([...files.otherNames(1)], []);
});

test('knows no other names of a row that is not the first of its file', () => {
  const table = sampleFiles([{ inode: 7n }, { inode: 7n }]);
  assert.deepEqual([...new SameFiles(table, allRows(table)).otherNames(1)], []);
});

test('takes equal inodes of different devices for different files', () => {
  const table = sampleFiles([
    { inode: 7n, device: 1n },
    { inode: 7n, device: 2n },
  ]);
  assert.deepEqual([...new SameFiles(table, allRows(table)).rows], [0, 1]);
});

test('counts every name exactly once, whatever rows take part', () => {
  const names = fc.array(fc.record({ inode: fc.bigInt({ min: 0n, max: 5n }), takesPart: fc.boolean() }), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(names, (given) => {
      const table = sampleFiles(given.map(({ inode }) => ({ inode })));
      const rows = allRows(table).filter((row) => given[row]?.takesPart);
      const files = new SameFiles(table, rows);
      const told = [...files.rows].flatMap((row) => [row, ...files.otherNames(row)]);
      assert.deepEqual(
        told.toSorted((a, b) => a - b),
        [...rows],
      );
      for (const row of files.rows) {
        for (const other of files.otherNames(row)) assert.equal(table.inode[other], table.inode[row]);
      }
      const inodes = [...files.rows].map((row) => table.inode[row]);
      assert.equal(new Set(inodes).size, inodes.length);
    }),
    { numRuns: 200 },
  );
});
