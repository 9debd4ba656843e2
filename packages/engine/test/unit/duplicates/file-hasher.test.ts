import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outcomeId, type OutcomeCode } from '@kempt/contracts';
import { HASH_BYTES } from '../../../src/duplicates/equal-rows.ts';
import { FileHasher, type FileHasherOptions } from '../../../src/duplicates/file-hasher.ts';
import { HashCache } from '../../../src/duplicates/hash-cache.ts';
import { decodeRaw } from '../../../src/names/raw-string.ts';
import type { HashBatch, HashedBatch } from '../../../src/ports/file-system.ts';
import type { FileTable } from '../../../src/table/file-table.ts';
import { createMemoryHashCacheStore } from '../../../src/testing/memory-hash-cache-store.ts';
import { allRows, sampleFiles, type SampleFile } from './sample-files.ts';

/** A disk that answers each file with a hash of its inode, and tells what it was asked for. */
class FakeDisk {
  readonly batches: HashBatch[] = [];
  readonly refused = new Map<bigint, OutcomeCode>();
  most = 0;
  #inFlight = 0;

  async hashBatch(batch: HashBatch): Promise<HashedBatch> {
    this.batches.push(batch);
    this.most = Math.max(this.most, ++this.#inFlight);
    await new Promise(setImmediate);
    this.#inFlight--;
    const hash = new Uint8Array(batch.count * HASH_BYTES);
    const code = Uint8Array.from({ length: batch.count }, (_, row) => {
      const inode = batch.inode[row] ?? 0n;
      const refusal = this.refused.get(inode);
      if (refusal === undefined) hash.fill(Number(inode % 251n), row * HASH_BYTES, (row + 1) * HASH_BYTES);
      return outcomeId(refusal ?? 'completed');
    });
    return { hash, code, readBytes: batch.size.reduce((sum, size) => sum + size, 0) };
  }

  /** Inodes of all batches in the order they were asked for. */
  get inodes(): bigint[] {
    return this.batches.flatMap(({ inode }) => [...inode]);
  }
}

function hasherOf(disk: FakeDisk, table: FileTable, more: Partial<FileHasherOptions> = {}): FileHasher {
  return new FileHasher({
    fileSystem: disk,
    table,
    rootOf: () => 3,
    order: 'folder',
    callsInFlight: 2,
    ...more,
  });
}

function firstBytes({ hash }: { readonly hash: Uint8Array }): number[] {
  return Array.from({ length: hash.length / HASH_BYTES }, (_, position) => hash[position * HASH_BYTES] ?? -1);
}

test('asks for files with everything the scan saw of them', async () => {
  const seen: SampleFile = { path: 'a/\udcff', size: 5, device: 2n ** 63n, inode: 9n, mtime: -1n, ctime: 7n };
  const table = sampleFiles([{ path: 'b/x', inode: 8n }, seen]);
  const disk = new FakeDisk();
  await hasherOf(disk, table, { rootOf: (folder) => folder + 10 }).hash(Uint32Array.of(1, 0), 'ends');
  const [batch] = disk.batches;
  assert.ok(batch !== undefined && disk.batches.length === 1);
  assert.deepEqual(
    [batch.count, batch.part, [...batch.device], [...batch.inode], [...batch.size], [...batch.mtime], [...batch.ctime]],
    [2, 'ends', [2n ** 63n, 1n], [9n, 8n], [5, 1], [-1n, 0n], [7n, 0n]],
  );
  assert.deepEqual(
    [...batch.folder].map((index) => batch.folders[index]),
    [
      { root: 12, path: 'a' },
      { root: 11, path: 'b' },
    ],
  );
  assert.deepEqual([...batch.nameEnd], [1, 2]);
  assert.equal(decodeRaw(batch.names), '\udcffx');
});

test('answers in the order of the rows, whatever the order of reading', async () => {
  const table = sampleFiles([{ inode: 30n }, { inode: 10n }, { inode: 20n }]);
  const disk = new FakeDisk();
  const hashed = await hasherOf(disk, table, { order: 'inode' }).hash(Uint32Array.of(0, 1, 2), 'whole');
  assert.deepEqual(disk.inodes, [10n, 20n, 30n]);
  assert.deepEqual(
    [[...hashed.rows], firstBytes(hashed)],
    [
      [0, 1, 2],
      [30, 10, 20],
    ],
  );
});

test('leaves out what cannot be read, says so, and goes on with the others', async () => {
  const table = sampleFiles([{ inode: 1n }, { inode: 2n }, { inode: 3n }, { inode: 4n }]);
  const disk = new FakeDisk();
  disk.refused.set(1n, 'permission_denied').set(3n, 'changed_since_scan');
  const hasher = hasherOf(disk, table);
  const hashed = await hasher.hash(allRows(table), 'whole');
  assert.deepEqual(
    [[...hashed.rows], firstBytes(hashed)],
    [
      [1, 3],
      [2, 4],
    ],
  );
  assert.deepEqual(hasher.problems, [
    { row: 0, code: 'permission_denied' },
    { row: 2, code: 'changed_since_scan' },
  ]);
});

test('makes batches of 2,048 files, or of 8 MiB, and has no more of them under way than it may', async () => {
  const small = sampleFiles(Array.from({ length: 5000 }, () => ({})));
  const disk = new FakeDisk();
  await hasherOf(disk, small, { callsInFlight: 2 }).hash(allRows(small), 'whole');
  assert.deepEqual([disk.batches.map(({ count }) => count), disk.most], [[2048, 2048, 904], 2]);
  const large = sampleFiles(Array.from({ length: 5 }, () => ({ size: 5 * 1024 * 1024 })));
  const other = new FakeDisk();
  await hasherOf(other, large, { callsInFlight: 1 }).hash(allRows(large), 'whole');
  assert.deepEqual([other.batches.map(({ count }) => count), other.most], [[2, 2, 1], 1]);
  await hasherOf(other, large).hash(allRows(large), 'ends');
  assert.equal(other.batches.at(-1)?.count, 5);
});

test('counts files and bytes over all it was asked for', async () => {
  const table = sampleFiles([{ size: 10 }, { size: 5 }]);
  const told: (readonly [number, number])[] = [];
  const hasher = hasherOf(new FakeDisk(), table, { onProgress: (files, bytes) => told.push([files, bytes]) });
  await hasher.hash(Uint32Array.of(0), 'whole');
  await hasher.hash(Uint32Array.of(1), 'whole');
  assert.deepEqual(told, [
    [1, 10],
    [2, 15],
  ]);
  assert.equal(hasher.readBytes, 15);
});

test('asks for nothing when there is nothing to hash', async () => {
  const disk = new FakeDisk();
  const hashed = await hasherOf(disk, sampleFiles([{}])).hash(new Uint32Array(0), 'whole');
  assert.deepEqual([hashed.rows.length, hashed.hash.length, disk.batches.length], [0, 0, 0]);
});

test('reads only what the cache does not know, and lets it know the rest for the next time', async () => {
  const table = sampleFiles([{ inode: 1n }, { inode: 2n }, { inode: 3n }]);
  const store = createMemoryHashCacheStore();
  const hashedBy = async (disk: FakeDisk, rows: Uint32Array): Promise<number[]> => {
    const cache = new HashCache({ store, table, now: 1_700_000_000_000 });
    const hashed = await hasherOf(disk, table, { cache }).hash(rows, 'whole');
    await cache.save();
    return firstBytes(hashed);
  };
  const [first, second, third] = [new FakeDisk(), new FakeDisk(), new FakeDisk()];
  assert.deepEqual(await hashedBy(first, Uint32Array.of(0, 2)), [1, 3]);
  assert.deepEqual(await hashedBy(second, allRows(table)), [1, 2, 3]);
  assert.deepEqual(await hashedBy(third, allRows(table)), [1, 2, 3]);
  assert.deepEqual([first.inodes, second.inodes, third.inodes], [[1n, 3n], [2n], []]);
});

test('does not let the cache know what could not be read', async () => {
  const table = sampleFiles([{ inode: 1n }, { inode: 2n }]);
  const store = createMemoryHashCacheStore();
  const disk = new FakeDisk();
  disk.refused.set(2n, 'io_error');
  const cache = new HashCache({ store, table, now: 1_700_000_000_000 });
  await hasherOf(disk, table, { cache }).hash(allRows(table), 'whole');
  await cache.save();
  const wanted = { rows: allRows(table), part: 'whole' as const, hash: new Uint8Array(2 * HASH_BYTES) };
  const again = new HashCache({ store, table, now: 1_700_000_000_000 });
  assert.deepEqual([...(await again.lookUp(wanted))], [1, 0]);
});

test('stops between two batches when it is told to', async () => {
  const table = sampleFiles(Array.from({ length: 9000 }, () => ({})));
  const disk = new FakeDisk();
  const stop = new AbortController();
  const hasher = hasherOf(disk, table, {
    callsInFlight: 1,
    signal: stop.signal,
    onProgress: () => stop.abort(),
  });
  await assert.rejects(hasher.hash(allRows(table), 'whole'), { code: 'interrupted' });
  assert.equal(disk.batches.length, 1);
});

test('ends with the error of a call that fails as a whole, and leaves no other one unheard', async () => {
  const table = sampleFiles(Array.from({ length: 9000 }, () => ({})));
  const failing = { hashBatch: () => Promise.reject(new Error('the thread died')) };
  const hasher = new FileHasher({ fileSystem: failing, table, rootOf: () => 0, order: 'folder', callsInFlight: 4 });
  await assert.rejects(hasher.hash(allRows(table), 'whole'), /the thread died/);
});
