import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { foldName } from '../../../src/names/fold-name.ts';
import { decodeRaw, encodeRaw } from '../../../src/names/raw-string.ts';
import { FoldBuffer } from '../../../src/plan/fold-bytes.ts';

const name = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary-ascii' }),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => decodeRaw(bytes)),
  fc.constantFrom('a. ', 'A..', '\u212aelvin', '\ufb01', 'stra\u00dfe', '\u200d'),
);

test('folds bytes exactly as foldName folds text', () => {
  const buffer = new FoldBuffer();
  const property = fc.property(name, (raw) => {
    buffer.fold(encodeRaw(raw));
    assert.equal(decodeRaw(buffer.bytes.subarray(0, buffer.length)), decodeRaw(encodeRaw(foldName(raw))));
  });
  fc.assert(property, { numRuns: 500 });
});

test('gives one hash to all spellings of a name, plain ASCII among them', () => {
  const buffer = new FoldBuffer();
  assert.equal(buffer.fold(encodeRaw('\u212aELVIN')), buffer.fold(encodeRaw('kelvin')));
  assert.equal(buffer.fold(encodeRaw('a.')), buffer.fold(encodeRaw('A')));
  assert.notEqual(buffer.fold(encodeRaw('a')), buffer.fold(encodeRaw('b')));
});

test('takes names longer than its buffer', () => {
  for (const letter of ['N', '\u0390']) {
    const buffer = new FoldBuffer();
    buffer.fold(encodeRaw(letter.repeat(3000)));
    assert.equal(decodeRaw(buffer.bytes.subarray(0, buffer.length)), foldName(letter.repeat(3000)));
  }
});
