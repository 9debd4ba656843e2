import { requireTool } from '@kempt/engine/testing/require-tool';
import { diffSnapshots, snapshotTree, type TreeSnapshot } from '@kempt/engine/testing/tree-snapshot';
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { crowdNames, makeCrowd } from '../support/crowd.ts';
import { errorCodeOf, jsonOf, kempt, temporaryFolder, type ProcessOptions } from '../support/kempt-process.ts';
import { pauseKempt, type PausedKempt } from '../support/paused-kempt.ts';

const NAMES = crowdNames(2000);
const LIMIT = { timeout: 60_000 };
const STOPPING = /^Stopping after the batch in hand\./;

interface Scene {
  readonly root: string;
  readonly before: TreeSnapshot;
  readonly options: ProcessOptions;
}

function makeScene(t: TestContext): Scene | undefined {
  if (!requireTool(t, 'strace')) return undefined;
  const base = temporaryFolder();
  const root = makeCrowd(join(base, 'crowd'), NAMES);
  return { root, before: snapshotTree(root), options: { home: join(base, 'state') } };
}

/** Held right behind the hundredth file. */
function inTheMiddle(argv: readonly string[], options: ProcessOptions, inject: string[] = []): Promise<PausedKempt> {
  return pauseKempt([...argv, '--json'], { call: 'renameat2', when: '100', inject }, options);
}

/** An end between two files: some are done, the rest can still be done, and the history says so. */
async function assertInterrupted(process: PausedKempt, options: ProcessOptions): Promise<void> {
  const ended = await process.finish();
  assert.equal(ended.code, 130);
  assert.match(ended.stderr, STOPPING);
  const result = jsonOf(ended);
  const completed = Number(result['files_completed']);
  assert.ok(completed >= 100 && completed < NAMES.length, String(completed));
  assert.deepEqual([result['status'], result['files_skipped'], result['files_failed']], ['interrupted', 0, 0]);
  const newest = await newestOperation(options);
  assert.deepEqual([newest['status'], newest['files_completed']], ['interrupted', completed]);
}

async function newestOperation(options: ProcessOptions): Promise<Record<string, unknown>> {
  const { operations } = jsonOf(await kempt(['history', '--json'], options));
  assert.ok(Array.isArray(operations));
  return Object.fromEntries(Object.entries(operations[0] as object));
}

async function assertWell(argv: readonly string[], options: ProcessOptions): Promise<void> {
  const ended = await kempt(argv, options);
  assert.equal(ended.code, 0, ended.stderr);
}

function assertGivenBack({ root, before }: Scene): void {
  assert.deepEqual(diffSnapshots(before, snapshotTree(root)), []);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  describe(`${signal} in the middle`, { concurrency: 2 }, () => {
    test(
      'of organize ends between two files, resume does the rest, and undo gives everything back',
      LIMIT,
      async (t) => {
        const scene = makeScene(t);
        if (scene === undefined) return;
        const { root, options } = scene;
        const process = await inTheMiddle(['organize', root, '--yes'], options);
        process.signal(signal);
        await assertInterrupted(process, options);
        await assertWell(['resume'], options);
        assert.deepEqual(readdirSync(root), ['documents']);
        assert.deepEqual(readdirSync(join(root, 'documents')), NAMES);
        await assertWell(['undo'], options);
        assertGivenBack(scene);
      },
    );

    test('of undo ends between two files, and resume gives back the rest', LIMIT, async (t) => {
      const scene = makeScene(t);
      if (scene === undefined) return;
      const { root, options } = scene;
      await assertWell(['organize', root, '--yes'], options);
      const process = await inTheMiddle(['undo'], options);
      process.signal(signal);
      await assertInterrupted(process, options);
      await assertWell(['resume'], options);
      assertGivenBack(scene);
    });
  });
}

describe('SIGINT', { concurrency: 2 }, () => {
  test('in the middle of organize leaves what undo takes back at once', LIMIT, async (t) => {
    const scene = makeScene(t);
    if (scene === undefined) return;
    const { root, options } = scene;
    const process = await inTheMiddle(['organize', root, '--yes'], options);
    process.signal('SIGINT');
    await assertInterrupted(process, options);
    await assertWell(['undo'], options);
    assertGivenBack(scene);
  });

  test('for the second time ends at once, and nothing is lost', LIMIT, async (t) => {
    const scene = makeScene(t);
    if (scene === undefined) return;
    const { root, options } = scene;
    const process = await inTheMiddle(['organize', root, '--yes'], options, ['fsync:delay_enter=1000000']);
    process.signal('SIGINT');
    const finished = process.finish();
    while (!STOPPING.test(process.output.stderr)) await delay(1);
    process.signal('SIGINT');
    const ended = await finished;
    assert.deepEqual([ended.code, ended.stdout], [130, '']);
    const { status, finished_at: finishedAt } = await newestOperation(options);
    assert.deepEqual([status, finishedAt], ['interrupted', null]);
    await assertWell(['resume'], options);
    assert.deepEqual(readdirSync(join(root, 'documents')), NAMES);
    await assertWell(['undo'], options);
    assertGivenBack(scene);
  });

  for (const argv of [['scan'], ['organize', '--yes'], ['organize', '--preview']]) {
    test(`while ${argv.join(' ')} looks at the files changes nothing and leaves nothing behind`, LIMIT, async (t) => {
      const scene = makeScene(t);
      if (scene === undefined) return;
      const { root, options } = scene;
      const look = { call: 'statx', names: [NAMES[1000] ?? ''], when: '1' };
      const process = await pauseKempt([...argv, root, '--json'], look, options);
      process.signal('SIGINT');
      const ended = await process.finish();
      assert.deepEqual([ended.code, errorCodeOf(ended)], [130, 'interrupted']);
      assertGivenBack(scene);
      assert.deepEqual(jsonOf(await kempt(['history', '--json'], options)), { operations: [] });
    });
  }
});
