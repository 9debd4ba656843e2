import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sortNames, type PackedNames } from '../../../src/fs/sort-names.ts';

function packed(names: readonly Uint8Array[]): PackedNames {
  let end = 0;
  return {
    bytes: Buffer.concat([...names, Buffer.from('behind the last')]),
    start: Uint32Array.of(0, ...names.map((name) => (end += name.length))),
    count: names.length,
  };
}

function plainly(names: readonly Uint8Array[]): number[] {
  return names.map((_, i) => i).sort((a, b) => Buffer.compare(names[a] ?? ITSELF, names[b] ?? ITSELF) || a - b);
}

const ITSELF = Buffer.alloc(0);
/** Few bytes, so that names begin alike, are longer than a number holds, and begin with each other. */
const anyName = fc
  .array(fc.oneof(fc.constantFrom(1, 0x61, 0xff), fc.integer({ min: 1, max: 255 })), { minLength: 0, maxLength: 20 })
  .map((bytes) => Uint8Array.from(bytes));

test('sorts as comparing byte by byte does', () => {
  fc.assert(
    fc.property(fc.array(anyName, { maxLength: 60 }), (names) => {
      assert.deepEqual([...sortNames(packed(names))], plainly(names));
    }),
  );
});

test('sorts names that begin alike, end within each other, or are the same', () => {
  for (const texts of [
    ['IMG_2024_0002.jpg', 'IMG_2024_0001.jpg', 'IMG_2024', 'IMG_2024_0001.jpg', 'IMG'],
    ['same', 'same', 'same'],
    ['b', '', 'a'],
    ['only'],
    [],
  ]) {
    const names = texts.map((text) => Buffer.from(text));
    assert.deepEqual([...sortNames(packed(names))], plainly(names));
  }
});

test('sorts more names than a number has room for places beside six bytes', () => {
  const names = Array.from({ length: 70_000 }, (_, i) => Buffer.from(`photo ${String((i * 7919) % 70_000)}.jpg`));
  assert.deepEqual([...sortNames(packed(names))], plainly(names));
});
