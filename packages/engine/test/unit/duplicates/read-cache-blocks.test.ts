import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { CacheRecord } from '../../../src/duplicates/cache-blocks.ts';
import { anyRecords, blockOf, keyOf, record, recordsOf, type StoredRecord } from './cache-records.ts';

/** Three blocks of three records each. */
const RECORDS = Array.from({ length: 9 }, (_, i) => record(1n, BigInt(i + 1), { size: i, mtime: BigInt(-i) }));
const BYTES = Buffer.concat([0, 3, 6].map((at) => blockOf(RECORDS.slice(at, at + 3)).encode()));
const BLOCK_LENGTH = BYTES.length / 3;

function assertSame(found: readonly StoredRecord[], expected: readonly CacheRecord[]): void {
  assert.deepEqual(
    found.map(({ key, day, hash }) => [key, day, hash]),
    expected.map((each) => [keyOf(each), each.day, Buffer.from(each.hash).toString('hex')]),
  );
  found.forEach(({ fits }, at) => {
    const whole = expected[at];
    assert.ok(whole !== undefined && fits(whole));
  });
}

/** Everything that was read back is one of the records, with its facts and its hash. */
function assertNothingWrong(found: readonly StoredRecord[]): void {
  const byKey = new Map(RECORDS.map((each) => [keyOf(each), each]));
  assertSame(
    found,
    found.map(({ key }) => byKey.get(key) ?? assert.fail(`nobody kept ${key}`)),
  );
}

test('reads back what was kept, whatever the pieces it comes in', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyRecords, { maxLength: 4 }),
      fc.integer({ min: 1, max: 900 }),
      async (blocks, length) => {
        const bytes = Buffer.concat(blocks.map((records) => blockOf(records).encode()));
        assertSame(await recordsOf(bytes, length), blocks.flat());
      },
    ),
    { numRuns: 100 },
  );
});

test('loses the block in which a byte was flipped, or it and those behind it, and reads nothing wrong', async () => {
  for (let at = 0; at < BYTES.length; at++) {
    for (const mask of [0x01, 0x80, 0xff]) {
      const damaged = Buffer.from(BYTES);
      damaged[at] = (damaged[at] ?? 0) ^ mask;
      const found = await recordsOf(damaged);
      assertNothingWrong(found);
      const before = Math.floor(at / BLOCK_LENGTH) * 3;
      const inBlock = at % BLOCK_LENGTH;
      const isUnused = inBlock >= 12 && inBlock < 16;
      assert.equal(found.length, inBlock < 8 ? before : isUnused ? 9 : 6, `byte ${at}`);
    }
  }
});

test('loses the block that was cut short and reads the ones before it', async () => {
  for (let length = 0; length < BYTES.length; length++) {
    const found = await recordsOf(BYTES.subarray(0, length));
    assertNothingWrong(found);
    assert.equal(found.length, Math.floor(length / BLOCK_LENGTH) * 3, `${length} bytes`);
  }
});

test('reads nothing wrong out of any other bytes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
      assert.deepEqual(await recordsOf(bytes), []);
      assertNothingWrong(await recordsOf(Buffer.concat([BYTES, bytes])));
      assertNothingWrong(await recordsOf(Buffer.concat([bytes, BYTES])));
    }),
    { numRuns: 100 },
  );
});
