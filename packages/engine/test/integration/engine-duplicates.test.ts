import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeRaw } from '../../src/names/raw-string.ts';
import { NASTY_NAMES } from '../../src/testing/messy-names.ts';
import { at, benchWith, findGroups } from '../support/duplicates-bench.ts';
import { createEngineBench, refusal, STICK, TREE } from '../support/engine-bench.ts';

describe('what duplicates are', () => {
  it('groups files by their bytes, the largest first, and counts what is beyond the first of each', async () => {
    const { engine } = benchWith({
      a: 'same',
      'b/c': 'same',
      d: 'unlike',
      e: 'larger one',
      f: 'larger one',
      g: 'sane',
    });
    const { result, groups } = await findGroups(engine, [TREE]);
    assert.deepEqual(groups, [at('e', 'f'), at('a', 'b/c')]);
    const { files, directories, size_bytes: bytes, groups: count, duplicate_files: copies } = result;
    assert.deepEqual([files, directories, bytes, count, copies], [6, 2, 38, 2, 2]);
    assert.equal(result.duplicates_size_bytes, 14);
    assert.deepEqual(result.folders, [{ path: TREE }]);
    assert.equal(result.created_at, '2024-01-01T00:00:10.000Z');
    assert.deepEqual([result.problems, result.cache_problem], [[], null]);
  });

  it('tells large files apart that are alike at both ends', async () => {
    const [head, tail] = ['h'.repeat(200_000), 't'.repeat(200_000)];
    const { engine } = benchWith({ a: `${head}-1-${tail}`, b: `${head}-2-${tail}`, c: `${head}-1-${tail}` });
    assert.deepEqual((await findGroups(engine, [TREE])).groups, [at('a', 'c')]);
  });

  it('takes files of any name', async () => {
    const bench = createEngineBench();
    const paths = NASTY_NAMES.map((name) => `${TREE}/${decodeRaw(name)}`);
    for (const path of paths) bench.disk.writeFile(path, 'same');
    const [found = []] = (await findGroups(bench.engine, [TREE], { hidden: true })).groups;
    assert.deepEqual([...found].sort(), paths.sort());
  });

  it('takes names of one file for one file, and shows them with it', async () => {
    const bench = benchWith({ a: 'same', z: 'same', only: 'linked' });
    bench.disk.link(`${TREE}/a`, `${TREE}/b`);
    bench.disk.link(`${TREE}/only`, `${TREE}/lonely`);
    const { result, files } = await findGroups(bench.engine, [TREE]);
    assert.deepEqual(
      files.map((group) => group.map(({ path, hard_links: links }) => [path, links])),
      [
        [
          [`${TREE}/a`, [{ path: `${TREE}/b` }]],
          [`${TREE}/z`, undefined],
        ],
      ],
    );
    assert.deepEqual([result.files, result.duplicate_files, result.duplicates_size_bytes], [3, 1, 4]);
  });

  it('leaves empty files out unless they are asked for', async () => {
    const { engine } = benchWith({ a: '', b: '', c: 'c', d: 'c' });
    assert.deepEqual((await findGroups(engine, [TREE])).groups, [at('c', 'd')]);
    assert.deepEqual((await findGroups(engine, [TREE], { minSize: 0 })).groups, [at('c', 'd')]);
    assert.deepEqual((await findGroups(engine, [TREE], { empty: true })).groups, [at('c', 'd'), at('a', 'b')]);
    assert.deepEqual((await findGroups(engine, [TREE], { empty: true, minSize: 1 })).groups, [at('c', 'd')]);
  });

  it('compares only files of the sizes and names that are asked for', async () => {
    const { engine } = benchWith({
      'a.txt': 'xx',
      'b.txt': 'xx',
      'c.log': 'xx',
      'd/e.txt': 'xx',
      f: 'xxxx',
      g: 'xxxx',
    });
    const groups = async (request: object): Promise<unknown> => (await findGroups(engine, [TREE], request)).groups;
    assert.deepEqual(await groups({ minSize: 3 }), [at('f', 'g')]);
    assert.deepEqual(await groups({ maxSize: 3 }), [at('a.txt', 'b.txt', 'c.log', 'd/e.txt')]);
    assert.deepEqual(await groups({ include: ['*.txt'] }), [at('a.txt', 'b.txt', 'd/e.txt')]);
    assert.deepEqual(await groups({ maxSize: 3, exclude: ['*.log', 'd/**'] }), [at('a.txt', 'b.txt')]);
  });
});

describe('where it looks', () => {
  it('enters projects, and hidden folders when they are asked for', async () => {
    const { engine } = benchWith({ 'p/.git/x': 'same', 'p/package.json': 'same', 'p/node_modules/y': 'same' });
    assert.deepEqual((await findGroups(engine, [TREE])).groups, [at('p/package.json', 'p/node_modules/y')]);
    const hidden = await findGroups(engine, [TREE], { hidden: true });
    assert.deepEqual(hidden.groups, [at('p/package.json', 'p/.git/x', 'p/node_modules/y')]);
  });

  it('passes over links, pipes and other mounts, and says so', async () => {
    const bench = benchWith({ a: 'same' });
    bench.disk.symlink('a', `${TREE}/link`);
    bench.disk.special(`${TREE}/pipe`, 'fifo');
    bench.disk.mount(`${TREE}/stick`);
    bench.disk.writeFile(`${TREE}/stick/b`, 'same');
    const { result, groups } = await findGroups(bench.engine, [TREE]);
    assert.deepEqual(groups, []);
    const counts = Object.fromEntries(result.skipped.map(({ reason, count }) => [reason, count]));
    assert.deepEqual(counts, { symlink: 1, fifo: 1, other_mount: 1 });
    assert.deepEqual((await findGroups(bench.engine, [TREE], { crossMounts: true })).groups, [at('a', 'stick/b')]);
    assert.deepEqual((await findGroups(bench.engine, [TREE, `${TREE}/stick`])).groups, [at('a', 'stick/b')]);
  });

  it('looks into a folder once, however often and by whatever path it is named', async () => {
    const bench = benchWith({ a: 'same', 'sub/b': 'same', 'sub/deep/c': 'other' });
    bench.disk.symlink(TREE, '/home/me/way');
    bench.disk.symlink(`${TREE}/sub`, '/home/me/shortcut');
    const named = [TREE, `${TREE}/sub`, TREE, '/home/me/way', '/home/me/shortcut', `${TREE}/sub/deep`];
    for (const roots of [named, named.toReversed()]) {
      const { result, groups } = await findGroups(bench.engine, roots);
      assert.deepEqual(
        groups.map((group) => [...group].sort()),
        [at('a', 'sub/b')],
      );
      assert.deepEqual([result.files, result.directories, result.folders.length], [3, 3, 3]);
      assert.deepEqual(result.skipped, []);
    }
  });

  it('leaves the state of Kempt out', async () => {
    const bench = benchWith({ a: 'same' });
    bench.disk.writeFile('/home/me/.local/state/kempt/x', 'same');
    const { result, groups } = await findGroups(bench.engine, ['/home/me'], { hidden: true });
    assert.deepEqual(groups, []);
    assert.deepEqual(result.skipped, [{ reason: 'state_folder', count: 1 }]);
  });

  it('refuses a folder that is not there, and a file', async () => {
    const { engine } = benchWith({ a: 'a' });
    assert.equal(await refusal(engine.duplicates({ roots: [`${TREE}/gone`] })), 'source_not_found');
    assert.equal(await refusal(engine.duplicates({ roots: [TREE, `${TREE}/a`] })), 'source_not_folder');
    assert.equal(await refusal(engine.duplicates({ roots: [TREE], references: ['/gone'] })), 'source_not_found');
  });

  it('reports what may not be read and compares the rest', async () => {
    const bench = benchWith({ a: 'same', b: 'same', closed: 'same', 'shut/c': 'same' });
    bench.disk.chmod(`${TREE}/closed`, 0o000);
    bench.disk.chmod(`${TREE}/shut`, 0o000);
    const { result, groups } = await findGroups(bench.engine, [TREE]);
    assert.deepEqual(groups, [at('a', 'b')]);
    assert.deepEqual(result.problems.map(({ path, code }) => [path, code]).sort(), [
      [`${TREE}/closed`, 'permission_denied'],
      [`${TREE}/shut`, 'permission_denied'],
    ]);
    assert.equal(result.problems_total, 2);
  });
});

describe('reference folders', () => {
  it('win: their files come first, and all others of a group are duplicates', async () => {
    const bench = benchWith({ a: 'same', b: 'same', c: 'alone', d: 'alone' });
    bench.disk.writeFile(`${STICK}/r`, 'same');
    const { result, files } = await findGroups(bench.engine, [TREE], { references: [STICK] });
    assert.deepEqual(
      files.map((group) => group.map(({ path, reference }) => [path, reference])),
      [
        [
          [`${TREE}/c`, undefined],
          [`${TREE}/d`, undefined],
        ],
        [
          [`${STICK}/r`, true],
          [`${TREE}/a`, undefined],
          [`${TREE}/b`, undefined],
        ],
      ],
    );
    assert.deepEqual([result.groups, result.duplicate_files, result.duplicates_size_bytes], [2, 3, 13]);
    assert.deepEqual(result.folders, [{ path: TREE }, { path: STICK, reference: true }]);
  });

  it('have no duplicates among themselves', async () => {
    const { engine } = benchWith({ 'r/a': 'same', 'r/b': 'same', 's/c': 'same' });
    const all = await findGroups(engine, [`${TREE}/r`], { references: [`${TREE}/r`, `${TREE}/s`] });
    assert.deepEqual([all.groups, all.result.duplicate_files], [[], 0]);
  });

  it('claim a file that has a name in one, whatever its other names', async () => {
    const bench = benchWith({ a: 'same', b: 'same', 'r/keep': 'unlike' });
    bench.disk.link(`${TREE}/b`, `${TREE}/r/b`);
    const { result, files } = await findGroups(bench.engine, [TREE], { references: [`${TREE}/r`] });
    assert.deepEqual(
      files.map((group) => group.map(({ path, reference, hard_links: links }) => [path, reference, links])),
      [
        [
          [`${TREE}/r/b`, true, [{ path: `${TREE}/b` }]],
          [`${TREE}/a`, undefined, undefined],
        ],
      ],
    );
    assert.equal(result.duplicate_files, 1);
  });

  it('end where a folder within them is named to be searched', async () => {
    const { engine } = benchWith({ a: 'same', 'new/b': 'same', 'new/old/c': 'same' });
    const { files } = await findGroups(engine, [`${TREE}/new`], { references: [TREE, `${TREE}/new/old`] });
    assert.deepEqual(
      files.map((group) => group.map(({ path, reference }) => [path, reference])),
      [
        [
          [`${TREE}/a`, true],
          [`${TREE}/new/old/c`, true],
          [`${TREE}/new/b`, undefined],
        ],
      ],
    );
  });
});

describe('the answer', () => {
  it('names the groups whose copies hold most, as many as are asked for, and the first of their files', async () => {
    const bench = createEngineBench();
    for (let i = 0; i < 25; i++) {
      for (const copy of ['x', 'y'])
        bench.disk.writeFile(`${TREE}/${String(i)}${copy}`, String(i).padStart(i + 3, '-'));
    }
    for (let i = 0; i < 30; i++) bench.disk.writeFile(`${TREE}/many/${String(i)}`, 'zz');
    const { result } = await findGroups(bench.engine, [TREE]);
    assert.equal(result.largest_groups.length, 20);
    const [first] = result.largest_groups;
    assert.deepEqual([first?.size_bytes, first?.file_count, first?.duplicates_size_bytes], [2, 30, 58]);
    assert.equal(first?.files.length, 10);
    const more = await findGroups(bench.engine, [TREE], { largestGroups: 100 });
    assert.equal(more.result.largest_groups.length, 26);
  });

  it('comes in the same order whatever the order of reading', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`${String(i % 7)}/${String(i)}`, String(i % 9)]),
    );
    const { engine } = benchWith(files);
    const readOrders = ['auto', 'folder', 'inode', 'size'] as const;
    const [first, ...others] = await Promise.all(
      readOrders.map((readOrder) => findGroups(engine, [TREE], { readOrder, cache: false })),
    );
    for (const other of others) assert.deepEqual(other.files, first?.files);
  });
});
