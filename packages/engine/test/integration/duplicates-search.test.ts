import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blake3 } from '@napi-rs/blake-hash';
import { FileSystemError } from '../../src/errors/file-system-error.ts';
import type { DuplicateGroup, DuplicatesRequest } from '../../src/operations/engine.ts';
import { createSearchBench, shortPath, TREE, type SearchBench } from '../support/search-bench.ts';

const LARGE = `${'head'.repeat(10_000)}middle${'tail'.repeat(10_000)}`;

async function groupsOf(bench: SearchBench, request: Partial<DuplicatesRequest> = {}): Promise<string[][]> {
  return (await bench.find(request)).groups.map((group) => [...group]);
}

test('counts what it looked at and what could be spared', async () => {
  const bench = createSearchBench({ a: 'three', 'deep/b': 'three', c: 'three', d: LARGE, e: LARGE, f: 'alone' });
  const { result, groups } = await bench.find();
  assert.deepEqual(groups, [
    ['d', 'e'],
    ['a', 'c', 'deep/b'],
  ]);
  const { largest_groups, duration_seconds } = result;
  assert.deepEqual([result.files, result.directories, result.size_bytes], [6, 2, 4 * 5 + 2 * LARGE.length]);
  assert.deepEqual([result.groups, result.duplicate_files, result.duplicates_size_bytes], [2, 3, 10 + LARGE.length]);
  assert.equal(result.read_bytes, 4 * 5 + 2 * (LARGE.length + 2 * 4096));
  assert.deepEqual([result.skipped, result.problems, result.problems_total, result.cache_problem], [[], [], 0, null]);
  assert.ok(duration_seconds >= 0);
  assert.deepEqual(
    largest_groups.map(({ hash, size_bytes, file_count, duplicates_size_bytes, files }) => [
      hash,
      size_bytes,
      file_count,
      duplicates_size_bytes,
      files.map(({ path }) => shortPath(path)),
    ]),
    [
      [blake3(Buffer.from(LARGE)).toString('hex'), LARGE.length, 2, LARGE.length, ['d', 'e']],
      [blake3(Buffer.from('three')).toString('hex'), 5, 3, 10, ['a', 'c', 'deep/b']],
    ],
  );
});

test('finds nothing where there is nothing', async () => {
  const { result } = await createSearchBench().find();
  assert.deepEqual([result.files, result.directories, result.groups, result.size_bytes], [0, 1, 0, 0]);
});

test('shows the groups whose copies take the most space, at most twenty, and ten files of each', async () => {
  const files = Array.from({ length: 30 }, (_, i) =>
    [0, 1].map((copy) => [`${i} ${copy}`, 'x'.repeat(i + 1)] as const),
  );
  const many = Array.from({ length: 25 }, (_, i) => [`many ${i}`, 'yyyyy'] as const);
  const bench = createSearchBench(Object.fromEntries([...files.flat(), ...many]));
  const { result } = await bench.find();
  assert.equal(result.groups, 31);
  assert.equal(result.largest_groups.length, 20);
  const [first, second] = result.largest_groups;
  assert.deepEqual([first?.file_count, first?.duplicates_size_bytes, first?.files.length], [25, 120, 10]);
  assert.deepEqual([second?.size_bytes, second?.duplicates_size_bytes], [30, 30]);
});

test('takes hard links for one file with several names', async () => {
  const bench = createSearchBench({ a: 'same', b: 'same', c: 'linked only' });
  bench.disk.link(`${TREE}/a`, `${TREE}/z/a too`);
  bench.disk.link(`${TREE}/c`, `${TREE}/c too`);
  const { result, groups } = await bench.find();
  assert.deepEqual(groups, [['a', 'b']]);
  assert.deepEqual([result.files, result.duplicate_files, result.size_bytes], [3, 1, 4 + 4 + 11]);
});

test('leaves out empty files unless they are asked for', async () => {
  const bench = createSearchBench({ a: '', b: '', c: 'x', d: 'x' });
  assert.deepEqual(await groupsOf(bench), [['c', 'd']]);
  assert.deepEqual(await groupsOf(bench, { minSize: 0 }), [['c', 'd']]);
  assert.deepEqual(await groupsOf(bench, { empty: true }), [
    ['c', 'd'],
    ['a', 'b'],
  ]);
  assert.deepEqual(await groupsOf(bench, { empty: true, minSize: 1 }), [['c', 'd']]);
});

test('looks at sizes and names it is told to, and at hidden files only then', async () => {
  const bench = createSearchBench({
    'a.jpg': '55555',
    'b.png': '55555',
    '.c.jpg': '55555',
    d: '7777777',
    e: '7777777',
  });
  assert.deepEqual(await groupsOf(bench, { minSize: 6 }), [['d', 'e']]);
  assert.deepEqual(await groupsOf(bench, { maxSize: 6 }), [['a.jpg', 'b.png']]);
  assert.deepEqual(await groupsOf(bench, { include: ['*.jpg'] }), []);
  assert.deepEqual(await groupsOf(bench, { include: ['*.jpg'], hidden: true }), [['.c.jpg', 'a.jpg']]);
  assert.deepEqual(await groupsOf(bench, { exclude: ['*.png', 'd'] }), []);
});

test('enters projects, and other mounts only when told to', async () => {
  const bench = createSearchBench({ 'project/.git/x': '', 'project/package.json': 'same', b: 'same' });
  bench.disk.mount(`${TREE}/stick`);
  bench.disk.writeFile(`${TREE}/stick/c`, 'same');
  assert.deepEqual(await groupsOf(bench), [['b', 'project/package.json']]);
  assert.deepEqual(await groupsOf(bench, { crossMounts: true }), [['b', 'project/package.json', 'stick/c']]);
});

test('counts a file once that is reached by several ways', async () => {
  const bench = createSearchBench({ 'a/x': 'same', 'a/b/y': 'same', 'a/b/z': 'other' });
  bench.disk.symlink(`${TREE}/a`, `${TREE}/way`);
  const roots = ['a', 'a/b', 'way', 'way/b', 'a', ''].map((path) => (path === '' ? TREE : `${TREE}/${path}`));
  for (const named of [roots, roots.toReversed()]) {
    const { result, groups } = await bench.find({ roots: named });
    assert.deepEqual(
      groups.map((group) => group.toSorted()),
      [['a/b/y', 'a/x']],
    );
    assert.deepEqual([result.files, result.directories, result.duplicate_files], [3, 3, 1]);
  }
});

test('never counts what lies in a reference as a duplicate', async () => {
  const bench = createSearchBench({ a: 'one', b: 'one', '/ref/c': 'one', '/ref/d': 'two', '/ref/e': 'two' });
  const { result, groups } = await bench.find({ references: ['/ref'] });
  assert.deepEqual(
    groups.map((group) => group.toSorted()),
    [['/ref/c', 'a', 'b']],
  );
  assert.deepEqual([result.groups, result.duplicate_files], [1, 2]);
});

test('takes a file for one of the reference when any of its names lies there', async () => {
  const bench = createSearchBench({ a: 'one', b: 'one', c: 'one' });
  bench.disk.link(`${TREE}/a`, '/ref/a');
  bench.disk.link(`${TREE}/b`, '/ref/b');
  const { result } = await bench.find({ references: ['/ref'] });
  assert.deepEqual([result.groups, result.duplicate_files, result.duplicates_size_bytes], [1, 1, 3]);
});

test('reads nothing in the second run but what changed, and finds the same', async () => {
  const files = { a: 'same', b: 'same', c: LARGE, d: LARGE, e: `${LARGE.slice(0, -1)}.`, f: 'diff' };
  const bench = createSearchBench(files);
  const first = await bench.find({ cache: true });
  bench.clock.advance(60_000);
  const second = await bench.find({ cache: true });
  assert.deepEqual([second.groups, second.result.read_bytes], [first.groups, 0]);
  bench.disk.rename(`${TREE}/b`, `${TREE}/a moved`);
  bench.disk.writeFile(`${TREE}/f`, 'same');
  bench.clock.advance(60_000);
  const third = await bench.find({ cache: true });
  assert.deepEqual(third.groups, [
    ['c', 'd'],
    ['a', 'a moved', 'f'],
  ]);
  assert.deepEqual(third.groups, (await bench.find()).groups);
});

test('neither asks nor fills the cache when it is told not to', async () => {
  const bench = createSearchBench({ a: 'same', b: 'same' });
  await bench.find({ cache: false });
  assert.equal(bench.hashCache.bytes.length, 0);
  await bench.find({ cache: true });
  assert.equal((await bench.find({ cache: false })).result.read_bytes, 8);
});

test('finds the same and says so when the hashes cannot be kept', async () => {
  const bench = createSearchBench({ a: 'same', b: 'same' });
  bench.hashCache.replace = () => Promise.reject(new FileSystemError('no_space_left', 'hash-cache cannot be written'));
  const { result, groups } = await bench.find({ cache: true });
  assert.deepEqual([groups, result.cache_problem], [[['a', 'b']], 'hash-cache cannot be written']);
  bench.hashCache.replace = () => Promise.reject(new RangeError('a fault of its own'));
  await assert.rejects(bench.find({ cache: true }), /a fault of its own/);
});

test('waits for whoever hears of a group', async () => {
  const bench = createSearchBench({ a: '1', b: '1', c: '22', d: '22' });
  const heard: string[] = [];
  const onGroup = async ({ size_bytes }: DuplicateGroup): Promise<void> => {
    heard.push(`${size_bytes} begun`);
    await new Promise(setImmediate);
    heard.push(`${size_bytes} done`);
  };
  await bench.find({ onGroup });
  assert.deepEqual(heard, ['2 begun', '2 done', '1 begun', '1 done']);
});

test('tells how far it is, and stops when it is told to', async () => {
  const bench = createSearchBench({ a: 'same', b: 'same' });
  const phases: string[] = [];
  await bench.find({ onProgress: ({ phase, done, bytes }) => phases.push(`${phase} ${done} ${bytes ?? ''}`.trim()) });
  assert.deepEqual([phases[0], phases.at(-1)], ['scanning 0', 'hashing 2 8']);
  const stop = new AbortController();
  const stopping = bench.find({ signal: stop.signal, onProgress: () => stop.abort() });
  await assert.rejects(stopping, { name: 'KemptError', code: 'interrupted' });
});

test('refuses a root that is not there', async () => {
  const bench = createSearchBench();
  await assert.rejects(bench.find({ roots: [`${TREE}/gone`] }), { name: 'KemptError' });
  await assert.rejects(bench.find({ references: [`${TREE}/gone`] }), { name: 'KemptError' });
});
