import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { foldName } from '../../../src/names/fold-name.ts';
import { decodeRaw } from '../../../src/names/raw-string.ts';
import { anyBytes } from './any-bytes.ts';

test('folding twice is folding once', () => {
  const unicode = fc.string({ unit: 'binary', maxLength: 12 });
  fc.assert(
    fc.property(fc.oneof(anyBytes.map(decodeRaw), unicode), (raw) => {
      assert.equal(foldName(foldName(raw)), foldName(raw));
    }),
    { numRuns: 400 },
  );
});

test('every single character folds to a fixed point', () => {
  for (let code = 0; code <= 0x1ffff; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const folded = foldName(String.fromCodePoint(code));
    assert.equal(foldName(folded), folded, code.toString(16));
  }
});

test('upper and lower case of a name fold alike', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 12 }), (raw) => {
      assert.equal(foldName(raw.toUpperCase()), foldName(raw));
      assert.equal(foldName(raw.normalize('NFD')), foldName(raw.normalize('NFC')));
    }),
    { numRuns: 500 },
  );
});

test('spellings that some file system takes for one file fold alike', () => {
  const twins: [string, string][] = [
    ['Readme.TXT', 'README.txt'],
    ['caf\u00e9', 'CAFE\u0301'],
    ['straße', 'STRASSE'],
    ['STRAẞE', 'straße'],
    ['ΣΑΣ', 'σας'],
    ['\u212a', 'k'],
    ['a\u00adb\u200d.txt', 'ab.txt'],
    ['name.', 'name'],
    ['name. .', 'NAME'],
  ];
  for (const [a, b] of twins) assert.equal(foldName(a), foldName(b), `${a} ${b}`);
});

test('bytes that are not UTF-8 stay apart', () => {
  assert.notEqual(foldName('a\udce9'), foldName('a\udcc9'));
  assert.notEqual(foldName('a.b'), foldName('ab'));
});
