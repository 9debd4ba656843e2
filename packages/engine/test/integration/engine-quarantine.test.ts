import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { QuarantinedFile } from '@kempt/contracts';
import { at, benchWith } from '../support/duplicates-bench.ts';
import { TREE, type EngineBench } from '../support/engine-bench.ts';

async function take(bench: EngineBench, roots: readonly string[] = [TREE]): Promise<string> {
  const planned = await bench.engine.planDeduplicate({ roots, action: 'quarantine', keep: ['first_seen'] });
  assert.equal((await planned.apply()).status, 'completed');
  bench.later();
  return planned.operationId;
}

async function held({ engine }: EngineBench): Promise<QuarantinedFile[]> {
  const files: QuarantinedFile[] = [];
  for await (const file of engine.quarantined()) files.push(file);
  return files;
}

async function heldPaths(bench: EngineBench): Promise<string[]> {
  return (await held(bench)).map((file) => file.original_path);
}

const isThere = ({ disk }: EngineBench, path: string): boolean => disk.stat(`${TREE}/${path}`) !== undefined;

test('lists what is in quarantine, with what was kept, until it is brought back', async () => {
  const bench = benchWith({ a: 'same', b: 'same', c: 'same' });
  const operationId = await take(bench);
  const files = await held(bench);
  assert.deepEqual(
    files.map(({ quarantine_path: path, quarantined_at: since, ...file }) => {
      assert.ok(bench.disk.stat(path) !== undefined);
      return { ...file, since: typeof since };
    }),
    at('b', 'c').map((path) => ({
      operation_id: operationId,
      original_path: path,
      size_bytes: 4,
      kept_path: `${TREE}/a`,
      kept_by: 'first_seen',
      reachable: true,
      since: 'string',
    })),
  );
  await bench.engine.undo({ operationId, only: 'b' });
  assert.deepEqual(await heldPaths(bench), at('c'));
});

test('does not list what somebody took out of the quarantine or put into it', async () => {
  const bench = benchWith({ a: 'same', b: 'same', c: 'same' });
  await take(bench);
  const [first, second] = await held(bench);
  assert.ok(first && second);
  bench.disk.remove(first.quarantine_path);
  bench.disk.writeFile(first.quarantine_path, 'same');
  assert.deepEqual(await heldPaths(bench), [second.original_path]);
});

test('restores by operation, path, folder and glob, and overwrites nothing', async () => {
  const bench = benchWith({ a: 'same', 'b/x.jpg': 'same', 'b/y.txt': 'same', 'c/x.jpg': 'same', 'd/z': 'same' });
  const operationId = await take(bench);
  const restore = async (what: string): Promise<readonly (readonly [number, number])[]> => {
    const results = await bench.engine.restore({ what, path: what.startsWith('/') ? what : `${TREE}/${what}` });
    bench.later();
    return results.map(({ files_completed: done, files_skipped: skipped }) => [done, skipped]);
  };
  assert.deepEqual(await restore('*.jpg'), [[2, 0]]);
  assert.deepEqual([isThere(bench, 'b/x.jpg'), isThere(bench, 'b/y.txt')], [true, false]);
  bench.disk.writeFile(`${TREE}/b/y.txt`, 'new');
  assert.deepEqual(await restore(`${TREE}/b`), [[0, 1]]);
  bench.disk.remove(`${TREE}/b/y.txt`);
  assert.deepEqual(await restore(`${TREE}/b/y.txt`), [[1, 0]]);
  assert.deepEqual(await restore(operationId.slice(0, 15)), [[1, 0]]);
  assert.deepEqual(await heldPaths(bench), []);
  await assert.rejects(restore('*.jpg'), { code: 'not_in_quarantine' });
});

test('a path is restored below its own folder only', async () => {
  const bench = benchWith({ 'one/a': 'same', 'one/x': 'same', 'two/x': 'same' });
  await take(bench, at('one', 'two'));
  assert.deepEqual(await heldPaths(bench), at('one/x', 'two/x'));
  const [result] = await bench.engine.restore({ what: `${TREE}/two/x`, path: `${TREE}/two/x` });
  assert.equal(result?.files_completed, 1);
  assert.deepEqual([isThere(bench, 'one/x'), isThere(bench, 'two/x')], [false, true]);
});

test('purges what an operation took away, folders of its own included, and nothing else', async () => {
  const bench = benchWith({ a: 'same', b: 'same', c: 'same' });
  bench.disk.link(`${TREE}/c`, `${TREE}/link`);
  bench.later();
  const operationId = await take(bench);
  await bench.engine.undo({ operationId, only: 'b' });
  bench.later();
  const [result] = await bench.engine.purge({ operationIds: [operationId] });
  bench.later();
  assert.ok(result);
  assert.deepEqual(
    [result.type, result.status, result.files_completed, result.space_reclaimed_bytes],
    ['purge', 'completed', 2, 4],
  );
  assert.deepEqual(
    ['a', 'b', 'c', 'link', '.kempt-quarantine'].map((path) => isThere(bench, path)),
    [true, true, false, false, false],
  );
  assert.deepEqual(await heldPaths(bench), []);
  assert.deepEqual(await bench.engine.purge({ operationIds: [operationId] }), []);
});

test('a purge cannot be taken back, and says so', async () => {
  const bench = benchWith({ a: 'same', b: 'same' });
  const operationId = await take(bench);
  const [purge] = await bench.engine.purge({ operationIds: [operationId] });
  bench.later();
  for (const request of [{}, { operationId }, { operationId: purge?.operation_id ?? '' }]) {
    await assert.rejects(bench.engine.undo(request), { code: 'nothing_to_undo' });
  }
  for (const { operation_id: id, undone, undoes } of await bench.engine.history()) {
    assert.deepEqual([undone, undoes], ['no', null]);
    const { checked, ok } = await bench.engine.verify({ operationId: id });
    assert.equal(checked, ok);
  }
});

test('a purge leaves a file that changed in quarantine', async () => {
  const bench = benchWith({ a: 'same', b: 'same' });
  const operationId = await take(bench);
  const [file] = await held(bench);
  assert.ok(file);
  bench.disk.writeFile(file.quarantine_path, 'precious');
  const [result] = await bench.engine.purge({ operationIds: [operationId] });
  assert.deepEqual([result?.files_skipped, result?.problems.map(({ code }) => code)], [1, ['changed_since_plan']]);
  assert.equal(Buffer.from(bench.disk.readFile(file.quarantine_path)).toString(), 'precious');
});

test('a purge that was cut short anywhere can be finished', async () => {
  for (let step = 1; ; step++) {
    const bench = benchWith({ a: 'same', b: 'same', c: 'same' });
    const operationId = await take(bench);
    bench.world.faults.crashAt(step);
    const purging = bench.engine.purge({ operationIds: [operationId] });
    const crashed = await purging.then(
      () => false,
      () => true,
    );
    bench.restart({ powerCut: step % 2 === 0 });
    for (const result of await bench.engine.recover({ then: 'finish' })) assert.equal(result.status, 'completed');
    bench.later();
    await bench.engine.purge({ operationIds: [operationId] });
    assert.deepEqual(
      ['a', 'b', 'c', '.kempt-quarantine'].map((path) => isThere(bench, path)),
      [true, false, false, false],
      `crashed at ${String(step)}`,
    );
    if (!crashed) return;
  }
});

test('journals of what is in quarantine are kept until it is purged or brought back', async () => {
  const bench = benchWith({ a: 'same', b: 'same' });
  const operationId = await take(bench);
  assert.deepEqual(await bench.engine.prunable(0), []);
  await bench.engine.purge({ operationIds: [operationId] });
  bench.later();
  const old = await bench.engine.prunable(0);
  assert.deepEqual(
    old.map(({ type, undoable }) => [type, undoable]),
    [
      ['deduplicate', false],
      ['purge', false],
    ],
  );
});

test('what lies on a disk that is not there is listed as out of reach, and its journal is kept', async () => {
  const bench = benchWith({ a: 'same', b: 'same' });
  await take(bench);
  bench.disk.rename(TREE, '/home/me/unplugged');
  assert.deepEqual(
    (await held(bench)).map(({ reachable }) => reachable),
    [false],
  );
  assert.deepEqual(await bench.engine.prunable(0), []);
});
