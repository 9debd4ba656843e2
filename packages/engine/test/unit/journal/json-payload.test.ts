import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeJson, encodeJson } from '../../../src/journal/json-payload.ts';
import { decodeRaw } from '../../../src/names/raw-string.ts';
import { anyBytes } from '../names/any-bytes.ts';

test('brings numbers of any size back exactly', () => {
  const value = { small: -1n, inode: 2n ** 64n - 1n, list: [0n, 2n ** 53n + 1n], plain: 2 ** 53 };
  assert.deepEqual(decodeJson(encodeJson(value)), value);
});

test('brings names of any bytes back exactly', () => {
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      const raw = decodeRaw(bytes);
      assert.deepEqual(decodeJson(encodeJson({ [raw]: raw })), { [raw]: raw });
    }),
  );
});

test('leaves objects alone that only look like large numbers', () => {
  for (const value of [{ $n: 'x' }, { $n: 1 }, { $n: '' }, { $n: '1.5' }, { $n: null }]) {
    assert.deepEqual(decodeJson(encodeJson(value)), value);
  }
});

test('reads no JSON as an error', () => {
  assert.throws(() => decodeJson(Buffer.from('{')), SyntaxError);
});
