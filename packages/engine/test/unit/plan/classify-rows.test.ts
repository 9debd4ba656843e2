import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leftReasonId, type LeftReason } from '@kempt/contracts';
import { leftRows, planTree, type PlanOptions, type TreeSpec } from './make-table.ts';

async function reasons(tree: TreeSpec, options: PlanOptions = {}): Promise<number[]> {
  const { source } = await planTree(tree, { onConflict: 'skip', ...options });
  return Object.values(leftRows(source));
}

const ids = (...names: readonly LeftReason[]): number[] => names.map(leftReasonId);

test('only files that the scan did not leave take part', async () => {
  const { lines, plan } = await planTree({
    a: { wants: 'x/a', left: 'in_progress' },
    b: { wants: 'x/b', kind: 'symlink', left: 'symlink' },
    c: { wants: 'x/c', kind: 'fifo' },
  });
  assert.deepEqual([lines, plan.filesLeft], [[], 3]);
});

test('leaves a new name that is too long, and keeps an old one that is', async () => {
  const long = 'n'.repeat(256);
  const tree: TreeSpec = {
    'x/a': { wants: `y/${long}` },
    [`x/${long}`]: { wants: `y/${long}` },
    'x/b': { wants: `${long}/b` },
  };
  assert.deepEqual(await reasons(tree), ids('name_too_long', 'none', 'name_too_long'));
});

test('leaves files whose wanted place would lead elsewhere', async () => {
  const tree: TreeSpec = {
    a: { wants: '../a' },
    b: { wants: 'x/..' },
    c: { wants: 'x//c' },
    d: { wants: './d' },
    e: { wants: 'x/e\0' },
    f: { wants: 'x/' },
  };
  assert.deepEqual(new Set(await reasons(tree)), new Set(ids('destination_blocked')));
});

test('leaves files of folders that nothing can leave, but not those in place, and copies them', async () => {
  const tree: TreeSpec = { 'x/a': { wants: 'y/a' }, 'x/b': {} };
  const unwritable = new Map([[1, 'permission_denied' as const]]);
  assert.deepEqual(await reasons(tree, { unwritable }), ids('permission_denied', 'none'));
  assert.deepEqual(await reasons(tree, { unwritable, mode: 'copy' }), ids('none', 'none'));
});

test('leaves files that want to go to a folder that cannot be written to, or below it', async () => {
  const tree: TreeSpec = { 'x/a': { wants: 'y/a' }, 'x/b': { wants: 'y/new/b' }, 'x/c': { wants: 'z/c' } };
  const denied = new Map([[1, 'permission_denied' as const]]);
  const within = await reasons({ 'y/d': {}, ...tree }, { unwritable: denied, mode: 'copy' });
  assert.deepEqual(within, ids('none', 'permission_denied', 'permission_denied', 'none'));
  const between = await reasons(tree, { existing: { 'y/d': {} }, unwritableOccupied: denied });
  assert.deepEqual(between, ids('permission_denied', 'permission_denied', 'none'));
});

test('what keeps one file of a group keeps the group', async () => {
  const long = `y/${'n'.repeat(256)}.xmp`;
  const group = (main: object, companion: object): TreeSpec => ({
    'x/a.jpg': { wants: 'y/a.jpg', ...main },
    'x/a.xmp': { wants: 'y/a.xmp', main: 'x/a.jpg', ...companion },
    'x/a.srt': { wants: 'y/a.srt', main: 'x/a.jpg' },
  });
  assert.deepEqual(await reasons(group({}, { wants: long })), ids('name_too_long', 'name_too_long', 'main_left'));
  assert.deepEqual(await reasons(group({ wants: '../a' }, {})), ids('destination_blocked', 'main_left', 'main_left'));
  assert.deepEqual(await reasons(group({ left: 'settling' }, {})), ids('settling', 'main_left', 'main_left'));
  assert.deepEqual(
    await reasons(group({}, { left: 'open_for_writing' })),
    ids('open_for_writing', 'open_for_writing', 'main_left'),
  );
  assert.deepEqual(await reasons(group({}, { kind: 'unknown' })), ids('none', 'none', 'none'));
});

test('a companion of a file in place has its own reason', async () => {
  const tree: TreeSpec = { 'x/a.jpg': {}, 'x/a.xmp': { wants: '../a', main: 'x/a.jpg' } };
  assert.deepEqual(await reasons(tree), ids('none', 'destination_blocked'));
});
