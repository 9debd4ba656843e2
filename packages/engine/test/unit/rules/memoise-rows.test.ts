import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { memoiseRows } from '../../../src/rules/memoise-rows.ts';

test('works once for rows with the same keys, and never mixes others up', () => {
  const small = fc.integer({ min: 0, max: 3 });
  const keyRow = fc.tuple(small, fc.constantFrom(0, 1, 2 ** 31, 2 ** 32 - 1), small);
  fc.assert(
    fc.property(fc.array(keyRow, { maxLength: 60 }), fc.integer({ min: 0, max: 3 }), (rows, count) => {
      const worked: number[] = [];
      const keys = [0, 1, 2].slice(0, count).map((index) => (row: number) => rows[row]?.[index] ?? 0);
      const memo = memoiseRows(keys, (row) => worked.push(row) - 1);
      const text = (row: number): string => JSON.stringify(rows[row]?.slice(0, count));
      for (const row of rows.keys()) {
        assert.equal(text(worked[memo(row)] ?? -1), text(row));
      }
      assert.equal(worked.length, new Set(worked.map(text)).size);
    }),
  );
});

test('goes on without remembering when there are too many keys to tell apart', () => {
  const memo = memoiseRows([(row) => row, () => 7], (row) => row * 2, 3);
  for (const row of [1, 12, 5, 100, 12, 100]) assert.equal(memo(row), row * 2);
});
