import { requireTool } from '@kempt/engine/testing/require-tool';
import assert from 'node:assert/strict';
import {
  existsSync,
  linkSync,
  lstatSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { crc32 } from 'node:zlib';
import { scene } from '../support/duplicates-scene.ts';
import { errorCodeOf, jsonOf, kempt, runProcess } from '../support/kempt-process.ts';
import { contentsOf, problemCodes } from '../support/reclaimed.ts';
import { snapshot } from '../support/messy-folder.ts';
import { PORTABLE_CALLS } from '../support/portable-calls.ts';

const KEEP_FIRST = ['--keep', 'first_seen', '--yes', '--json'];

describe('duplicates', () => {
  for (const [calls, env] of [
    ['native', {}],
    ['portable', PORTABLE_CALLS],
  ] as const) {
    test(`go to the quarantine and come back with everything of them, with ${calls} calls`, async () => {
      const { root, home } = scene({ a: 'same', 'b/c': 'same', d: 'unlike', 'e/f': 'same' });
      linkSync(join(root, 'e/f'), join(root, 'e/g'));
      // Portable calls set times to the microsecond.
      for (const path of ['b', 'e', '.']) utimesSync(join(root, path), 1_600_000_000, 1_600_000_000);
      const before = snapshot(root);
      const ended = await kempt(['deduplicate', root, ...KEEP_FIRST], { home, env });
      assert.deepEqual([ended.code, ended.stderr], [0, '']);
      const result = jsonOf(ended);
      const fields = ['type', 'status', 'files_completed', 'space_quarantined_bytes', 'space_reclaimed_bytes'];
      assert.deepEqual(
        fields.map((field) => result[field]),
        ['deduplicate', 'completed', 3, 8, 0],
      );
      assert.deepEqual([existsSync(join(root, 'a')), existsSync(join(root, 'b/c'))], [true, false]);
      const quarantine = join(root, '.kempt-quarantine', String(result['operation_id']));
      assert.equal(readdirSync(quarantine).length, 3);
      assert.equal(lstatSync(quarantine).mode & 0o777, 0o700);
      assert.equal((await kempt(['verify', String(result['operation_id'])], { home, env })).code, 0);
      assert.equal((await kempt(['undo'], { home, env })).code, 0);
      assert.deepEqual(snapshot(root), before);
    });
  }

  test('are shown with what is kept and why, and nothing is changed by looking', async () => {
    const { root, home } = scene({ 'deep/er/x': 'same', y: 'same' });
    const before = snapshot(root);
    const shown = await kempt(['deduplicate', root, '--keep', 'deepest', '--preview'], { home });
    assert.equal(shown.code, 0);
    assert.ok(shown.stdout.includes(`  ${root}/y\n    kept: ${root}/deep/er/x (deepest)\n`), shown.stdout);
    const listed = await kempt(['deduplicate', root, '--keep', 'oldest,deepest', '--preview', '--list'], { home });
    const line = JSON.parse(listed.stdout) as Record<string, unknown>;
    assert.equal(line['action'], 'quarantine');
    assert.ok(line['kept_by'] === 'oldest' || line['kept_by'] === 'deepest');
    assert.deepEqual(snapshot(root), before);
  });

  for (const [rule, kept] of [
    ['oldest', 'b/middle'],
    ['newest', 'a/long-name'],
    ['shortest_path', 'c'],
    ['deepest', 'b/d/e'],
    ['first_seen', 'c'],
  ] as const) {
    test(`are judged by ${rule}`, async () => {
      const { root, home } = scene({ 'a/long-name': 'same', 'b/middle': 'same', 'b/d/e': 'same', c: 'same' });
      for (const [path, time] of [
        ['a/long-name', 1_700_000_000],
        ['b/middle', 1_500_000_000],
        ['b/d/e', 1_600_000_000],
        ['c', 1_600_000_000],
      ] as const) {
        utimesSync(join(root, path), time, time);
      }
      const ended = await kempt(['deduplicate', root, '--keep', rule, '--yes', '--json'], { home });
      assert.deepEqual([ended.code, jsonOf(ended)['files_completed']], [0, 3]);
      assert.ok(existsSync(join(root, kept)));
    });
  }

  test('of references go, references stay', async () => {
    const { root, home } = scene({ 'new/a': 'same', 'new/b': 'same', 'old/c': 'same', 'new/d': 'x', 'new/e': 'x' });
    const args = ['deduplicate', join(root, 'new'), '--reference', join(root, 'old'), '--keep', 'reference_root'];
    const ended = await kempt([...args, '--yes', '--json'], { home });
    assert.deepEqual([ended.code, jsonOf(ended)['files_completed'], jsonOf(ended)['files_left']], [0, 2, 2]);
    assert.deepEqual(readdirSync(join(root, 'old')), ['c']);
    assert.deepEqual(readdirSync(join(root, 'new')).sort(), ['.kempt-quarantine', 'd', 'e']);
  });

  test('may have names of any bytes', { skip: process.platform !== 'linux' }, async () => {
    const { root, home } = scene({ plain: 'same' });
    const odd = Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff, 0x0a]), Buffer.alloc(250, 0xe9)]);
    writeFileSync(odd, 'same');
    const ended = await kempt(['deduplicate', root, ...KEEP_FIRST], { home });
    assert.deepEqual([ended.code, jsonOf(ended)['files_completed'], existsSync(odd)], [0, 1, false]);
    assert.equal((await kempt(['undo'], { home })).code, 0);
    assert.equal(readFileSync(odd, 'utf8'), 'same');
  });

  test('stay without a yes where nobody can be asked', async () => {
    const { root, home } = scene({ a: 'same', b: 'same' });
    const ended = await kempt(['deduplicate', root, '--keep', 'oldest', '--json'], { home });
    assert.deepEqual([ended.code, errorCodeOf(ended)], [3, 'confirmation_required']);
    assert.deepEqual(readdirSync(root), ['a', 'b']);
  });

  test('need a rule that exists', async () => {
    const { root, home } = scene({ a: 'same', b: 'same' });
    for (const args of [[], ['--keep', 'prettiest'], ['--keep', ''], ['--keep', 'oldest', '--action', 'delete']]) {
      const ended = await kempt(['deduplicate', root, ...args, '--yes', '--json'], { home });
      assert.deepEqual([ended.code, errorCodeOf(ended)], [2, 'invalid_argument']);
    }
  });
});

describe('the last copy stays', () => {
  test('when the cache of hashes says that other bytes are the same', async () => {
    const { root, home } = scene({ a: 'same', b: 'else', c: 'same' });
    await kempt(['duplicates', root], { home });
    poison(join(home, 'hash-cache'));
    const ended = await kempt(['deduplicate', root, ...KEEP_FIRST], { home });
    assert.equal(ended.code, 1);
    assert.deepEqual(problemCodes(ended), ['bytes_differ']);
    assert.deepEqual([readFileSync(join(root, 'b'), 'utf8'), existsSync(join(root, 'c'))], ['else', false]);
  });

  test('whatever folders are named, however they overlap', async () => {
    const { root, home } = scene({ x: 'same', 'sub/y': 'same' });
    const link = join(dirname(home), 'link');
    symlinkSync(root, link);
    const roots = [root, join(root, 'sub'), link, join(link, 'sub'), root];
    const ended = await kempt(['deduplicate', ...roots, ...KEEP_FIRST], { home });
    assert.deepEqual([ended.code, jsonOf(ended)['files_completed']], [0, 1]);
    assert.equal(contentsOf(root).filter((text) => text === 'same').length, 2);
    assert.ok(existsSync(join(root, 'x')) || existsSync(join(root, 'sub/y')));
  });

  test('when there are only names of one file', async () => {
    const { root, home } = scene({ x: 'same' });
    linkSync(join(root, 'x'), join(root, 'y'));
    const ended = await kempt(['deduplicate', root, ...KEEP_FIRST], { home });
    assert.deepEqual([ended.code, jsonOf(ended)['files_planned'], readdirSync(root)], [0, 0, ['x', 'y']]);
  });

  test('when several Kempts work on the same folders in opposite ways', async () => {
    const names = Array.from({ length: 30 }, (_, i) => String(i));
    const files = names.flatMap((name) => ['one', 'two'].map((folder) => [`${folder}/${name}`, name] as const));
    const { root, home } = scene(Object.fromEntries(files));
    const [one, two] = [join(root, 'one'), join(root, 'two')];
    const runs = await Promise.all(
      [[one, two], [two, one], [root], [join(root, 'one'), root]].map((roots, i) =>
        kempt(['deduplicate', ...roots, ...KEEP_FIRST, '--wait'], { home: `${home}${String(i)}` }),
      ),
    );
    assert.deepEqual(new Set(runs.map(({ code }) => code)), new Set([0]));
    const kept = names.filter((name) => existsSync(join(one, name)) || existsSync(join(two, name)));
    assert.equal(kept.length, names.length);
    assert.equal(contentsOf(root).length, names.length * 2);
  });

  test('when another program holds a lock on one of the two', async (t) => {
    if (!requireTool(t, 'flock')) return;
    const { root, home } = scene({ a: 'same', b: 'same' });
    for (const [held, flag] of [
      ['a', '--exclusive'],
      ['b', '--shared'],
    ] as const) {
      const args = ['deduplicate', root, ...KEEP_FIRST];
      const launcher = join(import.meta.dirname, '..', '..', 'bin', 'kempt.js');
      const command = ['flock', flag, join(root, held), process.execPath, launcher, ...args];
      const ended = await runProcess(command, { home });
      assert.deepEqual([ended.code, problemCodes(ended)], [1, ['locked']]);
      assert.deepEqual(readdirSync(root).sort(), ['.kempt-quarantine', 'a', 'b']);
    }
  });
});

/** Makes the cache say of every file that it holds what the first one holds. */
function poison(path: string): void {
  const bytes = readFileSync(path);
  const [header, record, hash] = [16, 80, 48];
  const first = bytes.subarray(header + hash, header + record);
  for (let at = header; at < bytes.length; at += record) bytes.set(first, at + hash);
  bytes.writeUInt32LE(crc32(bytes.subarray(header)), 8);
  writeFileSync(path, bytes);
}
