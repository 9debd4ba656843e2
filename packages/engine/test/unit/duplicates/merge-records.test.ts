import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { CacheBlock, CacheRecord } from '../../../src/duplicates/cache-blocks.ts';
import { mergeRecords } from '../../../src/duplicates/merge-records.ts';
import { anyRecords, blockOf, compareRecords, keyOf, record, recordsIn } from './cache-records.ts';

async function* inBlocks(records: readonly CacheRecord[], length: number): AsyncGenerator<CacheBlock> {
  for (let at = 0; at < records.length; at += length) {
    yield await Promise.resolve(blockOf(records.slice(at, at + length)));
  }
}

function* listOf(records: readonly CacheRecord[]): Generator<CacheRecord, undefined> {
  yield* records;
  return undefined;
}

function shown(records: readonly CacheRecord[]): (readonly [string, number, string])[] {
  return records.map((each) => [keyOf(each), each.day, Buffer.from(each.hash).toString('hex')]);
}

async function merged(
  kept: readonly CacheRecord[],
  lists: readonly (readonly CacheRecord[])[],
  oldestDay = 0,
): Promise<(readonly [string, number, string])[]> {
  const found = await recordsIn(mergeRecords(inBlocks(kept, 3), lists.map(listOf), oldestDay));
  return found.map(({ key, day, hash }) => [key, day, hash]);
}

test('puts new records into the place of kept ones, leaves out old ones, and keeps the order', async () => {
  const input = fc.tuple(anyRecords, anyRecords, fc.integer({ min: 1, max: 3 }), fc.nat({ max: 0xffff_ffff }));
  await fc.assert(
    fc.asyncProperty(input, async ([kept, fresh, count, oldestDay]) => {
      const lists = Array.from({ length: count }, (_, list) => fresh.filter((__, at) => at % count === list));
      const byKey = new Map(kept.filter(({ day }) => day >= oldestDay).map((each) => [keyOf(each), each]));
      for (const each of fresh) byKey.set(keyOf(each), each);
      const expected = [...byKey.values()].sort(compareRecords);
      assert.deepEqual(await merged(kept, lists, oldestDay), shown(expected));
    }),
    { numRuns: 200 },
  );
});

test('keeps both parts of one file', async () => {
  const whole = record(1n, 1n, { part: 0 });
  const ends = record(1n, 1n, { part: 1 });
  assert.deepEqual(await merged([whole], [[ends]]), shown([whole, ends]));
  assert.deepEqual(await merged([ends], [[whole]]), shown([whole, ends]));
});

test('keeps a new record even when it is older than what is left out', async () => {
  const fresh = record(1n, 1n, { day: 3 });
  assert.deepEqual(
    await merged([record(1n, 1n, { day: 9 }), record(1n, 2n, { day: 4 })], [[fresh]], 5),
    shown([fresh]),
  );
});

test('fills blocks, whichever side the records come from', async () => {
  const many = Array.from({ length: 5000 }, (_, i) => record(1n, BigInt(i)));
  const sides = [
    [many, []],
    [[], many],
    [many.filter((_, i) => i % 2 === 0), many.filter((_, i) => i % 2 === 1)],
  ] as const;
  for (const [kept, fresh] of sides) {
    const counts: number[] = [];
    for await (const block of mergeRecords(inBlocks(kept, 1000), [listOf(fresh)], 0)) counts.push(block.count);
    assert.deepEqual(counts, [4096, 904]);
  }
});

test('makes no block of nothing', async () => {
  for await (const block of mergeRecords(inBlocks([], 1), [], 0)) assert.fail(`${block.count} records`);
});
