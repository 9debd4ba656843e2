import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OutcomeCode } from '@kempt/contracts';
import { createSearchBench, shortPath, TREE, type SearchBench } from '../support/search-bench.ts';

const SMALL = 'small content';
const LARGE = `${'head'.repeat(10_000)}middle${'tail'.repeat(10_000)}`;

interface Change {
  readonly title: string;
  /** What another program does to a file between scan and hash. */
  readonly act: (disk: SearchBench['disk'], path: string, content: string) => void;
  readonly code: OutcomeCode;
}

const CHANGES: readonly Change[] = [
  {
    title: 'was rewritten',
    act: (disk, path, content) => {
      disk.writeFile(path, content.toUpperCase());
    },
    code: 'changed_since_scan',
  },
  {
    title: 'was rewritten with the same bytes',
    act: (disk, path, content) => {
      disk.writeFile(path, content);
    },
    code: 'changed_since_scan',
  },
  {
    title: 'was rewritten and given its old time',
    act: (disk, path, content) => {
      const mtime = disk.stat(path)?.mtime ?? 0n;
      disk.writeFile(path, content.toUpperCase(), { mtime });
    },
    code: 'changed_since_scan',
  },
  {
    title: 'has grown',
    act: (disk, path, content) => {
      disk.writeFile(path, `${content} and more`);
    },
    code: 'changed_since_scan',
  },
  {
    title: 'has shrunk',
    act: (disk, path, content) => {
      disk.writeFile(path, content.slice(0, -1));
    },
    code: 'changed_since_scan',
  },
  {
    title: 'has become empty',
    act: (disk, path) => {
      disk.writeFile(path, '');
    },
    code: 'changed_since_scan',
  },
  {
    title: 'is another file with the same bytes',
    act: (disk, path, content) => {
      disk.writeFile(`${path} new`, content);
      disk.rename(`${path} new`, path);
    },
    code: 'changed_since_scan',
  },
  {
    title: 'is gone',
    act: (disk, path) => {
      disk.remove(path);
    },
    code: 'not_found',
  },
  {
    title: 'is gone with its folder',
    act: (disk, path) => {
      disk.remove(path.slice(0, path.lastIndexOf('/')));
    },
    code: 'not_found',
  },
  {
    title: 'has become a FIFO',
    act: (disk, path) => {
      disk.remove(path);
      disk.special(path, 'fifo');
    },
    code: 'not_a_regular_file',
  },
  {
    title: 'has become a device',
    act: (disk, path) => {
      disk.remove(path);
      disk.special(path, 'device');
    },
    code: 'not_a_regular_file',
  },
  {
    title: 'has become a folder',
    act: (disk, path) => {
      disk.remove(path);
      disk.mkdir(path);
    },
    code: 'not_a_regular_file',
  },
  {
    title: 'has become a link to a file with the same bytes',
    act: (disk, path) => {
      disk.remove(path);
      disk.symlink(`${TREE}/b/same`, path);
    },
    code: 'not_a_regular_file',
  },
  {
    title: 'lies behind a link now',
    act: (disk, path) => {
      const folder = path.slice(0, path.lastIndexOf('/'));
      disk.rename(folder, `${folder} before`);
      disk.symlink(`${folder} before`, folder);
    },
    code: 'folder_is_symlink',
  },
  {
    title: 'may not be read any more',
    act: (disk, path) => {
      disk.chmod(path, 0);
    },
    code: 'permission_denied',
  },
  {
    title: 'cannot be read for a fault of the disk',
    act: (disk, path) => {
      disk.fault.failNext({ operation: 'read', path, code: 'io_error' });
    },
    code: 'io_error',
  },
];

for (const { title, act, code } of CHANGES) {
  for (const [size, content] of [
    ['small', SMALL],
    ['large', LARGE],
  ] as const) {
    test(`finds the others and reports a ${size} file that ${title} between scan and hash`, async () => {
      const bench = createSearchBench({ 'a/victim': content, 'b/same': content, 'c/same': content, d: 'other' });
      let acted = 0;
      bench.beforeHashing = (batch) => {
        if (batch.count > 0 && acted++ === 0) act(bench.disk, `${TREE}/a/victim`, content);
      };
      const { result, groups } = await bench.find({ cache: true });
      assert.deepEqual(groups, [['b/same', 'c/same']]);
      assert.deepEqual(
        result.problems.map((problem) => [shortPath(problem.path), problem.code]),
        [['a/victim', code]],
      );
      assert.equal(result.problems_total, 1);
    });
  }

  test(`finds the others when a large file ${title} between its ends and its whole`, async () => {
    const bench = createSearchBench({ 'a/victim': LARGE, 'b/same': LARGE, 'c/same': LARGE });
    bench.beforeHashing = ({ part }) => {
      if (part === 'whole') act(bench.disk, `${TREE}/a/victim`, LARGE);
    };
    const { result, groups } = await bench.find();
    assert.deepEqual(groups, [['b/same', 'c/same']]);
    assert.deepEqual(
      result.problems.map((problem) => problem.code),
      [code],
    );
  });
}

test('knows a file in the next run that could not be read in this one', async () => {
  const bench = createSearchBench({ a: SMALL, b: SMALL, c: SMALL });
  bench.disk.fault.failNext({ operation: 'read', path: `${TREE}/a`, code: 'io_error' });
  const first = await bench.find({ cache: true });
  assert.deepEqual([first.groups, first.result.read_bytes], [[['b', 'c']], 2 * SMALL.length]);
  const second = await bench.find({ cache: true });
  assert.deepEqual([second.groups, second.result.read_bytes], [[['a', 'b', 'c']], SMALL.length]);
});

test('reports no group of which all but one cannot be read', async () => {
  const bench = createSearchBench({ a: SMALL, b: SMALL });
  bench.disk.chmod(`${TREE}/a`, 0);
  const { result, groups } = await bench.find();
  assert.deepEqual([groups, result.groups, result.problems_total], [[], 0, 1]);
});

test('says nothing of an unreadable file that no other one has the size of, since it is not read', async () => {
  const bench = createSearchBench({ a: SMALL, b: `${SMALL} ` });
  bench.disk.chmod(`${TREE}/a`, 0);
  assert.equal((await bench.find()).result.problems_total, 0);
});

test('counts every problem and shows the first hundred', async () => {
  const names = Array.from({ length: 150 }, (_, i) => `closed ${String(i).padStart(3, '0')}`);
  const bench = createSearchBench(Object.fromEntries([...names, 'x', 'y'].map((name) => [name, SMALL])));
  for (const name of names) bench.disk.chmod(`${TREE}/${name}`, 0);
  bench.disk.mkdir(`${TREE}/folder`);
  bench.disk.chmod(`${TREE}/folder`, 0);
  const { result, groups } = await bench.find();
  assert.deepEqual([groups, result.problems_total, result.problems.length], [[['x', 'y']], 151, 100]);
  assert.deepEqual(
    result.problems.slice(0, 2).map(({ path }) => shortPath(path)),
    ['folder', 'closed 000'],
  );
});
