import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ByteArena } from '../../../src/table/byte-arena.ts';
import { decodeRaw } from '../../../src/names/raw-string.ts';
import { anyBytes } from '../names/any-bytes.ts';

test('keeps every byte string while it grows', () => {
  fc.assert(
    fc.property(fc.array(anyBytes, { maxLength: 60 }), fc.integer({ min: 0, max: 64 }), (all, capacity) => {
      const arena = new ByteArena(capacity);
      const starts = all.map((bytes) => arena.append(bytes));
      for (const [i, bytes] of all.entries()) {
        assert.deepEqual([...arena.at(starts[i] ?? 0, bytes.length)], [...bytes]);
        assert.equal(arena.text(starts[i] ?? 0, bytes.length), decodeRaw(bytes));
      }
      assert.equal(
        arena.length,
        all.reduce((sum, bytes) => sum + bytes.length, 0),
      );
    }),
  );
});

test('can be given a view of itself, also when it must grow for it', () => {
  const arena = new ByteArena(4);
  arena.append(Buffer.from('abcd'));
  const start = arena.append(arena.at(1, 3));
  assert.equal(arena.text(0, 4), 'abcd');
  assert.equal(arena.text(start, 3), 'bcd');
});
