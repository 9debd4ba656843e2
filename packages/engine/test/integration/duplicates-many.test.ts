import assert from 'node:assert/strict';
import { closeSync, ftruncateSync, linkSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { test } from 'node:test';
import type { DuplicatesResult } from '@kempt/contracts';
import { createEngine } from '../../src/operations/create-engine.ts';
import type { DuplicateGroup } from '../../src/operations/engine.ts';
import { makeWorkplace } from '../../src/testing/workplace.ts';

const MANY = 20_000;
const PER_FOLDER = 1000;

interface Found {
  readonly result: DuplicatesResult;
  /** Files of each group. */
  readonly counts: readonly number[];
}

/** Searches a folder twice, the second time with what the cache has kept. */
async function searchTwice(make: (path: string, i: number) => void, count = MANY): Promise<readonly [Found, Found]> {
  await using place = makeWorkplace();
  for (let i = 0; i < count; i++) {
    const folder = place.at('tree', String(Math.floor(i / PER_FOLDER)));
    if (i % PER_FOLDER === 0) mkdirSync(folder, { recursive: true });
    make(`${folder}/${i}`, i);
  }
  const engine = createEngine({ stateFolder: place.at('state'), homeFolder: place.at('home') });
  place.defer(() => engine.close());
  const search = async (): Promise<Found> => {
    const counts: number[] = [];
    const onGroup = (group: DuplicateGroup): void => void counts.push([...group.files()].length);
    return { result: await engine.duplicates({ roots: [place.at('tree')], onGroup }), counts };
  };
  return [await search(), await search()];
}

test('finds none among many files of one size that all differ', async () => {
  const [first, second] = await searchTwice((path, i) => {
    writeFileSync(path, String(i).padStart(64));
  });
  assert.deepEqual([first.counts, second.counts], [[], []]);
  assert.deepEqual([first.result.files, first.result.read_bytes], [MANY, 64 * MANY]);
  assert.deepEqual(first.result.problems, []);
});

test('finds one group of many files that all are equal', async () => {
  const [first, second] = await searchTwice((path) => {
    writeFileSync(path, 'all the same');
  });
  assert.deepEqual([first.counts, second.counts], [[MANY], [MANY]]);
  assert.deepEqual([first.result.duplicate_files, first.result.groups], [MANY - 1, 1]);
  assert.equal(first.result.largest_groups[0]?.files.length, 10);
});

test('finds none among many names of one file', async () => {
  let original = '';
  const [first] = await searchTwice((path, i) => {
    if (i > 0) linkSync(original, path);
    else writeFileSync((original = path), 'one file');
  });
  assert.deepEqual([first.counts, first.result.files, first.result.read_bytes], [[], 1, 0]);
});

test('finds the pairs among many large files of one size with the same ends', async () => {
  const size = 70_000;
  const [first, second] = await searchTwice((path, i) => {
    const fd = openSync(path, 'wx');
    ftruncateSync(fd, size);
    writeSync(fd, String(i >> 1), size / 2);
    closeSync(fd);
  }, 1000);
  const pairs = Array.from({ length: 500 }, () => 2);
  assert.deepEqual([first.counts, second.counts], [pairs, pairs]);
  assert.equal(first.result.read_bytes, 1000 * (size + 2 * 4096));
});
