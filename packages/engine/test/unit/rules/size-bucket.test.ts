import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sizeBucket } from '../../../src/rules/size-bucket.ts';

test('sizes have words', () => {
  const words = [0, 1, 9999, 10_000, 999_999, 1e6, 1e8, 999_999_999, 1e9, Infinity].map(sizeBucket);
  assert.deepEqual(words, ['empty', 'tiny', 'tiny', 'small', 'small', 'medium', 'large', 'large', 'huge', 'huge']);
});
