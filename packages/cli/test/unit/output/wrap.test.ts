import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'node:test';
import { wrap } from '../../../src/output/wrap.ts';

test('breaks between words, and lets a long word be', () => {
  assert.deepEqual(wrap('one two three', 7), ['one two', 'three']);
  assert.deepEqual(wrap('- a verylongword b', 6, '  '), ['- a', '  verylongword', '  b']);
  assert.deepEqual(wrap('', 5), ['']);
});

test('breaks nothing where there is no edge', () => {
  assert.deepEqual(wrap('one two three', Number.POSITIVE_INFINITY), ['one two three']);
});

test('loses no word', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]{1,9}$/), { minLength: 1 }), fc.nat(40), (words, width) => {
      assert.deepEqual(wrap(words.join(' '), width).join(' ').split(' '), words);
    }),
  );
});
