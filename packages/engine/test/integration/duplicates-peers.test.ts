import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { createEngine } from '../../src/operations/create-engine.ts';
import type { DuplicateGroup, Engine } from '../../src/operations/engine.ts';
import { requireTool } from '../../src/testing/require-tool.ts';
import { anyDuplicateTree, FOLDERS, identityOf, plantDuplicates, type Planted } from './support/duplicate-tree.ts';
import { makeWorkplace, type Workplace } from '../../src/testing/workplace.ts';

/** Groups of files, each as its device and inode, in an order of their own. */
type Groups = readonly (readonly string[])[];

/** Another finder, which answers with groups of absolute paths. */
type Peer = (roots: readonly string[]) => readonly (readonly Buffer[])[];

/**
 * `-H` lists hard links, so that they can be told to be one file here; without it each finder leaves out others of
 * them. `-z` counts empty files.
 */
const jdupes: Peer = (roots) => {
  const sets = split(outputOf('jdupes', ['-q', '-r', '-H', '-z', '-0', ...roots]), Buffer.from([0, 0]));
  return sets.map((set) => split(set, Buffer.from([0])));
};

const fdupes: Peer = (roots) => {
  const sets = split(outputOf('fdupes', ['-q', '-r', '-H', ...roots]), Buffer.from('\n\n'));
  return sets.map((set) => split(set, Buffer.from('\n')));
};

function outputOf(command: string, args: readonly string[]): Buffer {
  const { status, stdout, stderr } = spawnSync(command, args, { env: { PATH: process.env['PATH'], LC_ALL: 'C' } });
  assert.equal(status, 0, stderr.toString());
  return stdout;
}

/** The parts between separators, empty ones left out. */
function split(text: Buffer, separator: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  let start = 0;
  for (let end = text.indexOf(separator); end !== -1; end = text.indexOf(separator, start)) {
    parts.push(text.subarray(start, end));
    start = end + separator.length;
  }
  return [...parts, text.subarray(start)].filter(({ length }) => length > 0);
}

function normal(groups: Groups): Groups {
  return groups
    .map((group) => [...new Set(group)].sort())
    .filter(({ length }) => length > 1)
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
}

async function kempt(engine: Engine, roots: readonly string[], cache: boolean): Promise<Groups> {
  const groups: string[][] = [];
  const onGroup = (group: DuplicateGroup): void =>
    void groups.push(Array.from(group.files(), ({ device, inode }) => `${device}:${inode}`));
  const { problems } = await engine.duplicates({ roots, empty: true, hidden: true, cache, onGroup });
  assert.deepEqual(problems, []);
  for (const group of groups) assert.equal(new Set(group).size, group.length, 'a file comes once');
  return normal(groups);
}

function openEngine(place: Workplace): Engine {
  const engine = createEngine({ stateFolder: place.at('state'), homeFolder: place.at('home') });
  place.defer(() => engine.close());
  return engine;
}

/** Any folders of the tree, whether they overlap or not. */
const anyRoots = fc.oneof(fc.constant(['']), fc.array(fc.constantFrom(...FOLDERS), { minLength: 1, maxLength: 4 }));

/** Searches trees with Kempt, with and without its cache, and with another finder. */
async function findTheSame(peer: Peer, tree: fc.Arbitrary<readonly Planted[]>): Promise<void> {
  await using place = makeWorkplace();
  const engine = openEngine(place);
  let trees = 0;
  await fc.assert(
    fc.asyncProperty(tree, anyRoots, async (planted, folders) => {
      const root = place.at(`tree ${trees++}`);
      plantDuplicates(root, planted);
      const roots = folders.map((folder) => (folder === '' ? root : `${root}/${folder}`));
      const expected = normal(peer(roots).map((set) => set.map(identityOf)));
      assert.deepEqual(await kempt(engine, roots, false), expected);
      assert.deepEqual(await kempt(engine, roots, true), expected);
      assert.deepEqual(await kempt(engine, roots, true), expected, 'with what the cache knows');
      rmSync(root, { recursive: true });
    }),
    { numRuns: 25 },
  );
}

test('finds the groups that jdupes finds, in any tree', async (t) => {
  if (!requireTool(t, 'jdupes')) return;
  await findTheSame(
    jdupes,
    anyDuplicateTree(() => true),
  );
});

test('finds the groups that fdupes finds, in any tree of names that its output can hold', async (t) => {
  if (!requireTool(t, 'fdupes')) return;
  await findTheSame(
    fdupes,
    anyDuplicateTree((name) => !name.includes('\n')),
  );
});

test('finds the groups that jdupes and fdupes find in a real tree', async (t) => {
  if (!requireTool(t, 'jdupes') || !requireTool(t, 'fdupes')) return;
  await using place = makeWorkplace();
  const root = `${import.meta.dirname}/../../../../node_modules`;
  const found = await kempt(openEngine(place), [root], false);
  assert.ok(found.length > 0);
  for (const peer of [jdupes, fdupes]) {
    assert.deepEqual(found, normal(peer([root]).map((set) => set.map(identityOf))));
  }
});
