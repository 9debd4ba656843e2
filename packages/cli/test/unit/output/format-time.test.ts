import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatTime } from '../../../src/output/format-time.ts';

test('writes a time in the local zone', () => {
  const local = new Date(2025, 2, 9, 4, 5, 6);
  assert.equal(formatTime(local.toISOString()), '2025-03-09 04:05');
});

test('writes a dash where there is no time', () => {
  assert.equal(formatTime(null), '–');
});
