import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'node:test';
import { displayWidth, shorten } from '../../../src/output/display-width.ts';

test('counts columns, not characters', () => {
  assert.equal(displayWidth('plain'), 5);
  assert.equal(displayWidth('日本'), 4);
  assert.equal(displayWidth('😀'), 2);
  assert.equal(displayWidth('e\u0301'), 1);
  assert.equal(displayWidth('\u001b[31mred\u001b[39m'), 3);
});

test('leaves a text alone that fits', () => {
  assert.equal(shorten('abc', 3), 'abc');
  assert.equal(shorten('', 0), '');
});

test('cuts the middle and keeps both ends', () => {
  assert.equal(shorten('abcdefghij', 7), 'abc…hij');
  assert.equal(shorten('abcdefghij', 1), '…');
  assert.equal(shorten('abcdefghij', 0), '');
});

test('never cuts an ideograph in half', () => {
  assert.equal(shorten('日本語日本語', 6), '日…語');
});

test('is never wider than asked', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(30), (text, width) => {
      assert.ok(displayWidth(shorten(text, width)) <= width);
    }),
  );
});
