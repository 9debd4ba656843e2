import { requireMounts } from '@kempt/engine/testing/require-mounts';
import { requireTool } from '@kempt/engine/testing/require-tool';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { scene } from '../support/duplicates-scene.ts';
import { jsonOf, kempt, LAUNCHER, runProcess } from '../support/kempt-process.ts';
import { contentsOf, problemCodes } from '../support/reclaimed.ts';

const KEEP_FIRST = ['--keep', 'first_seen', '--yes', '--json'];

test('a folder that is mounted twice loses no last copy, whichever of both is named', async (t) => {
  if (!requireMounts(t)) return;
  const { root, home } = scene({ 'a/x': 'same', 'b/y': 'same', 'a/only': 'alone' });
  const shown = mountBind(t, join(root, 'a'), join(dirname(home), 'shown'));
  const within = mountBind(t, join(root, 'b'), join(root, 'a/b'));
  for (const roots of [
    [root, shown],
    [shown, root, within],
    [shown, within],
  ]) {
    const ended = await kempt(['deduplicate', ...roots, '--cross-mounts', ...KEEP_FIRST], { home });
    assert.ok(ended.code === 0 || ended.code === 1, ended.stderr);
    const contents = contentsOf(root);
    for (const text of ['same', 'alone']) assert.ok(contents.includes(text), text);
    assert.ok(existsSync(join(root, 'a/x')) || existsSync(join(root, 'b/y')));
    assert.ok(existsSync(join(root, 'a/only')));
    if (jsonOf(ended)['files_completed'] !== 0) assert.equal((await kempt(['undo'], { home })).code, 0);
  }
  assert.deepEqual([existsSync(join(root, 'a/x')), existsSync(join(root, 'b/y'))], [true, true]);
});

test('Kempts that reach one folder by two mounts take no last copy from each other', async (t) => {
  if (!requireMounts(t)) return;
  const names = Array.from({ length: 40 }, (_, i) => String(i));
  const files = names.flatMap((name) => ['one', 'two'].map((folder) => [`${folder}/${name}`, name] as const));
  const { root, home } = scene(Object.fromEntries(files));
  const place = (name: string): string => join(dirname(home), name);
  const [one, two] = [mountBind(t, join(root, 'one'), place('p')), mountBind(t, join(root, 'two'), place('q'))];
  const runs = [
    [join(root, 'one'), '--reference', join(root, 'two')],
    [two, '--reference', one],
    [two, one],
  ];
  const ended = await Promise.all(
    runs.map((roots, i) => kempt(['deduplicate', ...roots, ...KEEP_FIRST, '--wait'], { home: `${home}${String(i)}` })),
  );
  for (const { code, stderr } of ended) assert.ok(code === 0 || code === 1, stderr);
  for (const name of names) {
    assert.ok(
      ['one', 'two'].some((folder) => existsSync(join(root, folder, name))),
      name,
    );
  }
});

test('files on another disk below the folder stay, with the reason', async (t) => {
  if (!requireMounts(t)) return;
  const { root, home } = scene({ a: 'same' });
  const disk = join(root, 'disk');
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', 'none', disk]);
  t.after(() => execFileSync('umount', [disk]));
  execFileSync('cp', [join(root, 'a'), join(disk, 'b')]);
  const ended = await kempt(['deduplicate', root, '--cross-mounts', ...KEEP_FIRST], { home });
  assert.deepEqual([ended.code, jsonOf(ended)['files_planned'], jsonOf(ended)['files_left']], [0, 0, 1]);
  const both = await kempt(['deduplicate', root, disk, ...KEEP_FIRST], { home });
  assert.deepEqual([both.code, jsonOf(both)['files_completed']], [0, 1]);
  assert.deepEqual(readdirSync(disk), ['.kempt-quarantine']);
});

test('a link or a file in the place of the quarantine leads nowhere', async () => {
  const { root, home } = scene({ a: 'same', b: 'same' });
  const outside = join(dirname(home), 'outside');
  mkdirSync(outside);
  symlinkSync(outside, join(root, '.kempt-quarantine'));
  const ended = await kempt(['deduplicate', root, ...KEEP_FIRST], { home });
  assert.deepEqual([ended.code, jsonOf(ended)['files_completed']], [1, 0]);
  assert.deepEqual([readdirSync(outside), existsSync(join(root, 'a')), existsSync(join(root, 'b'))], [[], true, true]);
});

test('a duplicate in a folder that may not be changed stays', async (t) => {
  const { root, home } = scene({ a: 'same', 'shut/b': 'same', c: 'same' });
  if (process.getuid?.() === 0 && !requireTool(t, 'setpriv')) return;
  const capabilities = '-dac_override,-dac_read_search';
  const restricted = ['setpriv', '--bounding-set', capabilities, '--inh-caps', capabilities];
  chmodSync(join(root, 'shut'), 0o500);
  t.after(() => {
    chmodSync(join(root, 'shut'), 0o700);
  });
  const before = process.getuid?.() === 0 ? restricted : [];
  const command = [...before, process.execPath, LAUNCHER, 'deduplicate', root, ...KEEP_FIRST];
  const ended = await runProcess(command, { home });
  assert.deepEqual([ended.code, problemCodes(ended)], [1, ['permission_denied']]);
  assert.deepEqual([existsSync(join(root, 'shut/b')), existsSync(join(root, 'c'))], [true, false]);
});

/** Shows a folder in a second place until the test is over. */
function mountBind(t: TestContext, folder: string, place: string): string {
  mkdirSync(place, { recursive: true });
  execFileSync('mount', ['--bind', folder, place]);
  t.after(() => execFileSync('umount', [place]));
  return place;
}
