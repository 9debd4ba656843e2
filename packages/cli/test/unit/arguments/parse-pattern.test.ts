import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePattern } from '../../../src/arguments/parse-pattern.ts';

test('takes a pattern as it is', () => {
  for (const text of ['*.jpg', '[', '\udcff', 'x'.repeat(65_536)]) assert.equal(parsePattern(text), text);
});

test('refuses what cannot be compiled', () => {
  assert.throws(() => parsePattern(''), /empty/);
  assert.throws(() => parsePattern('x'.repeat(65_537)), /too long/);
});
