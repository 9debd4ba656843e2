import { requireTool } from '@kempt/engine/testing/require-tool';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { crc32 } from 'node:zlib';
import { scene, type Scene } from '../support/duplicates-scene.ts';
import { errorCodeOf, jsonOf, kempt, runProcess, type Ended } from '../support/kempt-process.ts';
import { snapshot } from '../support/messy-folder.ts';
import { pauseKempt } from '../support/paused-kempt.ts';
import { PORTABLE_CALLS } from '../support/portable-calls.ts';

const KEEP_FIRST = ['--keep', 'first_seen', '--yes', '--json'];

/** What is below a folder, by content: in the folders themselves and in quarantines. */
function contents(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .sort();
}

function problemCodes(ended: Ended): unknown[] {
  const { problems } = jsonOf(ended);
  assert.ok(Array.isArray(problems));
  return problems.map((problem: Record<string, unknown>) => problem['code']);
}

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
    assert.equal(contents(root).filter((text) => text === 'same').length, 2);
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
    assert.equal(contents(root).length, names.length * 2);
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

/** What somebody does between two calls of Kempt, and what must have become of both files. */
interface Moment {
  readonly what: string;
  readonly act: (scene: Scene) => void;
  readonly code: string;
  /** Text of the files afterwards. */
  readonly kept?: string;
  readonly copy?: string;
}

const BEFORE_THE_MOVE: readonly Moment[] = [
  {
    what: 'the kept file is removed',
    act: ({ root }) => rmSync(join(root, 'a-kept')),
    code: 'kept_missing',
    copy: 'same',
  },
  {
    what: 'the kept file is replaced',
    act: ({ root }) => {
      rmSync(join(root, 'a-kept'));
      writeFileSync(join(root, 'a-kept'), 'other');
    },
    code: 'kept_missing',
    kept: 'other',
    copy: 'same',
  },
  {
    what: 'the kept file is written to',
    act: ({ root }) => writeFileSync(join(root, 'a-kept'), 'else'),
    code: 'kept_changed',
    kept: 'else',
    copy: 'same',
  },
  {
    what: 'the duplicate is written to',
    act: ({ root }) => writeFileSync(join(root, 'copy'), 'else'),
    code: 'bytes_differ',
    kept: 'same',
    copy: 'else',
  },
];

describe('while another program acts', { concurrency: 2 }, () => {
  const actWhileHeld = async (call: string, when: string, { act, ...expected }: Moment): Promise<void> => {
    const place = scene({ 'a-kept': 'same', copy: 'same' });
    const { root, home } = place;
    const argv = ['deduplicate', root, ...KEEP_FIRST];
    const names = call === 'renameat2' ? ['copy'] : ['a-kept'];
    const held = await pauseKempt(argv, { call, names, when }, { home });
    act(place);
    const ended = await held.finish();
    assert.deepEqual([ended.code, problemCodes(ended)], [1, [expected.code]]);
    const text = (name: string): string | undefined =>
      existsSync(join(root, name)) ? readFileSync(join(root, name), 'utf8') : undefined;
    assert.deepEqual([text('a-kept'), text('copy')], [expected.kept, expected.copy]);
    const quarantine = join(root, '.kempt-quarantine');
    assert.deepEqual(contents(quarantine), []);
  };

  for (const moment of BEFORE_THE_MOVE) {
    test(`the duplicate stays when ${moment.what} after both were opened`, { timeout: 60_000 }, async (t) => {
      if (!requireTool(t, 'strace')) return;
      await actWhileHeld('openat', '2', moment);
    });

    test(`the duplicate comes back when ${moment.what} right behind the move`, { timeout: 60_000 }, async (t) => {
      if (!requireTool(t, 'strace')) return;
      const writesToCopy = moment.kept === 'same';
      const act = (place: Scene): void => {
        if (!writesToCopy) moment.act(place);
        else writeFileSync(inQuarantine(place), 'else');
      };
      const code = writesToCopy ? 'changed_since_plan' : moment.code;
      await actWhileHeld('renameat2', '1', { ...moment, act, code });
    });
  }

  test('another file that took the place of the moved one in the quarantine goes back, not away', async (t) => {
    if (!requireTool(t, 'strace')) return;
    const act = (place: Scene): void => {
      const moved = inQuarantine(place);
      renameSync(moved, join(place.root, 'elsewhere'));
      writeFileSync(moved, 'theirs');
    };
    const moment = { what: '', act, code: 'changed_since_plan', kept: 'same', copy: 'theirs' };
    await actWhileHeld('renameat2', '1', moment);
  });

  const put: Readonly<Record<string, (path: string) => void>> = {
    'a pipe': (path) => void execFileSync('mkfifo', [path]),
    'a link to the kept file': (path) => {
      symlinkSync('a-kept', path);
    },
    'a folder': (path) => {
      mkdirSync(path);
    },
  };
  for (const [what, make] of Object.entries(put)) {
    test(`${what} in the place of the duplicate stays where it is`, { timeout: 60_000 }, async (t) => {
      if (!requireTool(t, 'strace') || !requireTool(t, 'mkfifo')) return;
      const { root, home } = scene({ 'a-kept': 'same', copy: 'same' });
      const pause = { call: 'mkdirat', names: ['.kempt-quarantine'], when: '1' };
      const held = await pauseKempt(['deduplicate', root, ...KEEP_FIRST], pause, { home });
      rmSync(join(root, 'copy'));
      make(join(root, 'copy'));
      const ended = await held.finish();
      assert.deepEqual([ended.code, problemCodes(ended)], [1, ['not_a_regular_file']]);
      assert.equal(readFileSync(join(root, 'a-kept'), 'utf8'), 'same');
    });
  }
});

/** The one file that is in quarantine. */
function inQuarantine({ root }: Scene): string {
  const quarantine = join(root, '.kempt-quarantine');
  const operation = join(quarantine, readdirSync(quarantine)[0] ?? '');
  return join(operation, readdirSync(operation)[0] ?? '');
}

/** Makes the cache say of every file that it holds what the first one holds. */
function poison(path: string): void {
  const bytes = readFileSync(path);
  const [header, record, hash] = [16, 80, 48];
  const first = bytes.subarray(header + hash, header + record);
  for (let at = header; at < bytes.length; at += record) bytes.set(first, at + hash);
  bytes.writeUInt32LE(crc32(bytes.subarray(header)), 8);
  writeFileSync(path, bytes);
}
