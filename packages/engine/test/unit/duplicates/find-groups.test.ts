import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blake3 } from '@napi-rs/blake-hash';
import fc from 'fast-check';
import { HASH_BYTES } from '../../../src/duplicates/equal-rows.ts';
import { findGroups, type HashRows } from '../../../src/duplicates/find-groups.ts';
import { END_BYTES, type HashBatch } from '../../../src/ports/file-system.ts';
import { allRows, sampleFiles } from './sample-files.ts';

/** The largest file that is read whole at once. */
const SMALL = 64 * 1024;

/** A file that is zeros but for one byte. */
interface Content {
  readonly size: number;
  /** Where the byte is that is not zero. */
  readonly at?: number;
  readonly isUnreadable?: boolean;
}

interface Asked {
  readonly part: HashBatch['part'];
  readonly rows: readonly number[];
}

function bytesOf({ size, at }: Content): Uint8Array {
  const bytes = new Uint8Array(size);
  if (at !== undefined) bytes[at] = 1;
  return bytes;
}

/** Hashes contents as a file system does, and tells what it was asked for. */
function hasherOf(contents: readonly Content[], asked: Asked[] = []): HashRows {
  return (rows, part) => {
    asked.push({ part, rows: [...rows] });
    const readable = rows.filter((row) => contents[row]?.isUnreadable !== true);
    const hash = new Uint8Array(readable.length * HASH_BYTES);
    readable.forEach((row, position) => {
      const bytes = bytesOf(contents[row] ?? { size: 0 });
      const read = part === 'whole' ? bytes : endsOf(bytes);
      hash.set(blake3(read), position * HASH_BYTES);
    });
    return Promise.resolve({ rows: readable, hash });
  };
}

function endsOf(bytes: Uint8Array): Uint8Array {
  assert.ok(bytes.length >= 2 * END_BYTES, 'the ends overlap');
  return Buffer.concat([bytes.subarray(0, END_BYTES), bytes.subarray(-END_BYTES)]);
}

async function groupsOf(contents: readonly Content[], asked?: Asked[]): Promise<number[][]> {
  const table = sampleFiles(contents.map(({ size }) => ({ size })));
  const found = await findGroups(table, allRows(table), hasherOf(contents, asked));
  return found.flatMap(({ rows, groups, order }) =>
    [...order].map((first) => Array.from(groups.members(first), (position) => rows[position] ?? -1)),
  );
}

test('hashes nothing whose size no other file has', async () => {
  const asked: Asked[] = [];
  assert.deepEqual(await groupsOf([{ size: 1 }, { size: 2 }, { size: SMALL + 1 }], asked), []);
  assert.deepEqual(
    asked.flatMap(({ rows }) => rows),
    [],
  );
});

test('reads small files whole at once, large ones by their ends first', async () => {
  const asked: Asked[] = [];
  const contents = [{ size: SMALL }, { size: SMALL }, { size: SMALL + 1 }, { size: SMALL + 1 }];
  assert.deepEqual(await groupsOf(contents, asked), [
    [2, 3],
    [0, 1],
  ]);
  assert.deepEqual(asked, [
    { part: 'whole', rows: [0, 1] },
    { part: 'ends', rows: [2, 3] },
    { part: 'whole', rows: [2, 3] },
  ]);
});

test('reads no large file further whose ends no other one has', async () => {
  const asked: Asked[] = [];
  const size = 100_000;
  const contents = [{ size }, { size, at: 0 }, { size, at: size - 1 }, { size, at: size / 2 }, { size: size + 1 }];
  assert.deepEqual(await groupsOf(contents, asked), []);
  assert.deepEqual(asked.at(-1), { part: 'whole', rows: [0, 3] });
});

test('leaves out what cannot be hashed, at whatever stage', async () => {
  const large = { size: SMALL + 1 };
  const small = { size: 10 };
  const contents = [large, { ...large, isUnreadable: true }, large, small, { ...small, isUnreadable: true }];
  assert.deepEqual(await groupsOf(contents), [[0, 2]]);
});

test('gives the groups of the largest files first, equal ones by hash, whatever the order of the rows', async () => {
  const contents = [5, 7, 6].flatMap((size) => [
    { size, at: 0 },
    { size, at: 1 },
    { size, at: 0 },
    { size, at: 1 },
  ]);
  const shown = (groups: readonly (readonly number[])[], all: readonly Content[]): Content[] =>
    groups.map(([first = -1]) => all[first] ?? { size: -1 });
  const groups = await groupsOf(contents);
  assert.deepEqual(
    shown(groups, contents).map(({ size }) => size),
    [7, 7, 6, 6, 5, 5],
  );
  const backwards = contents.toReversed();
  assert.deepEqual(shown(await groupsOf(backwards), backwards), shown(groups, contents));
});

test('finds what comparing every file with every other one finds', async () => {
  const size = fc.constantFrom(0, 1, 2, 4096, SMALL - 1, SMALL, SMALL + 1);
  const content = size.chain((length) =>
    fc.record({
      size: fc.constant(length),
      at: fc.constantFrom(undefined, 0, 5000, length - 5000, length - 1).map((at) => valid(at, length)),
      isUnreadable: fc.constantFrom(false, false, false, true),
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(content, { maxLength: 12 }), async (given) => {
      const contents = given.map(({ at, ...rest }): Content => (at === undefined ? rest : { ...rest, at }));
      const lists = new Map<string, number[]>();
      contents.forEach(({ isUnreadable, size: length, at }, row) => {
        const key = `${length} ${at ?? ''}`;
        if (isUnreadable !== true) lists.set(key, [...(lists.get(key) ?? []), row]);
      });
      const expected = [...lists.values()].filter((rows) => rows.length > 1);
      assert.deepEqual(sorted(await groupsOf(contents)), sorted(expected));
    }),
    { numRuns: 100 },
  );
});

function valid(at: number | undefined, size: number): number | undefined {
  return at !== undefined && at >= 0 && at < size ? at : undefined;
}

function sorted(groups: readonly (readonly number[])[]): readonly (readonly number[])[] {
  return groups.toSorted(([a = 0], [b = 0]) => a - b);
}
