import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CompanionGroups } from '../../../src/plan/companion-groups.ts';
import { NONE } from '../../../src/plan/id-at.ts';
import { Destinations } from '../../../src/table/destinations.ts';

function groups(main: Readonly<Record<number, number>>, rows = 8): CompanionGroups {
  const destinations = new Destinations(rows);
  for (const [row, of] of Object.entries(main)) destinations.main[Number(row)] = of;
  return new CompanionGroups(destinations, rows);
}

test('without companions every row is a group', () => {
  const alone = groups({});
  assert.deepEqual([alone.any, alone.of(3), alone.after(3), alone.rows(3)], [false, 3, NONE, [3]]);
});

test('a group is its main row and its companions in order of rows', () => {
  const some = groups({ 1: 4, 6: 4, 2: 0 });
  assert.deepEqual([some.any, some.of(6), some.of(4), some.of(5)], [true, 4, 4, 5]);
  assert.deepEqual([some.rows(4), some.rows(0), some.rows(5)], [[4, 1, 6], [0, 2], [5]]);
});

test('a companion of a companion belongs to the main file of both, and a ring to nobody', () => {
  assert.deepEqual(groups({ 1: 0, 2: 1 }).rows(0), [0, 1, 2]);
  const ring = groups({ 1: 2, 2: 1, 3: 99 });
  assert.deepEqual([ring.of(1), ring.of(2), ring.of(3)], [1, 2, 3]);
});
