import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openMovedHashes } from '../../../src/duplicates/moved-hashes.ts';
import type { CacheRecord } from '../../../src/duplicates/cache-blocks.ts';
import type { PlanBatch } from '../../../src/journal/plan-batch.ts';
import type { StepAction } from '../../../src/ports/file-system.ts';
import { createMemoryHashCacheStore, type MemoryHashCacheStore } from '../../../src/testing/memory-hash-cache-store.ts';
import { batchOf, stepOf } from '../journal/plan-samples.ts';
import { blockOf, record, recordsOf } from './cache-records.ts';

async function storeOf(records: readonly CacheRecord[]): Promise<MemoryHashCacheStore> {
  const store = createMemoryHashCacheStore();
  await store.replace(
    (async function* () {
      yield await Promise.resolve(blockOf(records).encode());
    })(),
  );
  return store;
}

function moves(files: readonly (readonly [bigint, bigint])[], action: StepAction = 'move'): PlanBatch {
  return batchOf(files.map(([device, inode]) => stepOf({ action, identity: { device, inode, size: 1, mtime: 0n } })));
}

/** For each record, which of the times its file is said to have changed last. */
async function ctimesOf(store: MemoryHashCacheStore, times: readonly bigint[]): Promise<(bigint | undefined)[]> {
  const records = await recordsOf(store.bytes);
  return records.map(({ fits }) => times.find((ctime) => fits({ size: 1, mtime: 0n, ctime })));
}

function movedOf(...rows: readonly (readonly [row: number, before: bigint, after: bigint])[]) {
  return {
    row: Uint32Array.from(rows, ([row]) => row),
    before: BigInt64Array.from(rows, ([, before]) => before),
    after: BigInt64Array.from(rows, ([, , after]) => after),
  };
}

test('is there only where hashes are', async () => {
  assert.equal(await openMovedHashes(createMemoryHashCacheStore()), undefined);
});

test('wants to know of moved files whose hashes there may be', async () => {
  const hashes = await openMovedHashes(await storeOf([record(1n, 7n), record(1n, 9n)]));
  assert.deepEqual(
    [
      ...(hashes?.wanted(
        moves([
          [1n, 7n],
          [1n, 8n],
          [1n, 9n],
        ]),
      ) ?? []),
    ],
    [1, 0, 1],
  );
  assert.equal(hashes?.wanted(moves([[1n, 8n]])), undefined);
  assert.equal(hashes?.wanted(moves([[1n, 7n]], 'copy')), undefined);
  assert.deepEqual([...(hashes?.wanted(moves([[1n, 7n]], 'quarantine')) ?? [])], [1]);
});

test('notes hashes as made of files as they are after the move, whole, ends and images', async () => {
  const store = await storeOf([
    record(1n, 7n, { ctime: 100n }),
    record(1n, 7n, { part: 1, ctime: 100n }),
    record(1n, 8n, { ctime: 100n }),
    record(2n, 7n, { part: 2, ctime: 100n }),
  ]);
  const hashes = await openMovedHashes(store);
  hashes?.take(
    moves([
      [2n, 7n],
      [1n, 7n],
    ]),
    movedOf([0, 100n, 300n], [1, 100n, 200n]),
  );
  await hashes?.save();
  assert.deepEqual(await ctimesOf(store, [100n, 200n, 300n]), [200n, 200n, 100n, 300n]);
});

test('follows a file that is moved several times', async () => {
  const store = await storeOf([record(1n, 7n, { ctime: 100n })]);
  const hashes = await openMovedHashes(store);
  hashes?.take(moves([[1n, 7n]]), movedOf([0, 100n, 200n]));
  hashes?.take(
    moves([
      [1n, 8n],
      [1n, 7n],
    ]),
    movedOf([1, 200n, 300n]),
  );
  await hashes?.save();
  assert.deepEqual(await ctimesOf(store, [100n, 200n, 300n]), [300n]);
});

test('leaves the hash of a file alone that was another one right before the move', async () => {
  for (const made of [{ ctime: 99n }, { ctime: 100n, size: 2 }, { ctime: 100n, mtime: 1n }]) {
    const store = await storeOf([record(1n, 7n, made)]);
    const kept = store.bytes;
    const hashes = await openMovedHashes(store);
    hashes?.take(moves([[1n, 7n]]), movedOf([0, 100n, 200n]));
    await hashes?.save();
    assert.deepEqual(store.bytes, kept);
  }
});

test('writes nothing when nothing was moved', async () => {
  const store = await storeOf([record(1n, 7n)]);
  const kept = store.bytes;
  const hashes = await openMovedHashes(store);
  await hashes?.save();
  assert.equal(store.bytes, kept);
});
