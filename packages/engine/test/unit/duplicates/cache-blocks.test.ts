import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CacheBlock } from '../../../src/duplicates/cache-blocks.ts';
import { blockOf, keyOf, record, recordsOf } from './cache-records.ts';

test('fits a file only while size and both times are the same', () => {
  const block = blockOf([record(1n, 1n, { size: 5, mtime: -6n, ctime: 7n })]);
  assert.equal(block.fits(0, { size: 5, mtime: -6n, ctime: 7n }), true);
  assert.equal(block.fits(0, { size: 6, mtime: -6n, ctime: 7n }), false);
  assert.equal(block.fits(0, { size: 5, mtime: 6n, ctime: 7n }), false);
  assert.equal(block.fits(0, { size: 5, mtime: -6n, ctime: 8n }), false);
});

test('takes over records of other blocks as they are', async () => {
  const records = [record(1n, 5n, { size: 4, mtime: -4n }), record(2n, 6n, { part: 1, ctime: 9n })];
  const to = new CacheBlock();
  for (const at of [1, 0]) to.addFrom(blockOf(records), at);
  const found = await recordsOf(to.encode());
  const expected = records.toReversed();
  assert.deepEqual(
    found.map(({ key, hash }) => [key, hash]),
    expected.map((each) => [keyOf(each), Buffer.from(each.hash).toString('hex')]),
  );
  found.forEach(({ fits }, at) => {
    assert.ok(fits(expected[at] ?? record(0n, 0n)));
  });
});

test('is full with 4,096 records', () => {
  const block = new CacheBlock();
  for (let i = 0; i < 4096; i++) {
    assert.equal(block.isFull, false);
    block.add(record(1n, BigInt(i)));
  }
  assert.equal(block.isFull, true);
});
