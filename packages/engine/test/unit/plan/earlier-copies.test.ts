import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leftReasonId } from '@kempt/contracts';
import { leftRows, planTree, type Planned, type PlanOptions, type TreeSpec } from './make-table.ts';

async function copy(tree: TreeSpec, existing: TreeSpec, options: PlanOptions = {}): Promise<Planned> {
  return planTree(tree, { mode: 'copy', existing, ...options });
}

test('what has name, size and time of the source was copied before', async () => {
  const { lines, plan } = await copy(
    {
      'x/a': { wants: 'y/a', size: 5, mtime: 7n },
      'x/b': { wants: 'y/b', size: 5, mtime: 7n },
      'x/c': { wants: 'y/c', size: 5, mtime: 7n },
      'x/d': { wants: 'y/d' },
    },
    {
      'y/a': { size: 5, mtime: 7n },
      'y/b': { size: 5, mtime: 8n },
      'y/c': { size: 6, mtime: 7n },
      'y/d': { kind: 'symlink', left: 'symlink' },
    },
  );
  assert.deepEqual(lines, ['copy x/b > 1:y/b (1)', 'copy x/c > 1:y/c (1)', 'copy x/d > 1:y/d (1)']);
  assert.equal(plan.filesInPlace, 1);
});

test('each earlier copy stands for one source, also under its counter', async () => {
  const three: TreeSpec = { 'v1/a': { wants: 'y/a' }, 'v2/a': { wants: 'y/a' }, 'v3/a': { wants: 'y/a' } };
  assert.deepEqual((await copy(three, { 'y/a': {}, 'y/a (1)': {}, 'y/a (2)': {} })).lines, []);
  assert.deepEqual((await copy(three, { 'y/a': {}, 'y/a (2)': {} })).lines, ['copy v3/a > 1:y/a (1)']);
  assert.deepEqual((await copy(three, { 'y/a': { size: 9 }, 'y/a (1)': {}, 'y/a (2)/f': {} })).lines, [
    'copy v2/a > 1:y/a (3)',
    'copy v3/a > 1:y/a (4)',
  ]);
});

test('the copy at the very place wanted comes before one with a counter', async () => {
  const { lines } = await copy(
    { 'x/a': { wants: 'y/a' }, 'x/b': { wants: 'y/a (1)' } },
    { 'y/a/folder': {}, 'y/a (1)': {}, 'y/a (2)': {} },
  );
  assert.deepEqual(lines, []);
});

test('what was compared and found different is no copy', async () => {
  const { lines } = await copy({ 'x/a': { wants: 'y/a' } }, { 'y/a': {} }, { sameBytes: () => false });
  assert.deepEqual(lines, ['copy x/a > 1:y/a (1)']);
});

test('a companion that is new joins the main file that was copied before', async () => {
  const group: TreeSpec = {
    'x/a.jpg': { wants: 'y/a.jpg' },
    'x/a.xmp': { wants: 'y/a.xmp', main: 'x/a.jpg', size: 2 },
  };
  assert.deepEqual((await copy(group, { 'y/a.jpg': {} })).lines, ['copy x/a.xmp > 1:y/a.xmp']);
});

test('a group whose companion changed since is copied again as a whole', async () => {
  const group: TreeSpec = {
    'x/a.jpg': { wants: 'y/a.jpg' },
    'x/a.xmp': { wants: 'y/a.xmp', main: 'x/a.jpg', size: 2 },
  };
  const { lines } = await copy(group, { 'y/a.jpg': {}, 'y/a.xmp': { size: 3 } });
  assert.deepEqual(lines, ['copy x/a.jpg > 1:y/a (1).jpg', 'copy x/a.xmp > 1:y/a (1).xmp']);
  assert.deepEqual(
    (await copy(group, { 'y/a.jpg': {}, 'y/a.xmp': { size: 3 }, 'y/a (1).jpg': {}, 'y/a (1).xmp': { size: 2 } })).lines,
    [],
  );
});

test('a companion that is new does not join a main file that was copied under a counter', async () => {
  const group: TreeSpec = {
    'x/a.jpg': { wants: 'y/a.jpg' },
    'x/a.xmp': { wants: 'y/a.xmp', main: 'x/a.jpg', size: 2 },
  };
  const { lines, source } = await copy(group, { 'y/a.jpg': { size: 8 }, 'y/a (1).jpg': {} });
  assert.deepEqual(lines, []);
  assert.deepEqual(Object.values(leftRows(source)), [0, leftReasonId('destination_exists')]);
});

test('a file that carries its counter within the tree is no copy of another', async () => {
  const { lines } = await planTree(
    { 'y/a': {}, 'y/a (1)': { wants: 'y/a' }, 'x/b': { wants: 'y/a' } },
    { mode: 'copy' },
  );
  assert.deepEqual(lines, []);
});
