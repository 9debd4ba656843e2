import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leftReasonId } from '@kempt/contracts';
import { leftRows, planTree } from './make-table.ts';

test('gives the lowest counter that nothing has, gets or wants', async () => {
  const { lines } = await planTree({
    'x/a.jpg': { wants: 'y/a.jpg' },
    'x/c': { wants: 'y/a (3).jpg' },
    'y/A.JPG': {},
    'y/a (1).jpg': {},
    'z/A.JPG': { wants: 'y/A.JPG' },
  });
  assert.deepEqual(lines, [
    'move x/a.jpg > y/a (2).jpg',
    'move x/c > y/a (3).jpg',
    'move z/A.JPG > y/A (4).JPG',
    'remove_folder z',
    'remove_folder x',
  ]);
});

test('does not use a name that this very plan vacates', async () => {
  const { lines } = await planTree({ 'x/a': { wants: 'y/a' }, 'y/a': {}, 'y/a (1)': { wants: 'z/b' } });
  assert.ok(lines.includes('move x/a > y/a (2)'));
});

test('counts on for many files of one name', async () => {
  const tree: Record<string, { wants: string }> = {};
  for (let i = 0; i < 300; i++) tree[`${i}/a`] = { wants: 'y/a' };
  const { lines } = await planTree(tree, { keepEmptyDirs: true });
  assert.deepEqual(lines.slice(1, 4), ['move 0/a > y/a', 'move 1/a > y/a (1)', 'move 2/a > y/a (2)']);
  assert.equal(lines.at(-1), 'move 299/a > y/a (299)');
});

test('a group shares one counter that is free for all its files', async () => {
  const { lines } = await planTree({
    'x/a.jpg': { wants: 'y/a.jpg' },
    'x/a.jpg.xmp': { wants: 'y/a.jpg.xmp', main: 'x/a.jpg' },
    'x/a.en.srt': { wants: 'y/a.en.srt', main: 'x/a.jpg' },
    'y/a.jpg': {},
    'y/a (1).en.srt': {},
    'z/a.jpg': { wants: 'y/a.jpg' },
  });
  assert.deepEqual(lines.slice(0, 4), [
    'move x/a.jpg > y/a (2).jpg',
    'move x/a.jpg.xmp > y/a (2).jpg.xmp',
    'move x/a.en.srt > y/a (2).en.srt',
    'move z/a.jpg > y/a (1).jpg',
  ]);
});

test('shortens a long name to make room for the counter', async () => {
  const name = 'n'.repeat(251);
  const { lines } = await planTree({ [`x/${name}.jpg`]: { wants: `y/${name}.jpg` }, [`y/${name}.jpg`]: {} });
  assert.equal(lines[0], `move x/${name}.jpg > y/${name.slice(4)} (1).jpg`);
});

test('a group stays when a companion would get too long a name, and costs others its place', async () => {
  const main = `${'n'.repeat(240)}.jpg`;
  const companion = `${main}.supplem`;
  const { lines, source } = await planTree({
    'a/q': { wants: `x/${main}` },
    [`x/${main}`]: { wants: `y/${main}` },
    [`x/${companion}`]: { wants: `y/${companion}`, main: `x/${main}` },
    [`y/${main}`]: {},
  });
  assert.deepEqual(lines, [`move a/q > x/${'n'.repeat(240)} (1).jpg`, 'remove_folder a']);
  assert.equal(leftRows(source)[`x/${companion}`], leftReasonId('name_too_long'));
  assert.equal(leftRows(source)[`x/${main}`], leftReasonId('name_too_long'));
});

test('a group stays when a companion shares no name with it and finds its own taken', async () => {
  const { lines, source } = await planTree({
    'x/a.jpg': { wants: 'y/a.jpg' },
    'x/other.xmp': { wants: 'y/other.xmp', main: 'x/a.jpg' },
    'y/other.xmp': {},
  });
  assert.deepEqual(lines, []);
  assert.equal(leftRows(source)['x/other.xmp'], leftReasonId('destination_exists'));
});
