import assert from 'node:assert/strict';
import { test } from 'node:test';
import { growColumn } from '../../../src/table/grow-column.ts';

test('a grown column has the same type, the old values and zeros behind them', () => {
  const numbers = growColumn(Uint16Array.of(1, 65535), 4);
  assert.ok(numbers instanceof Uint16Array);
  assert.deepEqual([...numbers], [1, 65535, 0, 0]);
  const bigs = growColumn(BigInt64Array.of(-1n), 3);
  assert.deepEqual([...bigs], [-1n, 0n, 0n]);
  assert.deepEqual([...growColumn(Float64Array.of(Number.NaN, 0.5), 3)], [Number.NaN, 0.5, 0]);
});

test('the old column is empty, so that nobody goes on writing into it', () => {
  const old = Uint8Array.of(1, 2);
  growColumn(old, 8);
  assert.equal(old.length, 0);
});
