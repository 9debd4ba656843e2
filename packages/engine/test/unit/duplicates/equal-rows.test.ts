import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { groupByHash, groupByInode, HASH_BYTES, pick, rowsOfEqualSize } from '../../../src/duplicates/equal-rows.ts';
import type { RowGroups } from '../../../src/duplicates/row-groups.ts';
import { allRows, sampleFiles } from './sample-files.ts';

function listed(groups: RowGroups): number[][] {
  return Array.from(groups.firsts(1), (first) => [...groups.members(first)]);
}

/** Positions by key, with a map. */
function listedPlainly(keys: readonly unknown[]): number[][] {
  const lists = new Map<unknown, number[]>();
  keys.forEach((key, position) => {
    lists.set(key, [...(lists.get(key) ?? []), position]);
  });
  return [...lists.values()];
}

const anySize = fc.oneof(
  fc.integer({ min: 0, max: 4 }),
  fc.constantFrom(0xffff_ffff, 0x1_0000_0000, 0x1_0000_0001, 0x2_0000_0002, Number.MAX_SAFE_INTEGER),
);

/** 64-bit numbers, many of them alike in one half. */
const anyId = fc
  .tuple(fc.constantFrom(0n, 1n, 0x7fff_ffffn, 0xffff_ffffn), fc.constantFrom(0n, 1n, 2n, 0xffff_ffffn))
  .map(([high, low]) => (high << 32n) | low);

test('keeps the rows whose size some other row has, in order', () => {
  fc.assert(
    fc.property(fc.array(anySize, { maxLength: 30 }), (sizes) => {
      const table = sampleFiles(sizes.map((size) => ({ size })));
      const expected = sizes.flatMap((size, row) => (sizes.filter((other) => other === size).length > 1 ? [row] : []));
      assert.deepEqual([...rowsOfEqualSize(table, allRows(table))], expected);
    }),
    { numRuns: 200 },
  );
});

test('looks at no rows but those it is given', () => {
  const table = sampleFiles([{ size: 5 }, { size: 7 }, { size: 5 }, { size: 7 }]);
  assert.deepEqual([...rowsOfEqualSize(table, Uint32Array.of(0, 1, 3))], [1, 3]);
});

test('tells sizes apart that differ by a multiple of 2^32', () => {
  const table = sampleFiles([{ size: 1 }, { size: 0x1_0000_0001 }, { size: 0x1_0000_0000 }]);
  assert.deepEqual([...rowsOfEqualSize(table, allRows(table))], []);
});

test('puts names of one file together by device and inode, all 64 bits of them', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyId, anyId), { maxLength: 30 }), (ids) => {
      const table = sampleFiles(ids.map(([device, inode]) => ({ device, inode })));
      const keys = ids.map(([device, inode]) => `${device}:${inode}`);
      assert.deepEqual(listed(groupByInode(table, allRows(table))), listedPlainly(keys));
    }),
    { numRuns: 200 },
  );
});

test('puts rows together only where size and every byte of the hash are equal', () => {
  const file = fc.record({
    size: fc.constantFrom(1, 2),
    at: fc.integer({ min: 0, max: HASH_BYTES - 1 }),
    byte: fc.integer({ min: 0, max: 1 }),
  });
  fc.assert(
    fc.property(fc.array(file, { maxLength: 30 }), (files) => {
      const table = sampleFiles(files.map(({ size }) => ({ size })));
      const hash = new Uint8Array(files.length * HASH_BYTES);
      files.forEach(({ at, byte }, position) => {
        hash[position * HASH_BYTES + at] = byte;
      });
      const keys = files.map(({ size, at, byte }) => (byte === 0 ? `${size}` : `${size} ${at}`));
      assert.deepEqual(listed(groupByHash(table, { rows: allRows(table), hash })), listedPlainly(keys));
    }),
    { numRuns: 200 },
  );
});

test('takes the sizes of the rows, not of the positions', () => {
  const table = sampleFiles([{ size: 1 }, { size: 2 }, { size: 1 }]);
  const hash = new Uint8Array(2 * HASH_BYTES);
  assert.deepEqual(listed(groupByHash(table, { rows: Uint32Array.of(0, 2), hash })), [[0, 1]]);
  assert.deepEqual(listed(groupByHash(table, { rows: Uint32Array.of(0, 1), hash })), [[0], [1]]);
});

test('picks rows by position', () => {
  assert.deepEqual([...pick(Uint32Array.of(7, 8, 9), Uint32Array.of(2, 0))], [9, 7]);
});
