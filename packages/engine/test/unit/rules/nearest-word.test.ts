import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearestWord } from '../../../src/rules/nearest-word.ts';

test('the nearest word is the one with the fewest slips, swaps counted as one', () => {
  assert.equal(nearestWord('catgeory', ['counter', 'category']), 'category');
  assert.equal(nearestWord('FILENAME', ['name', 'filename']), 'filename');
  assert.equal(nearestWord('xyzxyzxyz', ['name', 'year']), undefined);
  assert.equal(nearestWord('', []), undefined);
});
