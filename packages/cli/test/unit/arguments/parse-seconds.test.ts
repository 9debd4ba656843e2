import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAge, parseSeconds } from '../../../src/arguments/parse-seconds.ts';

test('reads seconds', () => {
  assert.equal(parseSeconds('0'), 0);
  assert.equal(parseSeconds('2.5'), 2.5);
});

test('refuses what is no number of seconds', () => {
  for (const text of ['', '-1', '1e3', 'x', '2s', ' 2', 'NaN'])
    assert.throws(() => parseSeconds(text), /number of seconds/);
});

test('reads ages in every unit', () => {
  const ages = ['7s', '7m', '7h', '7d', '7w'].map(parseAge);
  assert.deepEqual(ages, [7, 420, 25_200, 604_800, 4_233_600]);
});

test('refuses what is no age', () => {
  for (const text of ['', '30', 'd', '-3d', '1.5d', '30 d', '30y']) assert.throws(() => parseAge(text), /unit/);
});
