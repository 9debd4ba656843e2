import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { snapshotTree } from '@kempt/engine/testing/tree-snapshot';
import { makeLargeFiles, sizeOfEach } from '../../src/duplicates/large-files.ts';
import { readUsage } from '../../src/duplicates/measure-finder.ts';
import { searchTrees } from '../../src/duplicates/search-trees.ts';
import { makeTree } from '../../src/make-tree.ts';
import { CONTENTS, countCopies, originalOf, type ContentsName } from '../../src/tree/contents.ts';

const FILES = 3000;
const SEED = 5;

describe('trees for finders', () => {
  let directory = '';
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'duplicate-trees-'));
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });

  /** Files beyond the first of each content, and how many sizes there are. */
  const look = async (contents: ContentsName): Promise<{ readonly copies: number; readonly sizes: number }> => {
    const root = join(directory, contents);
    await makeTree({ root, files: FILES, seed: SEED, contents });
    const files = [...snapshotTree(root)].filter(([, { kind }]) => kind === 'file');
    const sizes = files.map(([path]) => statSync(join(root, path)).size);
    assert.equal(files.length, FILES);
    return {
      copies: FILES - new Set(files.map(([, { content }]) => content)).size,
      sizes: new Set(sizes).size,
    };
  };

  it('hold one copy in ten files, and all others differ', async () => {
    const expected = countCopies(CONTENTS.copies, FILES, SEED);
    assert.ok(expected > 0.08 * FILES && expected < 0.12 * FILES, `${expected}`);
    const { copies, sizes } = await look('copies');
    assert.equal(copies, expected);
    assert.ok(sizes > 500);
  });

  it('hold one file over and over', async () => {
    assert.deepEqual(await look('equal'), { copies: FILES - 1, sizes: 1 });
    assert.equal(countCopies(CONTENTS.equal, FILES, SEED), FILES - 1);
  });

  it('hold files of one size that all differ', async () => {
    assert.deepEqual(await look('one_size'), { copies: 0, sizes: 1 });
    assert.equal(countCopies(CONTENTS.one_size, FILES, SEED), 0);
  });

  it('take the bytes of a copy from a file that is none', () => {
    for (let index = 0; index < FILES; index++) {
      const original = originalOf(index, SEED);
      assert.ok(original <= index);
      assert.equal(originalOf(original, SEED), original);
    }
  });

  it('hold large files of one size with the same ends, each with one copy', () => {
    const root = join(directory, 'large');
    makeLargeFiles({ root, files: 4, size: 2 * 1024 * 1024, seed: SEED });
    const files = readdirSync(root)
      .sort()
      .map((name) => readFileSync(join(root, name)));
    assert.deepEqual(
      files.map(({ length }) => length),
      Array.from({ length: 4 }, () => 2 * 1024 * 1024),
    );
    const [first, second, third] = files;
    assert.ok(first !== undefined && second !== undefined && third !== undefined);
    assert.ok(first.equals(second));
    assert.ok(!first.equals(third));
    assert.ok(first.subarray(0, 65_536).equals(third.subarray(0, 65_536)));
    assert.ok(first.subarray(-65_536).equals(third.subarray(-65_536)));
  });

  it('share out no more bytes than there are, and one mebibyte at least', () => {
    assert.equal(sizeOfEach(200, 8e9), 38 * 1024 * 1024);
    assert.equal(sizeOfEach(200, 10), 1024 * 1024);
  });

  it('are chosen by size: copies at each, one size at the smallest, equal ones at the largest', () => {
    const request = { seed: 1, largeFiles: 10, largeBytes: 1e9, real: '/usr', root: '/t', scratch: '/' };
    const shown = (more: Partial<Parameters<typeof searchTrees>[0]>): unknown[] =>
      searchTrees({ ...request, sizes: [300, 20], ...more }).map(({ kind, files, root }) => [kind, files, root]);
    assert.deepEqual(shown({}), [
      ['copies', 300, '/t'],
      ['copies', 20, '/t'],
      ['one_size', 20, '/t'],
      ['equal', 300, '/t'],
      ['large', 10, '/t'],
      ['real', 0, '/usr'],
    ]);
    assert.deepEqual(shown({ sizes: [], largeFiles: 0, real: '' }), []);
  });
});

describe('readUsage', () => {
  it('reads the figures of GNU time behind whatever it said before', () => {
    const expected = { userSeconds: 1.5, systemSeconds: 0.25, peakBytes: 2048 };
    assert.deepEqual(readUsage('1.50 0.25 2\n'), expected);
    assert.deepEqual(readUsage('Command exited with non-zero status 1\n1.50 0.25 2\n'), expected);
    assert.throws(() => readUsage('time: cannot run'), /No figures of time/);
  });
});
