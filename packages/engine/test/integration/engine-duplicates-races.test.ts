import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { createDiskFileSystem } from '../../src/fs/disk-file-system.ts';
import { createEngine } from '../../src/operations/create-engine.ts';
import { createMemoryHashCacheStore } from '../../src/testing/memory-hash-cache-store.ts';
import { requireTool } from '../../src/testing/require-tool.ts';
import { findGroups, type Found } from '../support/duplicates-bench.ts';

const SMALL = 'same bytes';
const LARGE = 'x'.repeat(400_000);

interface Race {
  /** Bytes of all files but the one that is raced for. */
  readonly content: string;
  /** What another program does to `sub/raced` once everything was scanned. */
  readonly act: (raced: string, sub: string) => void;
}

interface Raced extends Found {
  readonly at: (path: string) => string;
  /** A second search, in which nobody interferes. */
  readonly again: () => Promise<Found>;
}

/** Three equal files on the disk, one of which somebody reaches for between the scan and the first reading. */
async function race(t: TestContext, { content, act }: Race): Promise<Raced> {
  const folder = mkdtempSync(join(tmpdir(), 'kempt-races-'));
  const at = (path: string): string => join(folder, 'tree', path);
  mkdirSync(at('sub'), { recursive: true });
  for (const path of ['a', 'b', 'sub/raced']) writeFileSync(at(path), content);
  const disk = createDiskFileSystem({ threads: 1, lockFolder: join(folder, 'locks') });
  t.after(async () => {
    await disk.close();
    rmSync(folder, { recursive: true, force: true });
  });
  let isOver = false;
  const engine = createEngine({
    stateFolder: join(folder, 'state'),
    hashCache: createMemoryHashCacheStore(),
    fileSystem: {
      ...disk,
      hashBatch: (batch) => {
        if (!isOver) act(at('sub/raced'), at('sub'));
        isOver = true;
        return disk.hashBatch(batch);
      },
    },
  });
  const found = await findGroups(engine, [at('')]);
  return { ...found, at, again: () => findGroups(engine, [at('')]) };
}

function codes({ result }: Found): unknown {
  return result.problems.map(({ path, code }) => [path.slice(path.lastIndexOf('tree/')), code]);
}

for (const [size, content] of [
  ['small', SMALL],
  ['large', LARGE],
] as const) {
  for (const [what, code, act] of [
    [
      'is written to',
      'changed_since_scan',
      (raced) => {
        writeFileSync(raced, 'y'.repeat(content.length));
      },
    ],
    [
      'grows',
      'changed_since_scan',
      (raced) => {
        appendFileSync(raced, 'more');
      },
    ],
    [
      'shrinks',
      'changed_since_scan',
      (raced) => {
        truncateSync(raced, 3);
      },
    ],
    [
      'is emptied',
      'changed_since_scan',
      (raced) => {
        truncateSync(raced, 0);
      },
    ],
    [
      'is touched',
      'changed_since_scan',
      (raced) => {
        utimesSync(raced, 1e9, 1e9);
      },
    ],
    [
      'is replaced by an equal one',
      'changed_since_scan',
      (raced) => {
        writeFileSync(`${raced}.new`, content);
        renameSync(`${raced}.new`, raced);
      },
    ],
    [
      'vanishes',
      'not_found',
      (raced) => {
        rmSync(raced);
      },
    ],
    [
      'becomes a folder',
      'not_a_regular_file',
      (raced) => {
        rmSync(raced);
        mkdirSync(raced);
      },
    ],
    [
      'becomes a link to an equal one',
      'not_a_regular_file',
      (raced) => {
        rmSync(raced);
        symlinkSync('../a', raced);
      },
    ],
    [
      'goes with its folder',
      'not_found',
      (_, sub) => {
        rmSync(sub, { recursive: true });
      },
    ],
    [
      'is in a folder that becomes a link',
      'folder_is_symlink',
      (_, sub) => {
        renameSync(sub, `${sub}.old`);
        symlinkSync('sub.old', sub);
      },
    ],
  ] as const satisfies readonly (readonly [string, string, Race['act']])[]) {
    test(`a ${size} file that ${what} after the scan is a problem and in no group`, async (t) => {
      const raced = await race(t, { content, act });
      assert.deepEqual(codes(raced), [['tree/sub/raced', code]]);
      assert.deepEqual(raced.groups, [[raced.at('a'), raced.at('b')]]);
      assert.deepEqual((await raced.again()).result.problems, []);
    });
  }

  test(`a ${size} file that becomes a pipe neither holds the search up nor is read`, async (t) => {
    if (!requireTool(t, 'mkfifo')) return;
    const raced = await race(t, {
      content,
      act: (path) => {
        rmSync(path);
        execFileSync('mkfifo', [path]);
      },
    });
    assert.deepEqual(codes(raced), [['tree/sub/raced', 'not_a_regular_file']]);
    assert.deepEqual(raced.groups, [[raced.at('a'), raced.at('b')]]);
  });
}

test('a file that changed is compared as it is by the next search, whatever is known of it', async (t) => {
  const raced = await race(t, {
    content: SMALL,
    act: (path) => {
      writeFileSync(path, SMALL);
    },
  });
  assert.deepEqual(raced.groups, [[raced.at('a'), raced.at('b')]]);
  const next = await raced.again();
  assert.deepEqual(next.groups, [[raced.at('a'), raced.at('b'), raced.at('sub/raced')]]);
  assert.ok(next.result.read_bytes > 0);
});
