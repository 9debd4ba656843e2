import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSettledStamp } from '../../../src/ports/settled-stamp.ts';

const READ = 1_700_000_000_000_000_000n;
const MS = 1_000_000n;

test('waits for the tick of a clock to be over', () => {
  assert.equal(isSettledStamp(READ - 21n * MS, READ), true);
  assert.equal(isSettledStamp(READ - 20n * MS, READ), false);
  assert.equal(isSettledStamp(READ - 1n, READ), false);
});

test('waits longer where times are whole seconds', () => {
  assert.equal(isSettledStamp(READ - 3000n * MS, READ), false);
  assert.equal(isSettledStamp(READ - 4000n * MS, READ), true);
});

test('trusts no time of the future, which another clock wrote', () => {
  assert.equal(isSettledStamp(READ + 3_600_000n * MS + 1n, READ), false);
});
