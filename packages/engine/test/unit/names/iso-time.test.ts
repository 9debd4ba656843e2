import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isoTime } from '../../../src/names/iso-time.ts';

test('says times to the nanosecond, before 1970 too', () => {
  assert.equal(isoTime(0n), '1970-01-01T00:00:00.000000000Z');
  assert.equal(isoTime(1_709_208_000_000_000_001n), '2024-02-29T12:00:00.000000001Z');
  assert.equal(isoTime(-1n), '1969-12-31T23:59:59.999999999Z');
  assert.equal(isoTime(-1_000_000_000n), '1969-12-31T23:59:59.000000000Z');
});

test('says every time that a file can have, so that it can be read back', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (nanoseconds) => {
      const text = isoTime(nanoseconds);
      const [, seconds, rest] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.(\d{9})Z$/.exec(text) ?? [];
      assert.ok(seconds !== undefined && rest !== undefined, text);
      assert.equal(BigInt(Date.parse(`${seconds}Z`)) * 1_000_000n + BigInt(rest), nanoseconds);
    }),
    { numRuns: 300 },
  );
});

test('says seconds where no calendar here reaches', () => {
  assert.equal(isoTime(10n ** 25n), '@10000000000000000');
  assert.equal(isoTime(-(10n ** 25n)), '@-10000000000000000');
});
