import assert from 'node:assert/strict';
import { test } from 'node:test';
import { STEP_FLAGS } from '../../../src/plan/plan.ts';
import { NO_REQUIREMENT } from '../../../src/ports/file-system.ts';
import { planTree, type Planned, type TreeSpec } from './make-table.ts';

const ring = (names: readonly string[]): TreeSpec => {
  return Object.fromEntries(names.map((name, i) => [name, { wants: names[(i + 1) % names.length] ?? '' }]));
};

const requirements = ({ plan }: Planned): number[] => [...plan.steps.requires.subarray(0, plan.steps.count)];

test('a swap puts one file aside and finishes it last', async () => {
  const planned = await planTree({ 'x/a': { wants: 'y/b' }, 'y/b': { wants: 'x/a' } });
  assert.deepEqual(planned.lines, ['move x/a > x/.kempt-op-0', 'move y/b > x/a', 'move x/.kempt-op-0 > y/b']);
  assert.deepEqual(requirements(planned), [NO_REQUIREMENT, NO_REQUIREMENT, 0]);
  assert.deepEqual([...planned.plan.steps.flags.subarray(0, 3)], [STEP_FLAGS.stage, 0, 0]);
  assert.equal(planned.plan.filesPlanned, 2);
});

test('a ring of any length puts one file aside', async () => {
  assert.deepEqual((await planTree(ring(['a', 'b', 'c']))).lines, [
    'move a > .kempt-op-0',
    'move c > a',
    'move b > c',
    'move .kempt-op-0 > b',
  ]);
  const long = await planTree(ring(Array.from({ length: 200 }, (_, i) => `${i}`)));
  assert.equal(long.plan.steps.count, 201);
});

test('a chain is carried out from its end, each step requiring the one that makes way', async () => {
  const tree: Record<string, { wants: string }> = {};
  for (let i = 0; i < 100; i++) tree[`${i}`] = { wants: `${i + 1}` };
  const planned = await planTree(tree);
  assert.equal(planned.lines[0], 'move 99 > 100');
  assert.equal(planned.lines[99], 'move 0 > 1');
  assert.deepEqual(requirements(planned), [NO_REQUIREMENT, ...Array.from({ length: 99 }, (_, i) => i)]);
});

test('a chain that leads into a ring puts only a file of the ring aside', async () => {
  const { lines } = await planTree({
    'a/v': { wants: 'a/w' },
    'a/w': { wants: 'p/a.xmp' },
    'p/a.jpg': { wants: 'q/b.jpg' },
    'p/a.xmp': { wants: 'q/b.xmp', main: 'p/a.jpg' },
    'q/b.jpg': { wants: 'p/a.jpg' },
  });
  assert.deepEqual(lines, [
    'move p/a.jpg > p/.kempt-op-0',
    'move p/a.xmp > p/.kempt-op-1',
    'move q/b.jpg > p/a.jpg',
    'move a/w > p/a.xmp',
    'move a/v > a/w',
    'move p/.kempt-op-0 > q/b.jpg',
    'move p/.kempt-op-1 > q/b.xmp',
  ]);
});

test('groups in a ring are put aside whole and finished whole', async () => {
  const planned = await planTree({
    'x/a.jpg': { wants: 'y/a.jpg' },
    'x/a.xmp': { wants: 'y/a.xmp', main: 'x/a.jpg' },
    'y/a.jpg': { wants: 'x/a.jpg' },
    'y/a.xmp': { wants: 'x/a.xmp', main: 'y/a.jpg' },
  });
  assert.deepEqual(planned.lines, [
    'move x/a.jpg > x/.kempt-op-0',
    'move x/a.xmp > x/.kempt-op-1',
    'move y/a.jpg > x/a.jpg',
    'move y/a.xmp > x/a.xmp',
    'move x/.kempt-op-0 > y/a.jpg',
    'move x/.kempt-op-1 > y/a.xmp',
  ]);
  assert.deepEqual(requirements(planned), [NO_REQUIREMENT, 0, NO_REQUIREMENT, 2, 0, 1]);
});

test('a group whose files trade names is put aside', async () => {
  const { lines } = await planTree({ 'a.jpg': { wants: 'a.xmp' }, 'a.xmp': { wants: 'a.jpg', main: 'a.jpg' } });
  assert.equal(lines.length, 4);
});

test('of two twins at a place a file waits for the one with exactly its name', async () => {
  const planned = await planTree({ 'x/n': { wants: 'y/a' }, 'y/A': { wants: 'z/1' }, 'y/a': { wants: 'z/2' } });
  assert.deepEqual(planned.lines.slice(1, 4), ['move y/A > z/1', 'move y/a > z/2', 'move x/n > y/a']);
  assert.equal(planned.plan.steps.step(3).requires, 2);
  const other = await planTree({
    'x/n': { wants: 'y/\u00c1' },
    'y/A\u0301': { wants: 'z/1' },
    'y/a\u0301': { wants: 'z/2' },
  });
  assert.equal(other.lines[3], 'move x/n > y/\u00c1');
});

test('a file gives way to a folder of its name', async () => {
  const { lines } = await planTree({ a: { wants: 'a/a' }, 'x/b': { wants: 'a/b' } });
  assert.deepEqual(lines, [
    'move a > .kempt-op-0',
    'make_folder a',
    'move x/b > a/b',
    'move .kempt-op-0 > a/a',
    'remove_folder x',
  ]);
});

test('a file takes the name of a folder that the plan empties', async () => {
  const { lines } = await planTree({
    'a/a': { wants: 'a' },
    'a/b/c': { wants: 'x/c' },
    'a/b/d': { wants: 'x/d' },
    'q/e': { wants: 'x/e' },
  });
  assert.deepEqual(lines, [
    'move a/a > .kempt-op-0',
    'make_folder x',
    'move a/b/c > x/c',
    'move a/b/d > x/d',
    'move q/e > x/e',
    'remove_folder a/b',
    'remove_folder a',
    'move .kempt-op-0 > a',
    'remove_folder q',
  ]);
});

test("files that take the names of one another's folders are put aside outside of them", async () => {
  const { lines } = await planTree({
    'd/a/b': { wants: 'd/b' },
    'd/b/a': { wants: 'd/a' },
    'd/b/c': { wants: 'new/c' },
  });
  assert.deepEqual(lines, [
    'move d/a/b > d/.kempt-op-0',
    'move d/b/a > d/.kempt-op-1',
    'make_folder new',
    'move d/b/c > new/c',
    'remove_folder d/b',
    'remove_folder d/a',
    'move d/.kempt-op-0 > d/b',
    'move d/.kempt-op-1 > d/a',
  ]);
});

test('temporary names avoid those that exist', async () => {
  const { lines } = await planTree({ a: { wants: 'b' }, b: { wants: 'a' }, '.kempt-op-0': { left: 'hidden' } });
  assert.equal(lines[0], 'move a > .kempt-op-1');
});

test('a folder is not taken for empty with keepEmptyDirs, nor where something stays in it', async () => {
  const tree: TreeSpec = { 'a/a': { wants: 'a' } };
  assert.deepEqual((await planTree(tree, { keepEmptyDirs: true })).lines, ['move a/a > a (1)']);
  assert.deepEqual((await planTree({ ...tree, 'a/.b': { left: 'hidden' } })).lines, ['move a/a > a (1)']);
});
