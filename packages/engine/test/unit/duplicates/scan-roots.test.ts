import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scanRoots, type ScannedRoots, type SearchRoot } from '../../../src/duplicates/scan-roots.ts';
import type { ScanOptions } from '../../../src/scan/scan-tree.ts';
import type { FileSystem } from '../../../src/ports/file-system.ts';
import { createMemoryFileSystem, type MemoryFileSystem } from '../../../src/testing/memory-file-system.ts';

const OPTIONS: Omit<ScanOptions, 'table'> = {
  hidden: false,
  crossMounts: false,
  intoProjects: true,
  settleSeconds: 0,
  now: Date.UTC(2024, 0, 1),
  excluded: [],
  skipOpenFiles: false,
};

/** Opens and scans roots; a path that starts with `=` is a reference. */
async function scan(
  memory: MemoryFileSystem,
  paths: readonly string[],
  { fileSystem = memory, ...options }: Partial<typeof OPTIONS> & { readonly fileSystem?: FileSystem } = {},
): Promise<ScannedRoots> {
  const named: SearchRoot[] = [];
  for (const path of paths) {
    const isReference = path.startsWith('=');
    named.push({ facts: await memory.openRoot(isReference ? path.slice(1) : path), isReference });
  }
  return scanRoots(fileSystem, named, { ...OPTIONS, ...options });
}

/** Every row as `root > path below it`, sorted. */
function rowsOf({ table, roots }: ScannedRoots): string[] {
  return Array.from({ length: table.count }, (_, row) => {
    const root = roots[table.rootIndexOf(table.folder[row] ?? 0)];
    return `${root?.isReference === true ? '=' : ''}${root?.facts.path ?? ''} > ${table.path(row)}`;
  }).sort();
}

function memoryWith(...paths: readonly string[]): MemoryFileSystem {
  const memory = createMemoryFileSystem();
  for (const path of paths) memory.writeFile(path, path);
  return memory;
}

test('scans several trees into one table, in the order they were named', async () => {
  const memory = memoryWith('/b/x', '/b/deep/y', '/a/x');
  const scanned = await scan(memory, ['/b', '/a']);
  assert.deepEqual(rowsOf(scanned), ['/a > x', '/b > deep/y', '/b > x']);
  assert.deepEqual(
    scanned.roots.map(({ facts }) => facts.path),
    ['/b', '/a'],
  );
  assert.deepEqual([scanned.directories, [...scanned.skipped], scanned.problems], [3, [], []]);
});

test('keeps the ctimes', async () => {
  const memory = memoryWith('/a/x', '/a/y');
  const { table } = await scan(memory, ['/a']);
  const byName = new Map(Array.from({ length: table.count }, (_, row) => [table.name(row), table.ctime[row]]));
  assert.deepEqual([byName.get('x'), byName.get('y')], [memory.stat('/a/x')?.ctime, memory.stat('/a/y')?.ctime]);
});

test('scans a tree once that was named several times, through links too', async () => {
  const memory = memoryWith('/a/x');
  memory.symlink('/a', '/way');
  const scanned = await scan(memory, ['/a', '/way', '/a']);
  assert.deepEqual([rowsOf(scanned), scanned.roots.length, scanned.directories], [['/a > x'], 1, 1]);
});

test('gives each folder to the root that names it most closely, in whatever order they are named', async () => {
  const memory = memoryWith('/a/x', '/a/b/y', '/a/b/c/z', '/a/b/d/w');
  for (const order of [
    ['/a', '/a/b/c'],
    ['/a/b/c', '/a'],
  ]) {
    const named = [...order.slice(0, 1), '/a/b', ...order.slice(1)];
    const scanned = await scan(memory, named);
    const leaves = rowsOf(scanned).filter((row) => /[w-z]$/.test(row));
    assert.deepEqual(leaves, ['/a > x', '/a/b > d/w', '/a/b > y', '/a/b/c > z']);
    assert.deepEqual([[...scanned.skipped], scanned.directories], [[], 4]);
  }
});

test('takes a folder for a reference that was named as one too, wherever it was named first', async () => {
  const memory = memoryWith('/a/x', '/b/y');
  assert.deepEqual(rowsOf(await scan(memory, ['/a', '/b', '=/a'])), ['/b > y', '=/a > x']);
  assert.deepEqual(rowsOf(await scan(memory, ['=/a', '/b', '/a'])), ['/b > y', '=/a > x']);
  assert.deepEqual(
    (await scan(memory, ['/a', '/b', '=/a'])).roots.map(({ facts }) => facts.path),
    ['/a', '/b'],
  );
});

test('takes a reference within a folder for one, and a folder within a reference for none', async () => {
  const memory = memoryWith('/a/kept/x', '/a/y');
  const leaves = async (...paths: readonly string[]): Promise<string[]> =>
    rowsOf(await scan(memory, paths)).filter((row) => /[xy]$/.test(row));
  assert.deepEqual(await leaves('/a', '=/a/kept'), ['/a > y', '=/a/kept > x']);
  assert.deepEqual(await leaves('/a/kept', '=/a'), ['/a/kept > x', '=/a > y']);
});

test('scans a hidden folder that is a root of its own, and one on another mount', async () => {
  const memory = memoryWith('/a/x', '/a/.hidden/y');
  memory.mount('/a/stick');
  memory.writeFile('/a/stick/z', 'z');
  const leaves = async (...paths: readonly string[]): Promise<string[]> =>
    rowsOf(await scan(memory, paths)).filter((row) => /[xyz]$/.test(row));
  assert.deepEqual(await leaves('/a'), ['/a > x']);
  assert.deepEqual(await leaves('/a', '/a/.hidden', '/a/stick'), ['/a > x', '/a/.hidden > y', '/a/stick > z']);
});

test('does not enter what is to be left out, in any of the trees', async () => {
  const memory = memoryWith('/a/x', '/a/state/y', '/b/z');
  const { device, inode } = await memory.openRoot('/a/state');
  const scanned = await scan(memory, ['/a', '/b'], {
    excluded: [{ device, inode, reason: 'state_folder' }],
  });
  assert.deepEqual([...scanned.skipped], [['state_folder', 1]]);
  assert.equal(
    rowsOf(scanned).some((row) => row.endsWith('y')),
    false,
  );
});

test('adds up what was passed over, and says which tree a problem is in', async () => {
  const memory = memoryWith('/a/.h', '/a/closed/x', '/b/.h', '/b/closed/y');
  for (const path of ['/a/closed', '/b/closed']) memory.chmod(path, 0);
  const { skipped, problems } = await scan(memory, ['/a', '/b']);
  assert.deepEqual(
    [...skipped],
    [
      ['hidden', 2],
      ['unreadable', 2],
    ],
  );
  assert.deepEqual(
    problems.map(({ root, path, code }) => [root.path, path, code]),
    [
      ['/a', 'closed', 'permission_denied'],
      ['/b', 'closed', 'permission_denied'],
    ],
  );
});

test('scans the others when a root can no longer be read', async () => {
  const memory = memoryWith('/a/x', '/gone/y', '/c/z');
  const gone = { facts: await memory.openRoot('/gone'), isReference: false };
  const others = await Promise.all(
    ['/a', '/c'].map(async (path) => ({ facts: await memory.openRoot(path), isReference: false })),
  );
  memory.chmod('/gone', 0);
  const scanned = await scanRoots(memory, [...others.slice(0, 1), gone, ...others.slice(1)], OPTIONS);
  assert.deepEqual(rowsOf(scanned), ['/a > x', '/c > z']);
  assert.deepEqual(
    scanned.problems.map(({ root, path }) => [root.path, path]),
    [['/gone', '']],
  );
});

test('takes more problems than a call takes arguments', async () => {
  const memory = memoryWith('/a/x');
  const count = 200_000;
  const problems = Array.from({ length: count }, (_, i) => ({
    folder: 0,
    name: `file ${i}`,
    code: 'io_error' as const,
    message: 'EIO',
  }));
  const failing: FileSystem = {
    ...memory,
    listFolders: async (folders) => ({ ...(await memory.listFolders(folders)), problems }),
  };
  assert.equal((await scan(memory, ['/a'], { fileSystem: failing })).problems.length, count);
});
