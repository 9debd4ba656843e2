import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { displayName, needsBase64, parseDisplayName, rawBase64 } from '../../../src/names/display-name.ts';
import { decodeRaw } from '../../../src/names/raw-string.ts';
import { anyBytes } from './any-bytes.ts';

test('what is shown can be read back, whatever the bytes', () => {
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      const raw = decodeRaw(bytes);
      assert.equal(parseDisplayName(displayName(raw)), raw);
    }),
    { numRuns: 2000 },
  );
});

test('what is shown holds no control character, no line separator and no lone surrogate', () => {
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      const shown = displayName(decodeRaw(bytes));
      assert.doesNotMatch(shown, /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}]/u);
      assert.ok(shown.isWellFormed());
    }),
    { numRuns: 2000 },
  );
});

test('ordinary names are shown as they are', () => {
  for (const name of ['photo.jpg', 'Grüße 漢字 👩‍👩‍👧.txt', "it's (1).txt"]) {
    assert.equal(displayName(name), name);
    assert.equal(needsBase64(name), false);
  }
});

test('each kind of dangerous character has its escape', () => {
  const escapes: [string, string][] = [
    ['a\nb', 'a\\x0ab'],
    ['\u001b[31m', '\\x1b[31m'],
    ['\u007f', '\\x7f'],
    ['\u0085', '\\u{85}'],
    ['\u2028', '\\u{2028}'],
    ['\u202etxt.exe', '\\u{202e}txt.exe'],
    ['\u061c\u200f\u2066', '\\u{61c}\\u{200f}\\u{2066}'],
    ['back\\slash', 'back\\\\slash'],
    ['latin-\udce9', 'latin-\\xe9'],
    ['\ud800', '\\u{d800}'],
  ];
  for (const [raw, shown] of escapes) {
    assert.equal(displayName(raw), shown);
    assert.equal(needsBase64(raw), true);
  }
});

test('escapes of bytes that together are UTF-8 read as their character', () => {
  assert.equal(parseDisplayName('\\xc3\\xa9'), 'é');
  assert.equal(parseDisplayName('\\u{1F600}'), '😀');
});

test('a backslash that begins no escape is refused', () => {
  for (const shown of ['\\', 'a\\b', '\\x4', '\\xgg', '\\u{}', '\\u{110000}', '\\u0041', '\\\\\\']) {
    assert.equal(parseDisplayName(shown), undefined, shown);
  }
});

test('base64 carries the raw bytes', () => {
  assert.equal(rawBase64('a\udcff'), Buffer.from([0x61, 0xff]).toString('base64'));
});
