import { requireMounts } from '@kempt/engine/testing/require-mounts';
import { requireTool } from '@kempt/engine/testing/require-tool';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { groupsOf, linesOf, scene } from '../support/duplicates-scene.ts';
import { errorCodeOf, jsonOf, kempt, LAUNCHER, runProcess } from '../support/kempt-process.ts';

describe('where it looks', () => {
  test('is each folder once, by whatever path it is named', async () => {
    const { root, home } = scene({ a: 'same', 'sub/b': 'same', 'sub/deep/c': 'other' });
    const way = join(dirname(root), 'way');
    symlinkSync(root, way);
    for (const named of [
      [root, join(root, 'sub')],
      [join(root, 'sub'), root],
      [root, root],
      [root, way],
      [way, join(way, 'sub', 'deep'), `${root}/../tree/sub`, root],
    ]) {
      const found = jsonOf(await kempt(['duplicates', ...named, '--json'], { home }));
      const counts = ['files', 'groups', 'duplicate_files', 'directories'].map((field) => found[field]);
      assert.deepEqual(counts, [3, 1, 1, 3], named.join(' '));
    }
  });

  test('is each folder once, also when it is mounted elsewhere', async (t) => {
    if (!requireMounts(t)) return;
    const { root, home } = scene({ a: 'same', 'sub/b': 'unlike', 'sub/deep/c': 'other', 'mounted/x': '' });
    const twin = mountBind(t, join(root, 'sub'), join(dirname(root), 'twin'));
    const inside = mountBind(t, join(root, 'sub'), join(root, 'mounted'));
    const nested = mountBind(t, join(root, 'sub/deep'), join(dirname(root), 'nested'));
    for (const named of [
      [root, twin],
      [twin, root],
      [root, inside, twin],
      [nested, twin, root],
      [root, '--cross-mounts'],
      [root, twin, '--across-mounts'],
    ]) {
      const found = jsonOf(await kempt(['duplicates', ...named, '--json'], { home }));
      const counts = ['files', 'groups', 'duplicate_files'].map((field) => found[field]);
      assert.deepEqual(counts, [3, 0, 0], named.join(' '));
    }
  });

  test('stays on one file system unless told otherwise', async (t) => {
    if (!requireMounts(t)) return;
    const { root, home } = scene({ a: 'same' });
    const other = join(root, 'other');
    mkdirSync(other);
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', other]);
    t.after(() => execFileSync('umount', [other]));
    writeFileSync(join(other, 'b'), 'same');
    assert.deepEqual(groupsOf(await kempt(['duplicates', root, '--list'], { home }), root), []);
    for (const argv of [
      [root, '--cross-mounts'],
      [root, '--across-mounts'],
      [root, other],
    ]) {
      const ended = await kempt(['duplicates', ...argv, '--list'], { home });
      assert.deepEqual(groupsOf(ended, root), [['a', 'other/b']]);
    }
  });

  test('includes projects, and hidden files when they are asked for', async () => {
    const { root, home } = scene({ 'p/.git/x': 'same', 'p/package.json': 'same', 'p/node_modules/y/z': 'same' });
    assert.deepEqual(groupsOf(await kempt(['duplicates', root, '--list'], { home }), root), [
      ['p/package.json', 'p/node_modules/y/z'],
    ]);
    assert.deepEqual(groupsOf(await kempt(['duplicates', root, '--list', '--hidden'], { home }), root), [
      ['p/package.json', 'p/.git/x', 'p/node_modules/y/z'],
    ]);
    const narrow = ['--exclude', '**/node_modules/**', '--hidden', '--min-size', '0.004k', '--max-size', '4'];
    assert.deepEqual(groupsOf(await kempt(['duplicates', root, '--list', ...narrow], { home }), root), [
      ['p/package.json', 'p/.git/x'],
    ]);
  });

  test('includes references, which are never the duplicates', async () => {
    const { root, home } = scene({
      'new/a': 'same',
      'new/b': 'same',
      'old/c': 'same',
      'old/d': 'kept',
      'old/e': 'kept',
    });
    const argv = ['duplicates', join(root, 'new'), '--reference', join(root, 'old')];
    const [group] = linesOf(await kempt([...argv, '--list'], { home }));
    assert.deepEqual(
      group?.files.map(({ path, reference }) => [path, reference]),
      [
        [join(root, 'old/c'), true],
        [join(root, 'new/a'), undefined],
        [join(root, 'new/b'), undefined],
      ],
    );
    const found = jsonOf(await kempt([...argv, '--json'], { home }));
    assert.deepEqual([found['groups'], found['duplicate_files'], found['duplicates_size_bytes']], [1, 2, 8]);
  });

  test('is not what may not be read, which is told and changes the exit code', async (t) => {
    const { root, home } = scene({ a: 'same', b: 'same', closed: 'same', 'shut/c': 'same' });
    const restricted = withoutPrivileges(t);
    if (restricted === undefined) return;
    chmodSync(join(root, 'closed'), 0);
    chmodSync(join(root, 'shut'), 0);
    t.after(() => {
      chmodSync(join(root, 'shut'), 0o700);
    });
    const ended = await runProcess([...restricted, process.execPath, LAUNCHER, 'duplicates', root, '--json'], { home });
    assert.equal(ended.code, 1);
    const { problems, duplicate_files: duplicates } = jsonOf(ended);
    assert.ok(Array.isArray(problems));
    assert.deepEqual(problems.map((problem: Record<string, unknown>) => [problem['path'], problem['code']]).sort(), [
      [join(root, 'closed'), 'permission_denied'],
      [join(root, 'shut'), 'permission_denied'],
    ]);
    assert.equal(duplicates, 1);
  });

  test('is nowhere when a folder is missing or none', async () => {
    const { root, home } = scene({ a: 'a' });
    const missing = await kempt(['duplicates', root, join(root, 'gone'), '--json'], { home });
    assert.deepEqual([missing.code, errorCodeOf(missing)], [4, 'source_not_found']);
    const file = await kempt(['duplicates', join(root, 'a'), '--json'], { home });
    assert.deepEqual([file.code, errorCodeOf(file)], [2, 'source_not_folder']);
  });
});

/** Shows a folder in a second place until the test is over. */
function mountBind(t: TestContext, folder: string, place: string): string {
  mkdirSync(place, { recursive: true });
  execFileSync('mount', ['--bind', folder, place]);
  t.after(() => execFileSync('umount', [place]));
  return place;
}

/** What to put before a command so that file modes count, which they do not for root; undefined skips the test. */
function withoutPrivileges(t: TestContext): readonly string[] | undefined {
  if (process.getuid?.() !== 0) return [];
  if (!requireTool(t, 'setpriv')) return undefined;
  const capabilities = '-dac_override,-dac_read_search';
  return ['setpriv', '--bounding-set', capabilities, '--inh-caps', capabilities];
}
