import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leftReasonId } from '@kempt/contracts';
import { leftRows, planTree } from './make-table.ts';

const EXISTS = leftReasonId('destination_exists');
const BLOCKED = leftReasonId('destination_blocked');
const MAIN_LEFT = leftReasonId('main_left');
const DUPLICATE = leftReasonId('duplicate');

test('the first row wins a place, and names that fold alike are one place', async () => {
  const { lines } = await planTree(
    {
      'x/a.jpg': { wants: 'y/a.jpg' },
      'z/A.JPG': { wants: 'y/A.JPG' },
      'z/\u00e9': { wants: 'y/e\u0301' },
      'z/e': { wants: 'y/\u00c9' },
    },
    { onConflict: 'skip' },
  );
  assert.deepEqual(lines, ['make_folder y', 'move x/a.jpg > y/a.jpg', 'move z/\u00e9 > y/e\u0301', 'remove_folder x']);
});

test('what is in place wins over what comes before it', async () => {
  const { lines } = await planTree({ 'a/n': { wants: 'b/n' }, 'b/n': {} });
  assert.deepEqual(lines, ['move a/n > b/n (1)', 'remove_folder a']);
});

test('under skip one that stays makes all stay that counted on its place, to the end of the chain', async () => {
  const tree: Record<string, { wants?: string }> = { 'f/0': {} };
  for (let i = 1; i <= 100; i++) tree[`f/${i}`] = { wants: `f/${i - 1}` };
  const { lines, plan, source } = await planTree(tree, { onConflict: 'skip' });
  assert.deepEqual(lines, []);
  assert.deepEqual([plan.filesPlanned, plan.filesInPlace, plan.filesLeft], [0, 1, 100]);
  assert.equal(leftRows(source)['f/100'], EXISTS);
});

test('a hidden file, a link and a folder all keep their names', async () => {
  const { lines } = await planTree({
    'x/a': { wants: 'y/a' },
    'x/b': { wants: 'y/b' },
    'x/c': { wants: 'y/c' },
    'y/a': { left: 'hidden' },
    'y/b': { kind: 'symlink', left: 'symlink' },
    'y/c/d': { left: 'hidden' },
  });
  assert.deepEqual(lines, ['move x/a > y/a (1)', 'move x/b > y/b (1)', 'move x/c > y/c (1)', 'remove_folder x']);
});

test('a file that carries the counter stays while the wanted name is taken, and goes when it is free', async () => {
  const taken = await planTree({ 'y/a.jpg': {}, 'y/a (1).jpg': { wants: 'y/a.jpg' } });
  assert.deepEqual([taken.lines, taken.plan.filesInPlace], [[], 2]);
  const claimed = await planTree({ 'y/a (1).jpg': { wants: 'y/a.jpg' }, 'z/a.jpg': { wants: 'y/a.jpg' } });
  assert.deepEqual(claimed.lines, ['move z/a.jpg > y/a.jpg', 'remove_folder z']);
  const free = await planTree({ 'y/a (1).jpg': { wants: 'y/a.jpg' }, 'y/a (2).jpg': { wants: 'y/a.jpg' } });
  assert.deepEqual(free.lines, ['move y/a (1).jpg > y/a.jpg']);
});

test('one that keeps its counter takes its place from whoever wants that very name', async () => {
  const { lines } = await planTree({
    'x/a (1)': { wants: 'y/a (1)' },
    'y/a': {},
    'y/a (1)': { wants: 'y/a' },
  });
  assert.deepEqual(lines, ['move x/a (1) > y/a (1) (1)', 'remove_folder x']);
});

test('a group stays whole under skip when one of its companions finds no place', async () => {
  const { lines, source } = await planTree(
    { 'x/a.jpg': { wants: 'y/a.jpg' }, 'x/a.xmp': { wants: 'y/a.xmp', main: 'x/a.jpg' }, 'y/a.xmp': {} },
    { onConflict: 'skip' },
  );
  assert.deepEqual(lines, []);
  assert.deepEqual(leftRows(source), { 'x/a.jpg': EXISTS, 'x/a.xmp': MAIN_LEFT, 'y/a.xmp': 0 });
});

test('a group whose two files want one place stays', async () => {
  const { lines, source } = await planTree({
    'x/a.jpg': { wants: 'y/a.jpg' },
    'x/a.xmp': { wants: 'y/a.xmp', main: 'x/a.jpg' },
    'x/a.XMP': { wants: 'y/a.XMP', main: 'x/a.jpg' },
  });
  assert.deepEqual(lines, []);
  assert.deepEqual(Object.values(leftRows(source)), [EXISTS, MAIN_LEFT, MAIN_LEFT]);
});

test('a companion of a file that is in place stays when its own place is taken', async () => {
  const { lines, source } = await planTree({
    'y/a.jpg': {},
    'y/b.xmp': { wants: 'y/a.xmp', main: 'y/a.jpg' },
    'y/a.xmp': { left: 'settling' },
  });
  assert.deepEqual(lines, []);
  assert.equal(leftRows(source)['y/b.xmp'], EXISTS);
});

test('nothing goes below a file that stays, a link or a folder that was left whole', async () => {
  const { lines, source } = await planTree({
    'x/1': { wants: 'file/1' },
    'x/2': { wants: 'link/deep/2' },
    'x/3': { wants: 'project/3' },
    'x/4': { wants: 'File/4' },
    file: {},
    link: { kind: 'symlink', left: 'symlink' },
    project: { kind: 'folder', left: 'project' },
  });
  assert.deepEqual(lines, []);
  assert.deepEqual(Object.values(leftRows(source)).slice(0, 4), [BLOCKED, BLOCKED, BLOCKED, BLOCKED]);
});

test('when a file stays that was to give way to a folder, all that want to go there stay', async () => {
  const { lines, source } = await planTree(
    { a: { wants: 'b/a' }, 'b/a': {}, 'x/1': { wants: 'a/1' }, 'x/2': { wants: 'x/1' } },
    { onConflict: 'skip' },
  );
  assert.deepEqual(lines, []);
  assert.deepEqual(leftRows(source), { a: EXISTS, 'b/a': 0, 'x/1': BLOCKED, 'x/2': EXISTS });
});

test('a file whose name a new folder takes gets a counter', async () => {
  const { lines } = await planTree({ 'x/a': { wants: 'images' }, 'x/b': { wants: 'images/b' } });
  assert.deepEqual(lines, ['make_folder images', 'move x/a > images (1)', 'move x/b > images/b', 'remove_folder x']);
});

test('a folder keeps its name when one of its files turns out to stay', async () => {
  const { lines } = await planTree(
    { 'a/1': { wants: 'c/1' }, 'c/1': {}, 'b/a': { wants: 'a' } },
    { onConflict: 'skip' },
  );
  assert.deepEqual(lines, []);
});

test('under deduplicate the second of identical files stays, with its companions, and a different one is renamed', async () => {
  const contents: readonly string[] = ['one', '', 'one', 'two'];
  const { lines, plan, source } = await planTree(
    {
      'x/a': { wants: 'y/a', size: 3 },
      'x/a.xmp': { wants: 'y/a.xmp', main: 'x/a' },
      'y/a': { size: 3 },
      'z/a': { wants: 'y/a', size: 3 },
    },
    { onConflict: 'deduplicate', sameBytes: (row, other) => contents[row] === contents[other] },
  );
  assert.deepEqual(lines, ['move z/a > y/a (1)', 'remove_folder z']);
  assert.deepEqual(leftRows(source), { 'x/a': DUPLICATE, 'x/a.xmp': MAIN_LEFT, 'y/a': 0, 'z/a': 0 });
  assert.equal(plan.duplicates, 1);
});

test('under deduplicate empty files and two names of one inode are identical without comparing', async () => {
  const { plan } = await planTree(
    {
      'x/a': { wants: 'y/a', size: 0 },
      'z/a': { wants: 'y/a', size: 0 },
      'x/b': { wants: 'y/b', inode: 5n },
      'z/b': { wants: 'y/b', inode: 5n },
    },
    { onConflict: 'deduplicate', sameBytes: () => assert.fail('nothing to compare') },
  );
  assert.deepEqual([plan.filesPlanned, plan.duplicates], [2, 2]);
});

test('under deduplicate files that were not compared, or cannot be trusted, are different', async () => {
  const { lines } = await planTree(
    {
      'x/a': { wants: 'y/a' },
      'z/a': { wants: 'y/a' },
      'x/b': { wants: 'y/b', size: 0 },
      'y/b': { size: 0, left: 'in_progress' },
      'x/c': { wants: 'y/c', size: 0 },
      'y/c': { kind: 'fifo', left: 'fifo', size: 0 },
      'x/d': { wants: 'y/d', size: 0 },
      'y/d/e': {},
    },
    { onConflict: 'deduplicate' },
  );
  assert.deepEqual(
    lines.filter((line) => line.includes('(1)')),
    ['move z/a > y/a (1)', 'move x/b > y/b (1)', 'move x/c > y/c (1)', 'move x/d > y/d (1)'],
  );
});
