import assert from 'node:assert/strict';
import {
  closeSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeExt4Image } from '@kempt/engine/testing/ext4-image';
import { requireMounts } from '@kempt/engine/testing/require-mounts';
import { requireTool } from '@kempt/engine/testing/require-tool';
import { diffSnapshots, snapshotTree } from '@kempt/engine/testing/tree-snapshot';
import { makeWorkplace } from '@kempt/engine/testing/workplace';
import { scene } from '../support/duplicates-scene.ts';
import { errorCodeOf, jsonOf, kempt } from '../support/kempt-process.ts';
import { problemCodes } from '../support/reclaimed.ts';

/** Names a file on ext4 can have. */
const MOST_LINKS = 65_000;
const OLD = new Date('2020-02-02T02:02:02Z');

function linking(action: string, ...more: readonly string[]): readonly string[] {
  return ['--keep', 'first_seen', '--action', action, '--yes', '--json', ...more];
}

test('a file whose kept copy can have no further name stays', { timeout: 120_000 }, async (t) => {
  if (!requireMounts(t) || !requireTool(t, 'mkfs.ext4')) return;
  await using place = makeWorkplace();
  const { folder } = makeExt4Image(place, 'disk');
  const root = join(folder, 'tree');
  for (const path of [root, join(folder, 'names')]) mkdirSync(path);
  for (const name of ['a', 'b']) writeFileSync(join(root, name), 'the same');
  for (let n = 1; n < MOST_LINKS; n++) linkSync(join(root, 'a'), join(folder, 'names', String(n)));
  const home = place.at('home');
  const ended = await kempt(['deduplicate', root, ...linking('hardlink')], { home });
  assert.deepEqual([ended.code, problemCodes(ended)], [1, ['too_many_links']]);
  assert.deepEqual([lstatSync(join(root, 'b')).nlink, readFileSync(join(root, 'b'), 'utf8')], [1, 'the same']);
  const linked = await kempt(['deduplicate', root, ...linking('symlink')], { home });
  assert.deepEqual([linked.code, readlinkSync(join(root, 'b'))], [0, 'a'], linked.stdout);
});

test('a symbolic link crosses devices, frees the space, and goes back', async (t) => {
  if (!requireMounts(t)) return;
  await using place = makeWorkplace();
  const [near, far] = [place.mountMemory('near'), place.mountMemory('far')];
  for (const folder of [near, far]) {
    writeFileSync(join(folder, 'film'), Buffer.alloc(1_000_000, 1));
    utimesSync(join(folder, 'film'), OLD, OLD);
  }
  const before = snapshotTree(far);
  const home = place.at('home');
  const ended = await kempt(['deduplicate', near, far, ...linking('symlink')], { home });
  const { files_completed: done, space_reclaimed_bytes: gained } = jsonOf(ended);
  assert.deepEqual([ended.code, done], [0, 1], ended.stdout);
  assert.ok(Number(gained) >= 1_000_000);
  assert.deepEqual([readlinkSync(join(far, 'film')), existsSync(join(far, 'film'))], [join(near, 'film'), true]);
  assert.equal((await kempt(['undo', '--json'], { home })).code, 0);
  assert.deepEqual(diffSnapshots(before, snapshotTree(far), { ignoreIdentity: true }), []);
});

test('relative links survive that the whole folder is moved', async () => {
  const { root, home } = scene({ 'a/film': 'the same', 'b/c/film': 'the same' });
  assert.equal((await kempt(['deduplicate', root, ...linking('symlink')], { home })).code, 0);
  renameSync(root, `${root}-moved`);
  assert.equal(readlinkSync(`${root}-moved/b/c/film`), '../../a/film');
  assert.equal(readFileSync(`${root}-moved/b/c/film`, 'utf8'), 'the same');
});

test('a link that would be longer than a path may be is not made', async () => {
  const { root, home } = scene({ 'a-duplicate': 'the same', 'z/copy': 'the same' });
  writeDeep(root, 'the same');
  const ended = await kempt(['deduplicate', root, '--keep', 'deepest', '--action', 'symlink', '--yes', '--json'], {
    home,
  });
  assert.deepEqual([ended.code, problemCodes(ended)], [1, ['name_too_long', 'name_too_long']], ended.stdout);
  assert.deepEqual(
    ['a-duplicate', 'z/copy'].map((name) => lstatSync(join(root, name)).isFile()),
    [true, true],
  );
  const other = scene({ copy: 'the same' });
  const far = ['deduplicate', other.root, '--reference', root, '--keep', 'deepest', '--action', 'symlink', '--yes'];
  const across = await kempt([...far, '--json'], { home });
  assert.deepEqual([across.code, problemCodes(across)], [1, ['name_too_long']], across.stdout);
  assert.ok(lstatSync(join(other.root, 'copy')).isFile());
});

/** Writes a file whose path is longer than the system takes in one piece. */
function writeDeep(root: string, content: string): void {
  let fd = openSync(root, 'r');
  for (let level = 0; level < 20; level++) {
    const below = `/proc/self/fd/${String(fd)}/${'deep'.repeat(60)}`;
    mkdirSync(below);
    const next = openSync(below, 'r');
    closeSync(fd);
    fd = next;
  }
  writeFileSync(`/proc/self/fd/${String(fd)}/file`, content);
  closeSync(fd);
}

test('organizing leaves symbolic links, verify says where they lead nowhere, and undos bring all back', async () => {
  const { root, home } = scene({ 'a/note.txt': 'the same', 'b/note.txt': 'the same' });
  for (const path of ['a/note.txt', 'b/note.txt']) utimesSync(join(root, path), OLD, OLD);
  const before = snapshotTree(root);
  const linked = jsonOf(await kempt(['deduplicate', root, ...linking('symlink')], { home }));
  const organized = await kempt(['organize', root, '--yes', '--json'], { home });
  assert.deepEqual([organized.code, jsonOf(organized)['files_completed']], [0, 1]);
  assert.equal(readlinkSync(join(root, 'b/note.txt')), '../a/note.txt');
  const verified = await kempt(['verify', String(linked['operation_id']), '--json'], { home });
  const { differing } = jsonOf(verified);
  assert.ok(Array.isArray(differing));
  assert.deepEqual(
    [verified.code, differing.map((one: Record<string, unknown>) => one['code'])],
    [1, ['kept_missing']],
  );
  const early = await kempt(['undo', String(linked['operation_id']), '--json'], { home });
  assert.deepEqual([early.code, problemCodes(early)], [1, ['kept_missing']]);
  for (const type of ['organize', 'deduplicate']) {
    assert.equal((await kempt(['undo', '--json'], { home })).code, 0, type);
  }
  assert.deepEqual(diffSnapshots(before, snapshotTree(root), { ignoreIdentity: true }), []);
  assert.equal(errorCodeOf(await kempt(['undo', '--json'], { home })), 'nothing_to_undo');
});
