import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { InodeWalk } from '../../../src/duplicates/inode-walk.ts';
import { allRows, sampleFiles } from './sample-files.ts';

const anyId = fc.oneof(fc.bigInt({ min: 0n, max: 6n }), fc.constantFrom(2n ** 63n, 2n ** 64n - 1n));
const anyKey = fc.record({ device: fc.constantFrom(0n, 1n, 2n ** 63n), inode: anyId });
const anyKeys = fc.uniqueArray(anyKey, { selector: ({ device, inode }) => `${device} ${inode}`, maxLength: 20 });

test('finds what a map finds, for keys that come in rising order', () => {
  fc.assert(
    fc.property(anyKeys, anyKeys, (files, asked) => {
      const table = sampleFiles(files);
      const walk = new InodeWalk(table, allRows(table));
      const rising = asked.toSorted((a, b) => compare(a.device, b.device) || compare(a.inode, b.inode));
      for (const { device, inode } of rising) {
        const at = files.findIndex((file) => file.device === device && file.inode === inode);
        assert.equal(walk.find(device, inode), at === -1 ? undefined : at);
      }
    }),
    { numRuns: 300 },
  );
});

test('finds a key as often as it is asked for', () => {
  const table = sampleFiles([{ inode: 3n }, { inode: 1n }]);
  const walk = new InodeWalk(table, allRows(table));
  assert.deepEqual([walk.find(1n, 1n), walk.find(1n, 1n), walk.find(1n, 3n), walk.find(1n, 3n)], [1, 1, 0, 0]);
});

test('answers positions in the rows it is given', () => {
  const table = sampleFiles([{ inode: 1n }, { inode: 2n }, { inode: 3n }]);
  const walk = new InodeWalk(table, Uint32Array.of(2, 0));
  assert.deepEqual([walk.find(1n, 1n), walk.find(1n, 2n), walk.find(1n, 3n)], [1, undefined, 0]);
});

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
