import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leftReasonOf } from '@kempt/contracts';
import { STEP_FLAGS } from '../../../src/plan/plan.ts';
import { leftRows, planTree, type Planned, type PlanOptions, type TreeSpec } from './make-table.ts';

const plan = (tree: TreeSpec, options: PlanOptions = {}): Promise<Planned> =>
  planTree(tree, { onConflict: 'overwrite', keepEmptyDirs: true, ...options });

const MADE = ['make_folder .kempt-quarantine', 'make_folder .kempt-quarantine/op'];

/** The reasons of rows that stay, by path. */
function left({ source }: Planned): Record<string, string> {
  const rows = Object.entries(leftRows(source)).filter(([, reason]) => reason !== 0);
  return Object.fromEntries(rows.map(([path, reason]) => [path, leftReasonOf(reason)]));
}

test('the old file goes to the quarantine right before the new one takes its place', async () => {
  const { lines, plan: solved } = await plan({
    'x/a': { wants: 'y/a' },
    'x/b': { wants: 'y/b' },
    'y/a': {},
    'y/b': {},
  });
  assert.deepEqual(lines, [
    ...MADE,
    'displace y/a > .kempt-quarantine/op/2-a',
    'move x/a > y/a',
    'displace y/b > .kempt-quarantine/op/4-b',
    'move x/b > y/b',
  ]);
  assert.equal(solved.filesPlanned, 2, 'making room adds to no counter');
  const [old, fresh] = [solved.steps.step(2), solved.steps.step(3)];
  assert.deepEqual([old.flags, old.requires, fresh.requires], [STEP_FLAGS.uncounted, 1, 2]);
});

test('of two files of one plan the second gets a number', async () => {
  const { lines } = await plan({ 'x/a': { wants: 'y/a' }, 'y/a': {}, 'z/a': { wants: 'y/a' } });
  assert.deepEqual(lines, ['move z/a > y/a (1)', ...MADE, 'displace y/a > .kempt-quarantine/op/3-a', 'move x/a > y/a']);
});

test('takes the places of files in a destination elsewhere, whose quarantine it is', async () => {
  const { lines } = await plan({ 'x/a': { wants: 'y/a' } }, { existing: { 'y/a': { inode: 1n } } });
  assert.deepEqual(lines, [
    'make_folder 1:.kempt-quarantine',
    'make_folder 1:.kempt-quarantine/op',
    'displace 1:y/a > 1:.kempt-quarantine/op/2-a',
    'move x/a > 1:y/a',
  ]);
});

test('copies into the places of old files, and never over a file that is copied itself', async () => {
  const existing = { 'y/a': { size: 2, inode: 1n } };
  const { lines } = await plan({ 'x/a': { wants: 'y/a' } }, { existing, mode: 'copy' });
  assert.deepEqual(lines.slice(2), ['displace 1:y/a > 1:.kempt-quarantine/op/2-a', 'copy x/a > 1:y/a']);
  const within = await plan({ 'x/a': { wants: 'y/a', size: 2 }, 'y/a': {} }, { mode: 'copy' });
  assert.deepEqual([within.lines, left(within)], [[], { 'x/a': 'destination_exists' }]);
});

test('what an earlier run copied is not overwritten, since the next run would bring it back', async () => {
  const tree = { 'x/a': { wants: 'y/a', size: 5 }, 'z/a': { wants: 'y/a', size: 7 } };
  const { lines } = await plan(tree, { existing: { 'y/a': { size: 5 } }, mode: 'copy' });
  assert.deepEqual(lines, ['copy z/a > 1:y/a (1)']);
});

test('a main file and its companion take the places of two files; what else is there stays', async () => {
  const { lines } = await plan({
    'x/a.jpg': { wants: 'y/a.jpg' },
    'x/a.xmp': { wants: 'y/a.xmp', main: 'x/a.jpg' },
    'y/a.jpg': {},
    'y/a.xmp': { main: 'y/a.jpg' },
    'y/a.txt': {},
  });
  assert.deepEqual(lines.slice(2), [
    'displace y/a.jpg > .kempt-quarantine/op/2-a.jpg',
    'move x/a.jpg > y/a.jpg',
    'displace y/a.xmp > .kempt-quarantine/op/4-a.xmp',
    'move x/a.xmp > y/a.xmp',
  ]);
});

test('nothing goes where one file of the group cannot take its place', async () => {
  const made = await plan({
    'x/a.jpg': { wants: 'y/a.jpg' },
    'x/a.xmp': { wants: 'y/a.xmp', main: 'x/a.jpg' },
    'y/a.jpg': {},
    'y/a.xmp/inside': {},
  });
  assert.deepEqual(made.lines, []);
  assert.deepEqual(left(made), { 'x/a.jpg': 'destination_exists', 'x/a.xmp': 'destination_exists' });
});

test('folders, links, and files that the scan left are never overwritten', async () => {
  const made = await plan({
    'x/a': { wants: 'y/a' },
    'x/b': { wants: 'y/b' },
    'x/c': { wants: 'y/c' },
    'y/a/f': {},
    'y/b': { kind: 'symlink', left: 'symlink' },
    'y/c': { left: 'open_for_writing' },
  });
  assert.deepEqual(made.lines, []);
  const taken = 'destination_exists';
  assert.deepEqual(left(made), {
    'x/a': taken,
    'x/b': taken,
    'x/c': taken,
    'y/b': 'symlink',
    'y/c': 'open_for_writing',
  });
});

test('a file that would rather be elsewhere itself is not overwritten', async () => {
  const made = await plan({ 'x/a': { wants: 'y/a' }, 'y/a': { wants: 'z/a' }, 'z/a/f': {} });
  assert.deepEqual([made.lines, left(made)], [[], { 'x/a': 'destination_exists', 'y/a': 'destination_exists' }]);
});

test('a name that is merely taken for the same is not overwritten', async () => {
  const { lines } = await plan({ 'x/a': { wants: 'y/a' }, 'y/A': {} });
  assert.deepEqual(lines, ['move x/a > y/a (1)']);
});

test('another name of the very same file is left, since it is there already', async () => {
  const made = await plan({ 'x/a': { wants: 'y/a', inode: 9n }, 'y/a': { inode: 9n } });
  assert.deepEqual([made.lines, left(made)], [[], { 'x/a': 'duplicate' }]);
});

test('a file on another device than the quarantine stays, and so does the new one', async () => {
  const made = await plan({ 'x/a': { wants: 'y/a' } }, { existing: { 'y/a': { device: 2n } } });
  assert.deepEqual([made.lines, left(made)], [[], { 'x/a': 'no_quarantine' }]);
});

test('a destination in which no quarantine can be made keeps its files', async () => {
  const unwritableOccupied = new Map([[0, 'permission_denied' as const]]);
  const made = await plan({ 'x/a': { wants: 'y/a' } }, { existing: { 'y/a': { inode: 1n } }, unwritableOccupied });
  assert.deepEqual([made.lines, left(made)], [[], { 'x/a': 'permission_denied' }]);
});

test('a file of a ring takes the place of an old file beside those of the ring', async () => {
  const { lines } = await plan({
    'x/a.jpg': { wants: 'y/a.jpg' },
    'x/a.xmp': { wants: 'y/a.xmp', main: 'x/a.jpg' },
    'y/a.jpg': { wants: 'x/a.jpg' },
    'y/a.xmp': {},
  });
  const at = lines.indexOf('displace y/a.xmp > .kempt-quarantine/op/' + String(lines.length - 2) + '-a.xmp');
  assert.match(lines[at + 1] ?? '', /^move x\/.* > y\/a\.xmp$/, lines.join('\n'));
});
