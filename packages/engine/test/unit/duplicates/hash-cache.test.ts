import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { HASH_BYTES } from '../../../src/duplicates/equal-rows.ts';
import { HashCache, type HashCacheOptions, type PartHashes } from '../../../src/duplicates/hash-cache.ts';
import type { FileTable } from '../../../src/table/file-table.ts';
import { createMemoryHashCacheStore, type MemoryHashCacheStore } from '../../../src/testing/memory-hash-cache-store.ts';
import { recordsOf } from './cache-records.ts';
import { allRows, sampleFiles, type SampleFile } from './sample-files.ts';

const DAY_MS = 86_400_000;
const TODAY = 20_000;

interface Opening extends Partial<Omit<HashCacheOptions, 'now'>> {
  readonly table: FileTable;
  readonly store: MemoryHashCacheStore;
  /** Days since 1970. */
  readonly day?: number;
}

function open({ day = TODAY, ...options }: Opening): HashCache {
  return new HashCache({ ...options, now: day * DAY_MS + 1 });
}

/** Hashes that differ by row and part, as if the files had been read. */
function readHashes(rows: Uint32Array, part: PartHashes['part'] = 'whole'): PartHashes {
  const hash = new Uint8Array(rows.length * HASH_BYTES);
  rows.forEach((row, position) => {
    hash.fill(row + (part === 'whole' ? 1 : 101), position * HASH_BYTES, (position + 1) * HASH_BYTES);
  });
  return { rows, part, hash };
}

/** Reads rows, as a run does to which nothing is known, and keeps their hashes. */
async function keep(
  opening: Opening,
  rows = allRows(opening.table),
  part: PartHashes['part'] = 'whole',
): Promise<void> {
  const cache = open(opening);
  cache.note(readHashes(rows, part), true);
  await cache.save();
}

/** The rows whose hash is known; each is the one that was read. */
async function known(
  cache: HashCache,
  rows: Uint32Array,
  part: PartHashes['part'] = 'whole',
): Promise<{ readonly rows: readonly number[]; readonly wanted: PartHashes }> {
  const wanted: PartHashes = { rows, part, hash: new Uint8Array(rows.length * HASH_BYTES) };
  const found = await cache.lookUp(wanted);
  const expected = readHashes(rows, part).hash;
  rows.forEach((_, position) => {
    const [start, end] = [position * HASH_BYTES, (position + 1) * HASH_BYTES];
    const right = found[position] === 1 ? expected.subarray(start, end) : new Uint8Array(HASH_BYTES);
    assert.deepEqual(wanted.hash.subarray(start, end), right);
  });
  return { rows: [...rows.filter((_, position) => found[position] === 1)], wanted };
}

async function knownRows(opening: Opening, part: PartHashes['part'] = 'whole'): Promise<readonly number[]> {
  return (await known(open(opening), allRows(opening.table), part)).rows;
}

async function keptDays(store: MemoryHashCacheStore): Promise<Record<string, number>> {
  return Object.fromEntries((await recordsOf(store.bytes)).map(({ key, day }) => [key, day]));
}

test('knows in the next run what was read in this one', async () => {
  const store = createMemoryHashCacheStore();
  const table = sampleFiles([{ inode: 9n }, { inode: 3n }, { inode: 5n, device: 2n ** 63n }]);
  assert.deepEqual(await knownRows({ store, table }), []);
  await keep({ store, table }, Uint32Array.of(0, 2));
  assert.deepEqual(await knownRows({ store, table }), [0, 2]);
});

test('knows any files again, however they are spread over runs and parts', async () => {
  const file = fc.record({
    device: fc.constantFrom(1n, 2n ** 64n - 1n),
    inode: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    runs: fc.subarray(['first', 'second', 'third']),
  });
  const files = fc.uniqueArray(file, { selector: ({ device, inode }) => `${device} ${inode}`, maxLength: 25 });
  await fc.assert(
    fc.asyncProperty(files, fc.integer({ min: 1, max: 999 }), async (given, pieceLength) => {
      const store = createMemoryHashCacheStore(pieceLength);
      const table = sampleFiles(given);
      const rowsOf = (run: string): Uint32Array => allRows(table).filter((row) => given[row]?.runs.includes(run));
      await keep({ store, table }, rowsOf('first'), 'whole');
      await keep({ store, table }, rowsOf('second'), 'ends');
      await keep({ store, table }, rowsOf('third'), 'whole');
      const whole = allRows(table).filter((row) => given[row]?.runs.some((run) => run !== 'second'));
      assert.deepEqual(await knownRows({ store, table }), [...whole]);
      assert.deepEqual(await knownRows({ store, table }, 'ends'), [...rowsOf('second')]);
    }),
    { numRuns: 100 },
  );
});

test('does not know a file any more whose size or one of whose times changed, nor another file with its inode', async () => {
  const store = createMemoryHashCacheStore();
  const before: SampleFile = { device: 1n, inode: 7n, size: 10, mtime: 20n, ctime: 30n };
  await keep({ store, table: sampleFiles([before]) });
  const changes: readonly SampleFile[] = [{ size: 11 }, { mtime: 21n }, { ctime: 31n }, { inode: 8n }, { device: 2n }];
  for (const change of changes) {
    assert.deepEqual(await knownRows({ store, table: sampleFiles([{ ...before, ...change }]) }), []);
  }
  assert.deepEqual(await knownRows({ store, table: sampleFiles([{ ...before, path: 'another/name' }]) }), [0]);
});

test('does not keep what changed so lately that its times would not tell the next change', async () => {
  const store = createMemoryHashCacheStore();
  const now = BigInt(TODAY) * 86_400_000_000_000n;
  const table = sampleFiles([{ ctime: now - 1n }, { ctime: now - 50_000_001n }, { ctime: now - 1_000_000_000n }]);
  await keep({ store, table });
  assert.deepEqual(await knownRows({ store, table }), [1]);
});

test('replaces what it kept of a file that changed', async () => {
  const store = createMemoryHashCacheStore();
  await keep({ store, table: sampleFiles([{ inode: 7n, size: 10 }]) });
  await keep({ store, table: sampleFiles([{ inode: 7n, size: 11 }]) });
  assert.deepEqual(Object.keys(await keptDays(store)), ['1 7 0']);
  assert.deepEqual(await knownRows({ store, table: sampleFiles([{ inode: 7n, size: 11 }]) }), [0]);
});

test('keeps what other trees had in it', async () => {
  const store = createMemoryHashCacheStore();
  const [one, other] = [sampleFiles([{ inode: 1n }, { inode: 4n }]), sampleFiles([{ inode: 3n }, { inode: 5n }])];
  await keep({ store, table: one });
  await keep({ store, table: other });
  assert.deepEqual(await knownRows({ store, table: one }), [0, 1]);
  assert.deepEqual(await knownRows({ store, table: other }), [0, 1]);
});

test('writes nothing when all was known', async () => {
  const store = createMemoryHashCacheStore();
  const table = sampleFiles([{}, {}]);
  await keep({ store, table });
  const readOnly = {
    read: () => store.read(),
    replace: () => Promise.reject(new Error('written')),
  };
  const cache = new HashCache({ store: readOnly, table, now: (TODAY + 7) * DAY_MS });
  const { wanted } = await known(cache, allRows(table));
  cache.note(wanted, false);
  await cache.save();
  cache.note(wanted, true);
  await assert.rejects(cache.save(), /written/);
});

test('marks what it used anew when the mark is older than seven days', async () => {
  const store = createMemoryHashCacheStore();
  const table = sampleFiles([{ inode: 1n }, { inode: 2n }]);
  await keep({ store, table });
  const use = async (day: number): Promise<void> => {
    const cache = open({ store, table, day });
    const { wanted } = await known(cache, Uint32Array.of(1));
    cache.note(wanted, false);
    await cache.save();
  };
  await use(TODAY + 7);
  assert.deepEqual(await keptDays(store), { '1 1 0': TODAY, '1 2 0': TODAY });
  await use(TODAY + 8);
  assert.deepEqual(await keptDays(store), { '1 1 0': TODAY, '1 2 0': TODAY + 8 });
});

test('forgets first what was not used for the longest time, so that no more is kept than it may', async () => {
  const store = createMemoryHashCacheStore();
  const tables = [0n, 1n, 2n, 3n].map((tree) => sampleFiles([{ inode: tree * 10n }, { inode: tree * 10n + 1n }]));
  for (const [tree, table] of tables.entries()) await keep({ store, table, day: TODAY + tree, most: 6 });
  const still = await Promise.all(tables.map((table) => knownRows({ store, table })));
  assert.deepEqual(still, [[], [0, 1], [0, 1], [0, 1]]);
});

test('does not count twice what it replaces', async () => {
  const store = createMemoryHashCacheStore();
  const [large, small] = [sampleFiles([{ inode: 1n }, { inode: 2n }, { inode: 3n }]), sampleFiles([{ inode: 9n }])];
  await keep({ store, table: small, most: 4 });
  await keep({ store, table: large, most: 4 });
  await keep({ store, table: large, most: 4 });
  assert.deepEqual(
    [await knownRows({ store, table: small }), await knownRows({ store, table: large })],
    [[0], [0, 1, 2]],
  );
});

test('never keeps more than it may, whatever it is given', async () => {
  const rows = fc.uniqueArray(fc.nat({ max: 19 }), { maxLength: 20 });
  const run = fc.record({ whole: rows, ends: rows, later: fc.nat({ max: 2 }) });
  const table = sampleFiles(Array.from({ length: 20 }, () => ({})));
  await fc.assert(
    fc.asyncProperty(fc.array(run, { maxLength: 6 }), fc.integer({ min: 1, max: 12 }), async (runs, most) => {
      const store = createMemoryHashCacheStore();
      let day = TODAY;
      for (const { whole, ends, later } of runs) {
        const cache = open({ store, table, day, most });
        cache.note(readHashes(Uint32Array.from(whole), 'whole'), true);
        cache.note(readHashes(Uint32Array.from(ends), 'ends'), true);
        await cache.save();
        assert.ok((await recordsOf(store.bytes)).length <= most);
        day += later;
      }
    }),
    { numRuns: 200 },
  );
});

test('keeps what one of several writers knew, and nothing wrong, when they write at the same time', async () => {
  const store = createMemoryHashCacheStore(50);
  const tables = [1n, 2n, 3n].map((inode) => sampleFiles([{ inode }, { inode: inode + 10n }]));
  await Promise.all(tables.map((table) => keep({ store, table })));
  const counts = await Promise.all(tables.map(async (table) => (await knownRows({ store, table })).length));
  assert.ok(counts.includes(2), counts.join());
});

test('knows less, and nothing wrong, when what it kept was damaged', async () => {
  const table = sampleFiles([{}, {}, {}]);
  const intact = createMemoryHashCacheStore();
  await keep({ store: intact, table });
  const anyFlip = fc.tuple(fc.nat({ max: intact.bytes.length - 1 }), fc.integer({ min: 1, max: 255 }));
  await fc.assert(
    fc.asyncProperty(anyFlip, async ([at, mask]) => {
      const store = createMemoryHashCacheStore();
      store.bytes = Uint8Array.from(intact.bytes, (byte, i) => (i === at ? byte ^ mask : byte));
      const rows = await knownRows({ store, table });
      assert.ok(rows.length === 0 || rows.length === 3);
      await keep({ store, table });
      assert.deepEqual(await knownRows({ store, table }), [0, 1, 2]);
    }),
    { numRuns: 200 },
  );
});
