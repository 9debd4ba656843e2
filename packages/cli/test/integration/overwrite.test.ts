import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { requireMounts } from '@kempt/engine/testing/require-mounts';
import { requireTool } from '@kempt/engine/testing/require-tool';
import { makeWorkplace } from '@kempt/engine/testing/workplace';
import { scene, type Scene } from '../support/duplicates-scene.ts';
import { fillDisk } from '../support/fill-disk.ts';
import { jsonOf, kempt, type Ended } from '../support/kempt-process.ts';
import { pauseKempt } from '../support/paused-kempt.ts';
import { contentsOf, problemCodes } from '../support/reclaimed.ts';

const BY_NAME = ['--template', '{filename}', '--settle', '0', '--on-conflict', 'overwrite', '--yes', '--json'];

/** A folder `new` that is organized into the folder `old`. */
interface OverwritingScene extends Scene {
  readonly from: string;
  readonly into: string;
  readonly argv: readonly string[];
}

function sceneOf(files: Readonly<Record<string, string>>): OverwritingScene {
  const { root, home } = scene(files);
  const [from, into] = [join(root, 'new'), join(root, 'old')];
  const argv = ['organize', from, '--into', into, ...BY_NAME];
  return { root, home, from, into, argv };
}

function text(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function counts(ended: Ended): readonly unknown[] {
  const result = jsonOf(ended);
  return ['files_completed', 'files_overwritten', 'space_quarantined_bytes'].map((name) => result[name]);
}

test('overwrites, lists the old file, refuses to restore it over the new one, and undoes everything', async () => {
  const { home, from, into, argv } = sceneOf({ 'new/a': 'fresh', 'old/a': 'old' });
  const shown = await kempt([...argv.slice(0, -2), '--preview'], { home });
  assert.match(shown.stdout, /1 file \(3 B\) to be overwritten: the old ones go to the quarantine\n {2}a\n/);
  const ended = await kempt(argv, { home });
  assert.deepEqual([ended.code, ...counts(ended)], [0, 1, 1, 3]);
  const { quarantined } = jsonOf(await kempt(['quarantine', 'list', '--json'], { home }));
  assert.ok(Array.isArray(quarantined));
  const [{ original_path: path, operation_id: id, size_bytes: size }] = quarantined as [Record<string, unknown>];
  assert.deepEqual([path, id, size], [join(into, 'a'), jsonOf(ended)['operation_id'], 3]);
  assert.match((await kempt(['quarantine', 'list'], { home })).stdout, /old\/a/);
  const refused = await kempt(['quarantine', 'restore', join(into, 'a')], { home });
  assert.deepEqual([refused.code, text(join(into, 'a'))], [1, 'fresh']);
  assert.match(refused.stdout, /destination_exists|taken/);
  assert.equal((await kempt(['undo'], { home })).code, 0);
  assert.deepEqual([text(join(into, 'a')), text(join(from, 'a')), readdirSync(into)], ['old', 'fresh', ['a']]);
});

test('a plan file that overwrites is shown, carried out, verified and taken back', async () => {
  const { root, home, from, into, argv } = sceneOf({ 'new/a': 'fresh', 'old/a': 'old' });
  const file = join(root, 'plan');
  assert.equal((await kempt([...argv.slice(0, -2), '--plan-out', file], { home })).code, 0);
  const shown = await kempt(['apply', file, '--preview'], { home });
  assert.match(shown.stdout, /1 file \(3 B\) to be overwritten/);
  assert.deepEqual([text(join(into, 'a')), text(join(from, 'a'))], ['old', 'fresh']);
  const ended = await kempt(['apply', file, '--yes', '--json'], { home });
  assert.deepEqual([ended.code, ...counts(ended), text(join(into, 'a'))], [0, 1, 1, 3, 'fresh']);
  assert.equal((await kempt(['verify', String(jsonOf(ended)['operation_id'])], { home })).code, 0);
  assert.equal((await kempt(['undo'], { home })).code, 0);
  assert.deepEqual([text(join(into, 'a')), text(join(from, 'a'))], ['old', 'fresh']);
});

test('folders and links in the way stay, and so do the new files', async () => {
  const { home, from, into, argv } = sceneOf({ 'new/a': 'fresh a', 'new/b': 'fresh b', 'old/b/inside': 'x' });
  symlinkSync('b/inside', join(into, 'a'));
  const ended = await kempt(argv, { home });
  assert.deepEqual([ended.code, ...counts(ended)], [0, 0, 0, 0]);
  assert.deepEqual(jsonOf(ended)['skipped'], [{ reason: 'destination_exists', count: 2 }]);
  assert.ok(lstatSync(join(into, 'a')).isSymbolicLink());
  assert.deepEqual([text(join(from, 'a')), text(join(from, 'b'))], ['fresh a', 'fresh b']);
});

describe('an old file on another mount than the quarantine', () => {
  const mounted = (t: TestContext, ...args: readonly string[]): void => {
    execFileSync('mount', args);
    t.after(() => execFileSync('umount', [args.at(-1) ?? '']));
  };

  test('stays when it is on another device, and so does the new one, with the reason', async (t) => {
    if (!requireMounts(t)) return;
    const { home, from, into, argv } = sceneOf({ 'new/sub/a': 'fresh', 'old/sub/none': '' });
    mounted(t, '-t', 'tmpfs', 'none', join(into, 'sub'));
    writeFileSync(join(into, 'sub/a'), 'old');
    const ended = await kempt([...argv, '--template', '{parent}/{filename}'], { home });
    assert.deepEqual([ended.code, ...counts(ended)], [0, 0, 0, 0]);
    assert.deepEqual(jsonOf(ended)['skipped'], [{ reason: 'no_quarantine', count: 1 }]);
    assert.deepEqual([text(join(into, 'sub/a')), text(join(from, 'sub/a'))], ['old', 'fresh']);
  });

  test('is not copied there where the device number is the same (bind mount)', async (t) => {
    if (!requireMounts(t)) return;
    const { root, home, from, into, argv } = sceneOf({ 'new/sub/a': 'fresh', 'old/sub/none': '', 'away/a': 'old' });
    mounted(t, '--bind', join(root, 'away'), join(into, 'sub'));
    const ended = await kempt([...argv, '--template', '{parent}/{filename}'], { home });
    assert.deepEqual([ended.code, ...counts(ended)], [1, 0, 0, 0]);
    assert.deepEqual(problemCodes(ended), ['cross_device', 'dependency_skipped']);
    assert.deepEqual([text(join(into, 'sub/a')), text(join(from, 'sub/a'))], ['old', 'fresh']);
    assert.deepEqual(contentsOf(join(into, '.kempt-quarantine')), []);
  });
});

describe('while another program acts', { concurrency: 2 }, () => {
  test('a file that it puts into the vacated place stays, and nothing is lost', { timeout: 60_000 }, async (t) => {
    if (!requireTool(t, 'strace')) return;
    const { home, from, into, argv } = sceneOf({ 'new/a': 'fresh', 'old/a': 'old' });
    const held = await pauseKempt(argv, { call: 'renameat2', names: ['a'], when: '1' }, { home });
    assert.equal(existsSync(join(into, 'a')), false, 'the place is vacant now');
    writeFileSync(join(into, 'a'), 'theirs');
    const ended = await held.finish();
    assert.deepEqual([ended.code, ...counts(ended)], [1, 0, 1, 3]);
    assert.deepEqual(problemCodes(ended), ['destination_exists']);
    assert.deepEqual([text(join(into, 'a')), text(join(from, 'a'))], ['theirs', 'fresh']);
    assert.deepEqual(contentsOf(join(into, '.kempt-quarantine')), ['old']);
    assert.equal(jsonOf(await kempt(['quarantine', 'list', '--json'], { home }))['files'], 1);
  });

  test('a new file that it takes away gives the old one its place back', { timeout: 60_000 }, async (t) => {
    if (!requireTool(t, 'strace')) return;
    const { home, from, into, argv } = sceneOf({ 'new/a': 'fresh', 'old/a': 'old' });
    const held = await pauseKempt(argv, { call: 'renameat2', names: ['a'], when: '1' }, { home });
    writeFileSync(join(from, 'a'), 'written meanwhile');
    const ended = await held.finish();
    assert.deepEqual([ended.code, ...counts(ended)], [1, 0, 0, 0]);
    assert.deepEqual([text(join(into, 'a')), text(join(from, 'a'))], ['old', 'written meanwhile']);
    assert.deepEqual(contentsOf(join(into, '.kempt-quarantine')), []);
  });

  test('an interruption leaves no place vacant, and a resume goes on', { timeout: 60_000 }, async (t) => {
    if (!requireTool(t, 'strace')) return;
    const names = Array.from({ length: 400 }, (_, i) => `f${String(i)}`);
    const files = names.flatMap((name): (readonly [string, string])[] => [
      [`new/${name}`, 'fresh'],
      [`old/${name}`, 'old'],
    ]);
    const { home, into, argv } = sceneOf(Object.fromEntries(files));
    const held = await pauseKempt(argv, { call: 'renameat2', when: '21' }, { home });
    held.signal('SIGINT');
    const ended = await held.finish();
    const texts = names.map((name) => text(join(into, name)));
    const fresh = texts.filter((content) => content === 'fresh').length;
    assert.deepEqual(new Set(texts), new Set(['fresh', 'old']));
    assert.deepEqual([ended.code, ...counts(ended)], [130, fresh, fresh, 3 * fresh]);
    const resumed = await kempt(['resume', '--json'], { home });
    assert.deepEqual([resumed.code, ...counts(resumed)], [0, 400, 400, 1200]);
    assert.ok(names.every((name) => text(join(into, name)) === 'fresh'));
  });
});

test('a copy to the place of an old file is made before the next old file goes', { timeout: 60_000 }, async (t) => {
  if (!requireTool(t, 'strace')) return;
  const { home, into, argv } = sceneOf({ 'new/a': 'fresh', 'new/b': 'fresh', 'old/a': 'old', 'old/b': 'old' });
  const held = await pauseKempt([...argv, '--mode', 'copy'], { call: 'renameat2', names: ['b'], when: '1' }, { home });
  assert.deepEqual([text(join(into, 'a')), text(join(into, 'b'))], ['fresh', undefined]);
  const ended = await held.finish();
  assert.deepEqual([ended.code, ...counts(ended), text(join(into, 'b'))], [0, 2, 2, 6, 'fresh']);
});

test('a disk that others fill meanwhile keeps the old files whose successors find no room', async (t) => {
  if (!requireMounts(t) || !requireTool(t, 'strace')) return;
  await using place = makeWorkplace();
  const disk = place.mountMemory('small', '4m');
  const [into, other] = [join(disk, 'into'), join(disk, 'other')];
  const from = place.folder('from');
  const names = ['a', 'b', 'c', 'd'];
  for (const folder of [into, other]) mkdirSync(folder);
  for (const name of names) {
    writeFileSync(join(from, name), name.repeat(200 * 1024));
    writeFileSync(join(into, name), `old ${name}`);
  }
  const home = place.at('state');
  const argv = ['organize', from, '--into', into, ...BY_NAME];
  const held = await pauseKempt(argv, { call: 'fsync', when: '3' }, { home });
  const filling = fillDisk(other);
  const ended = await held.finish();
  assert.equal(ended.code, 1);
  const done = Number(jsonOf(ended)['files_completed']);
  assert.ok(done < names.length);
  assert.equal(jsonOf(ended)['files_overwritten'], done);
  const olds = names.filter((name) => text(join(into, name)) === `old ${name}`);
  assert.equal(olds.length, names.length - done);
  for (const name of olds) assert.equal(text(join(from, name))?.length, 200 * 1024);
  filling.remove();
  assert.equal((await kempt(['undo', '--json'], { home })).code, done === 0 ? 4 : 0);
  for (const name of names) assert.equal(text(join(into, name)), `old ${name}`);
});
