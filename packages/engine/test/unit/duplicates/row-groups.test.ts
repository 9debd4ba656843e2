import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RowGroups } from '../../../src/duplicates/row-groups.ts';

function groupsOf(keys: readonly number[]): RowGroups {
  return new RowGroups(keys.length, {
    hash: (position) => keys[position] ?? 0,
    same: (a, b) => keys[a] === keys[b],
  });
}

/** The same with a map of lists. */
function groupsPlainly(keys: readonly number[]): number[][] {
  const lists = new Map<number, number[]>();
  keys.forEach((key, position) => {
    lists.set(key, [...(lists.get(key) ?? []), position]);
  });
  return [...lists.values()];
}

test('puts equal keys together, in order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 60 }), (keys) => {
      const groups = groupsOf(keys);
      const found = Array.from(groups.firsts(1), (first) => [...groups.members(first)]);
      assert.deepEqual(found, groupsPlainly(keys));
    }),
    { numRuns: 300 },
  );
});

test('keeps keys apart whose hashes are equal', () => {
  const groups = new RowGroups(4, { hash: () => 7, same: (a, b) => a % 2 === b % 2 });
  assert.deepEqual(
    Array.from(groups.firsts(1), (first) => [...groups.members(first)]),
    [
      [0, 2],
      [1, 3],
    ],
  );
});

test('names every position that shares its key', () => {
  assert.deepEqual([...groupsOf([5, 6, 5, 7, 6, 8]).shared()], [0, 1, 2, 4]);
  assert.deepEqual([...groupsOf([]).shared()], []);
});

test('gives a size only to the first of a group', () => {
  const groups = groupsOf([1, 1, 2, 1]);
  assert.deepEqual(
    [0, 1, 2, 3].map((position) => groups.sizeOf(position)),
    [3, 0, 1, 0],
  );
});
