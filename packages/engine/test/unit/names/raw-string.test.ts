import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeRaw, encodeRaw, rawByteLength } from '../../../src/names/raw-string.ts';
import { anyBytes } from './any-bytes.ts';

test('any bytes survive the way to a raw string and back', () => {
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      assert.deepEqual([...encodeRaw(decodeRaw(bytes))], [...bytes]);
      assert.equal(rawByteLength(decodeRaw(bytes)), bytes.length);
    }),
    { numRuns: 2000 },
  );
});

test('different bytes never become the same raw string', () => {
  fc.assert(
    fc.property(anyBytes, anyBytes, (a, b) => {
      assert.equal(decodeRaw(a) === decodeRaw(b), Buffer.compare(a, b) === 0);
    }),
  );
});

test('valid UTF-8 reads as the ordinary string', () => {
  for (const text of ['', 'a.jpg', 'Grüße', '漢字', '👩‍👩‍👧', '\ufeffbom', 'nul\0']) {
    assert.equal(decodeRaw(Buffer.from(text)), text);
    assert.equal(Buffer.from(encodeRaw(text)).toString(), text);
    assert.equal(rawByteLength(text), Buffer.byteLength(text));
  }
});

test('a byte that is not UTF-8 becomes one lone surrogate, its neighbours stay', () => {
  assert.equal(decodeRaw(Uint8Array.of(0x61, 0xff, 0x62)), 'a\udcffb');
  assert.equal(decodeRaw(Uint8Array.of(0xc3, 0xa9, 0xc3)), 'é\udcc3');
  assert.equal(decodeRaw(Uint8Array.of(0xf0, 0x9f, 0x98)), '\udcf0\udc9f\udc98');
});

test('overlong forms, encoded surrogates and code points past the end are no UTF-8', () => {
  const forms = [
    [0xc0, 0xaf],
    [0xe0, 0x80, 0xaf],
    [0xed, 0xa0, 0x80],
    [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80],
    [0xf4, 0x90, 0x80, 0x80],
  ];
  for (const form of forms) {
    assert.equal(decodeRaw(Uint8Array.from(form)), String.fromCharCode(...form.map((byte) => 0xdc00 + byte)));
  }
});

test('a lone high surrogate, which no name gives, does not swallow the byte behind it', () => {
  assert.deepEqual([...encodeRaw('\ud800a\udcff')], [0xef, 0xbf, 0xbd, 0x61, 0xff]);
  assert.deepEqual([...encodeRaw('\ud800\ud83d\ude00\udcff')], [0xef, 0xbf, 0xbd, 0xf0, 0x9f, 0x98, 0x80, 0xff]);
});
