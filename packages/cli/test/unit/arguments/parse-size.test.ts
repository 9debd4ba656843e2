import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSize } from '../../../src/arguments/parse-size.ts';

test('reads bytes', () => {
  assert.deepEqual(['0', '1', '4096', '12b', '12B'].map(parseSize), [0, 1, 4096, 12, 12]);
});

test('reads letters as powers of 1,000, and of 1,024 with an i', () => {
  assert.deepEqual(['2k', '2K', '2kB', '2KB'].map(parseSize), [2000, 2000, 2000, 2000]);
  assert.deepEqual(['2Ki', '2KiB', '2kib'].map(parseSize), [2048, 2048, 2048]);
  assert.deepEqual(['1k', '1M', '1G', '1T', '1P'].map(parseSize), [1e3, 1e6, 1e9, 1e12, 1e15]);
  assert.deepEqual(['1Ki', '1Mi', '1Gi', '1Ti', '1Pi'].map(parseSize), [2 ** 10, 2 ** 20, 2 ** 30, 2 ** 40, 2 ** 50]);
});

test('reads parts of a unit as whole bytes', () => {
  assert.deepEqual(['1.5M', '1.1M', '0.5KiB', '0.0004k'].map(parseSize), [1_500_000, 1_100_000, 512, 0]);
});

test('refuses what is no size', () => {
  for (const text of [
    '',
    'k',
    'MB',
    '-1',
    '+1',
    '1.5',
    '1.5B',
    '1e3',
    '1 k',
    ' 1',
    '1,5M',
    '1.k',
    '.5k',
    '1x',
    '1i',
    '1kk',
    '1bb',
    '0x10',
  ]) {
    assert.throws(() => parseSize(text), /Give bytes, or a number with k, M/, text);
  }
});

test('refuses what no file can hold', () => {
  for (const text of ['10P', '9007199254740992', '9'.repeat(400)]) assert.throws(() => parseSize(text), /that large/);
  assert.equal(parseSize('9007199254740991'), Number.MAX_SAFE_INTEGER);
});
