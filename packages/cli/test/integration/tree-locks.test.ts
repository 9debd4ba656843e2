import { requireTool } from '@kempt/engine/testing/require-tool';
import { diffSnapshots, snapshotTree, type TreeSnapshot } from '@kempt/engine/testing/tree-snapshot';
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { crowdNames, makeCrowd } from '../support/crowd.ts';
import {
  errorCodeOf,
  jsonOf,
  kempt,
  startKempt,
  temporaryFolder,
  type Ended,
  type ProcessOptions,
  type Running,
} from '../support/kempt-process.ts';
import { pauseKempt, type PausedKempt } from '../support/paused-kempt.ts';

const LIMIT = { timeout: 60_000 };
const NAMES = crowdNames(60);
/** Files that are moved when the first Kempt is held. */
const MOVED = 20;

interface Scene {
  readonly root: string;
  /** A folder in it. */
  readonly child: string;
  /** Another name of it. */
  readonly link: string;
  /** A folder beside it. */
  readonly beside: string;
  readonly plan: string;
  readonly options: ProcessOptions;
  readonly before: TreeSnapshot;
  /** Files in both. */
  readonly total: number;
}

async function makeScene(): Promise<Scene> {
  const base = temporaryFolder();
  const root = makeCrowd(join(base, 'root'), [...NAMES, ...NAMES.map((name) => `child/in-${name}`)]);
  const beside = makeCrowd(join(base, 'beside'), NAMES);
  const [link, plan] = [join(base, 'link'), join(base, 'plan')];
  symlinkSync(root, link);
  const options = { home: join(base, 'state') };
  await kempt(['organize', root, '--plan-out', plan], options);
  const before = snapshotTree(root);
  return { root, child: join(root, 'child'), link, beside, plan, options, before, total: 2 * NAMES.length };
}

/** A scene in which one Kempt is held in the middle of its work on the tree. */
async function heldScene(t: TestContext): Promise<{ scene: Scene; holder: PausedKempt } | undefined> {
  if (!requireTool(t, 'strace')) return undefined;
  const scene = await makeScene();
  const argv = ['organize', scene.root, '--yes', '--json'];
  const holder = await pauseKempt(argv, { call: 'renameat2', when: String(MOVED) }, scene.options);
  return { scene, holder };
}

/** Waits until a process has the tree open, which is right before it asks for the lock. */
async function hasOpened({ pid }: Running, root: string): Promise<void> {
  for (;;) {
    if (openFiles(pid).includes(root)) return;
    await delay(5);
  }
}

function openFiles(pid: number): string[] {
  return readdirSync(`/proc/${String(pid)}/fd`).map((fd) => {
    try {
      return readlinkSync(`/proc/${String(pid)}/fd/${fd}`);
    } catch {
      return '';
    }
  });
}

function assertRefused(ended: Ended, code: string, what: string): void {
  assert.deepEqual([ended.code, errorCodeOf(ended), ended.stderr], [3, code, ''], what);
}

async function assertGivenBack({ root, before, options }: Scene): Promise<void> {
  const ended = await kempt(['undo'], options);
  assert.equal(ended.code, 0, ended.stderr);
  assert.deepEqual(diffSnapshots(before, snapshotTree(root)), []);
}

describe('while one Kempt is at work on a tree', { concurrency: 2 }, () => {
  test('another one refuses the tree, every tree that overlaps with it, and its links, in words', LIMIT, async (t) => {
    const started = await heldScene(t);
    if (started === undefined) return;
    const { scene, holder } = started;
    const { root, child, link, beside, plan, options } = scene;
    const asItWas = snapshotTree(root);
    const otherState = { home: join(temporaryFolder(), 'state') };
    const refused: readonly (readonly [string[], ProcessOptions])[] = [
      [['organize', root, '--yes'], options],
      [['organize', root, '--yes'], otherState],
      [['organize', link, '--yes'], options],
      [['organize', child, '--yes'], options],
      [['organize', join(root, '..'), '--yes'], options],
      [['organize', beside, '--into', join(root, 'new'), '--yes'], options],
      [['organize', root, '--preview'], options],
      [['organize', root, '--plan-out', `${plan}-2`], options],
      [['apply', plan], options],
    ];
    await Promise.all(
      refused.map(async ([argv, where]) => {
        assertRefused(await kempt([...argv, '--json'], where), 'tree_busy', argv.join(' '));
      }),
    );
    const words = await kempt(['organize', child, '--yes'], options);
    assert.match(
      words.stderr,
      /^error\[tree_busy\]: Another Kempt is at work in .*child, or in a folder above or below\./,
    );
    assert.match(words.stderr, /\nhint: .*--wait/);
    assertRefused(await kempt(['undo', '--json'], options), 'operation_busy', 'undo');
    assert.deepEqual(diffSnapshots(asItWas, snapshotTree(root)), []);
    assert.equal((await holder.finish()).code, 0);
    await assertGivenBack(scene);
  });

  test('what changes nothing is allowed, and so is work on a tree beside it', LIMIT, async (t) => {
    const started = await heldScene(t);
    if (started === undefined) return;
    const { scene, holder } = started;
    const { root, beside, options, total } = scene;
    assert.equal(jsonOf(await kempt(['scan', root, '--json'], options))['files'], total);
    const explained = await kempt(['explain', join(root, NAMES.at(-1) ?? ''), '--json'], options);
    assert.equal(explained.code, 0, explained.stdout);
    const { operations } = jsonOf(await kempt(['history', '--json'], options));
    assert.ok(Array.isArray(operations));
    assert.deepEqual(
      operations.map(({ status }: Record<string, unknown>) => status),
      ['running'],
    );
    assert.deepEqual(jsonOf(await kempt(['recover', '--json'], options)), { operations: [], problems: [] });
    assert.equal((await kempt(['organize', beside, '--yes'], options)).code, 0);
    assert.equal((await holder.finish()).code, 0);
    assert.equal((await kempt(['undo'], options)).code, 0);
    await assertGivenBack(scene);
  });

  for (const place of ['root', 'link'] as const) {
    test(`another one with --wait begins when the first has ended (${place})`, LIMIT, async (t) => {
      const started = await heldScene(t);
      if (started === undefined) return;
      const { scene, holder } = started;
      const waiting = startKempt(['organize', scene[place], '--yes', '--wait', '--json'], scene.options);
      await hasOpened(waiting, scene.root);
      assert.equal((await holder.finish()).code, 0);
      const ended = await waiting.ended;
      // Had it not waited, it would have been refused, or found files that were still to be moved.
      assert.deepEqual([ended.code, jsonOf(ended)['files_in_place']], [0, scene.total], ended.stdout);
    });
  }

  test('another one that waits for a folder finds out that the first one has removed it', LIMIT, async (t) => {
    const started = await heldScene(t);
    if (started === undefined) return;
    const { scene, holder } = started;
    const waiting = startKempt(['organize', scene.child, '--yes', '--wait', '--json'], scene.options);
    await hasOpened(waiting, scene.child);
    assert.equal((await holder.finish()).code, 0);
    const ended = await waiting.ended;
    assert.deepEqual([ended.code, errorCodeOf(ended)], [4, 'source_not_found'], ended.stdout);
    await assertGivenBack(scene);
  });

  test('undo --wait takes the operation back when it has ended', LIMIT, async (t) => {
    const started = await heldScene(t);
    if (started === undefined) return;
    const { scene, holder } = started;
    const waiting = startKempt(['undo', '--wait', '--json'], scene.options);
    await Promise.race([waiting.ended, delay(1500)]);
    assert.equal((await holder.finish()).code, 0);
    const ended = await waiting.ended;
    assert.deepEqual([ended.code, jsonOf(ended)['files_completed']], [0, scene.total], ended.stdout);
    assert.deepEqual(diffSnapshots(scene.before, snapshotTree(scene.root)), []);
  });

  test('waiting ends with Ctrl-C, and nothing is changed', LIMIT, async (t) => {
    const started = await heldScene(t);
    if (started === undefined) return;
    const { scene, holder } = started;
    const waiting = startKempt(['organize', scene.root, '--yes', '--wait', '--json'], scene.options);
    await hasOpened(waiting, scene.root);
    process.kill(waiting.pid, 'SIGINT');
    const ended = await waiting.ended;
    assert.deepEqual([ended.code, errorCodeOf(ended)], [130, 'interrupted']);
    assert.equal((await holder.finish()).code, 0);
    await assertGivenBack(scene);
  });

  test('a kill gives the tree free, and whoever comes next settles what was cut short', LIMIT, async (t) => {
    const started = await heldScene(t);
    if (started === undefined) return;
    const { scene, holder } = started;
    const { root, options, total } = scene;
    holder.signal('SIGKILL');
    assert.equal((await holder.ended).code, null);
    const next = await kempt(['organize', root, '--yes', '--json'], options);
    assert.deepEqual([next.code, jsonOf(next)['files_completed']], [0, total - MOVED]);
    for (const completed of [total - MOVED, MOVED]) {
      assert.equal(jsonOf(await kempt(['undo', '--json'], options))['files_completed'], completed);
    }
    assert.deepEqual(diffSnapshots(scene.before, snapshotTree(root)), []);
  });

  test('a kill lets in whoever waits, who settles what was cut short first', LIMIT, async (t) => {
    const started = await heldScene(t);
    if (started === undefined) return;
    const { scene, holder } = started;
    const { root, options, total } = scene;
    const waiting = startKempt(['organize', root, '--yes', '--wait', '--json'], options);
    await hasOpened(waiting, root);
    holder.signal('SIGKILL');
    const ended = await waiting.ended;
    assert.deepEqual([ended.code, jsonOf(ended)['files_completed']], [0, total - MOVED]);
    const { operations } = jsonOf(await kempt(['history', '--json'], options));
    assert.ok(Array.isArray(operations));
    assert.deepEqual(
      operations.map(({ status, files_completed: completed }: Record<string, unknown>) => [status, completed]),
      [
        ['completed', total - MOVED],
        ['interrupted', MOVED],
      ],
    );
    await kempt(['undo'], options);
    await assertGivenBack(scene);
  });
});

test('two at once on the same tree never move the same files twice', LIMIT, async () => {
  const scene = await makeScene();
  const { root, options, total } = scene;
  mkdirSync(options.home ?? '', { recursive: true });
  const both = await Promise.all([0, 1].map(() => kempt(['organize', root, '--yes', '--wait', '--json'], options)));
  assert.deepEqual(
    both.map(({ code }) => code),
    [0, 0],
  );
  assert.equal(
    both.map((ended) => Number(jsonOf(ended)['files_completed'])).reduce((sum, count) => sum + count),
    total,
  );
  await assertGivenBack(scene);
});
