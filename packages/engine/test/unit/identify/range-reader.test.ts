import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RangeReader } from '../../../src/identify/range-reader.ts';
import { memoryReader } from './samples.ts';

const CONTENT = Uint8Array.from({ length: 100_000 }, (_, i) => i & 0xff);

function open(budget: number, head?: Uint8Array): { reader: RangeReader; asked: () => number } {
  const { read, asked } = memoryReader(CONTENT);
  return { reader: new RangeReader({ size: CONTENT.length, read, budget, ...(head && { head }) }), asked };
}

test('a range is exactly what was asked for, and is fetched once', async () => {
  const { reader, asked } = open(1e6);
  assert.deepEqual(await reader.bytes(1000, 5), CONTENT.subarray(1000, 1005));
  assert.deepEqual(await reader.bytes(2000, 50), CONTENT.subarray(2000, 2050));
  assert.equal(asked(), 16 * 1024);
  assert.deepEqual(await reader.bytes(99_990, 10), CONTENT.subarray(99_990));
  assert.equal(asked(), 16 * 1024 + 10);
});

test('what is at hand is not fetched', async () => {
  const { reader, asked } = open(1e6, CONTENT.subarray(0, 4096));
  assert.deepEqual(await reader.bytes(4000, 96), CONTENT.subarray(4000, 4096));
  assert.equal(asked(), 0);
  assert.deepEqual(await reader.bytes(4000, 97), CONTENT.subarray(4000, 4097));
});

test('ranges that are not all in the file are empty', async () => {
  const { reader, asked } = open(1e6);
  assert.equal((await reader.bytes(99_999, 2)).length, 0);
  assert.equal((await reader.bytes(-1, 2)).length, 0);
  assert.equal((await reader.bytes(5, 0)).length, 0);
  assert.equal(asked(), 0);
});

test('nothing is fetched beyond the budget', async () => {
  const { reader, asked } = open(20_000);
  assert.equal((await reader.bytes(0, 100)).length, 100);
  assert.equal((await reader.bytes(50_000, 3000)).length, 3000);
  assert.equal((await reader.bytes(80_000, 1000)).length, 0);
  assert.ok(asked() <= 20_000);
});

test('a file that became shorter gives nothing', async () => {
  const reader = new RangeReader({ size: 50, read: () => Promise.resolve(new Uint8Array(10)), budget: 100 });
  assert.equal((await reader.bytes(0, 20)).length, 0);
  reader.throwFailure();
});

test('a failed read is thrown, and again on request', async () => {
  const failure = new Error('gone');
  const reader = new RangeReader({ size: 50, read: () => Promise.reject(failure), budget: 100 });
  await assert.rejects(reader.bytes(0, 20), failure);
  assert.throws(() => {
    reader.throwFailure();
  }, failure);
});
