import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KeepRule, OperationResult, StepLine } from '@kempt/contracts';
import type { DeduplicateRequest } from '../../src/operations/engine.ts';
import { at, benchWith } from '../support/duplicates-bench.ts';
import { TREE, wholeTree, type EngineBench } from '../support/engine-bench.ts';

const QUARANTINE = `${TREE}/.kempt-quarantine`;

async function deduplicate(
  bench: EngineBench,
  keep: readonly KeepRule[],
  request: Partial<DeduplicateRequest> = {},
): Promise<{ readonly result: OperationResult; readonly lines: readonly StepLine[] }> {
  const planned = await bench.engine.planDeduplicate({ roots: [TREE], action: 'quarantine', keep, ...request });
  const lines: StepLine[] = [];
  for await (const line of planned.lines()) lines.push(line);
  const result = await planned.apply();
  bench.later();
  return { result, lines };
}

function textOf(bench: EngineBench, path: string): string | undefined {
  if (bench.disk.stat(path) === undefined) return undefined;
  return Buffer.from(bench.disk.readFile(path)).toString('utf8');
}

test('moves all but one of each group to the quarantine, and says why that one is kept', async () => {
  const bench = benchWith({ 'a/long-name': 'same', 'b/x': 'same', 'c/other': 'else', 'c/y': 'same' });
  const { result, lines } = await deduplicate(bench, ['shortest_path']);
  assert.deepEqual(
    lines.map(({ original_path, kept_path, kept_by, action }) => [original_path, kept_path, kept_by, action]),
    [
      [...at('a/long-name', 'b/x'), 'first_seen', 'quarantine'],
      [...at('c/y', 'b/x'), 'first_seen', 'quarantine'],
    ],
  );
  const { type, status, files_completed, space_quarantined_bytes, space_reclaimed_bytes } = result;
  assert.deepEqual(
    { type, status, files_completed, space_quarantined_bytes, space_reclaimed_bytes },
    {
      type: 'deduplicate',
      status: 'completed',
      files_completed: 2,
      space_quarantined_bytes: 8,
      space_reclaimed_bytes: 0,
    },
  );
  assert.deepEqual(
    at('a/long-name', 'b/x', 'c/other', 'c/y').map((path) => textOf(bench, path)),
    [undefined, 'same', 'else', undefined],
  );
  for (const { new_path } of lines) {
    assert.equal(textOf(bench, new_path), 'same');
    assert.ok(new_path.startsWith(`${QUARANTINE}/${result.operation_id}/`));
  }
});

test('undo gives back every file, time and folder', async () => {
  const bench = benchWith({ 'a/x': 'same', 'b/x': 'same', 'b/\udcff\n': 'same' });
  bench.disk.link(`${TREE}/b/x`, `${TREE}/b/link`);
  bench.later();
  const before = wholeTree(bench);
  const { result } = await deduplicate(bench, ['first_seen']);
  assert.equal(result.files_completed, 3);
  const undone = await bench.engine.undo({});
  assert.deepEqual([undone.status, undone.files_completed], ['completed', 3]);
  assert.deepEqual(wholeTree(bench), before);
});

test('a redo takes away only what still has a copy', async () => {
  const bench = benchWith({ 'a/x': 'same', 'b/x': 'same', 'b/y': 'same' });
  await deduplicate(bench, ['first_seen']);
  const undone = await bench.engine.undo({});
  bench.disk.writeFile(`${TREE}/a/x`, 'rewritten');
  bench.later();
  const redone = await bench.engine.undo({ operationId: undone.operation_id });
  assert.deepEqual([redone.files_completed, redone.files_skipped], [0, 2]);
  assert.deepEqual(
    at('b/x', 'b/y').map((path) => textOf(bench, path)),
    ['same', 'same'],
  );
});

test('a redo takes the files away again', async () => {
  const bench = benchWith({ 'a/x': 'same', 'b/x': 'same' });
  await deduplicate(bench, ['first_seen']);
  const undone = await bench.engine.undo({});
  const redone = await bench.engine.undo({ operationId: undone.operation_id });
  assert.deepEqual([redone.files_completed, textOf(bench, `${TREE}/b/x`)], [1, undefined]);
  assert.equal((await bench.engine.undo({ operationId: redone.operation_id })).files_completed, 1);
  assert.equal(textOf(bench, `${TREE}/b/x`), 'same');
});

test('undo finds files again by their bytes after a restore from a backup', async () => {
  const bench = benchWith({ a: 'same', b: 'same' });
  const { lines, result } = await deduplicate(bench, ['first_seen']);
  const [path = ''] = lines.map((line) => line.new_path);
  const mtime = bench.disk.stat(path)?.mtime ?? 0n;
  bench.disk.remove(path);
  bench.disk.writeFile(path, 'same');
  bench.disk.setTimes(path, { mtime });
  const undone = await bench.engine.undo({ operationId: result.operation_id, match: 'content' });
  assert.deepEqual([undone.files_completed, textOf(bench, `${TREE}/b`)], [1, 'same']);
});

test('touches nothing below a reference, and keeps its copy whatever the rules say', async () => {
  const bench = benchWith({ 'new/a': 'same', 'new/b': 'same', 'old/c': 'same', 'old/d': 'same', 'new/e': 'own' });
  const { lines } = await deduplicate(bench, ['newest'], {
    roots: [`${TREE}/new`],
    references: [`${TREE}/old`],
  });
  assert.deepEqual(
    lines.map(({ original_path, kept_by }) => [original_path, kept_by]),
    at('new/a', 'new/b').map((path) => [path, 'reference_root']),
  );
  assert.deepEqual(
    at('old/c', 'old/d', 'new/e').map((path) => textOf(bench, path)),
    ['same', 'same', 'own'],
  );
});

test('undo, verify and purge do without references, whose disk may not be there', async () => {
  for (const end of ['undo', 'purge'] as const) {
    const bench = benchWith({ 'new/a': 'same', 'old/b': 'same' });
    const { result } = await deduplicate(bench, ['reference_root'], {
      roots: [`${TREE}/new`],
      references: [`${TREE}/old`],
    });
    const operationId = result.operation_id;
    bench.disk.rename(`${TREE}/old`, `${TREE}/unplugged`);
    const { checked, ok } = await bench.engine.verify({ operationId });
    assert.deepEqual([checked, ok], [1, 1]);
    if (end === 'purge') {
      const [purged] = await bench.engine.purge({ operationIds: [operationId] });
      assert.equal(purged?.files_completed, 1);
      continue;
    }
    const undone = await bench.engine.undo({ operationId });
    assert.deepEqual([undone.files_completed, textOf(bench, `${TREE}/new/a`)], [1, 'same']);
    bench.later();
    const redone = await bench.engine.undo({ operationId: undone.operation_id });
    assert.deepEqual([redone.files_skipped, redone.problems[0]?.code], [1, 'kept_missing']);
  }
});

test('leaves groups of which the rules decide nothing', async () => {
  const bench = benchWith({ a: 'same', b: 'same' });
  const planned = await bench.engine.planDeduplicate({
    roots: [TREE],
    action: 'quarantine',
    keep: ['reference_root'],
  });
  assert.deepEqual(planned.preview.left, [{ reason: 'undecided', count: 2 }]);
  assert.equal(planned.preview.result.files_planned, 0);
  await planned.discard();
});

test('a folder that is named twice, or within another, loses no last copy', async () => {
  const bench = benchWith({ x: 'same', 'sub/y': 'same' });
  bench.disk.symlink(TREE, '/home/me/link');
  const roots = [TREE, `${TREE}/sub`, '/home/me/link', TREE];
  const { result, lines } = await deduplicate(bench, ['first_seen'], { roots });
  assert.equal(result.files_completed, 1);
  assert.ok(lines[0]?.new_path.startsWith(`${TREE}/sub/.kempt-quarantine/`));
  assert.deepEqual([textOf(bench, `${TREE}/x`), textOf(bench, `${TREE}/sub/y`)], ['same', undefined]);
});

test('names of one file are no duplicates of each other', async () => {
  const bench = benchWith({ x: 'same' });
  bench.disk.link(`${TREE}/x`, `${TREE}/y`);
  const planned = await bench.engine.planDeduplicate({ roots: [TREE], action: 'quarantine', keep: ['oldest'] });
  assert.equal(planned.preview.result.files_planned, 0);
  await planned.discard();
});

test('a second run finds nothing, and does not look into the quarantine', async () => {
  const bench = benchWith({ x: 'same', y: 'same' });
  await deduplicate(bench, ['first_seen'], { hidden: true });
  const again = await deduplicate(bench, ['first_seen'], { hidden: true });
  assert.equal(again.result.files_planned, 0);
  const found = await bench.engine.duplicates({ roots: [TREE], hidden: true });
  assert.equal(found.groups, 0);
});

test('a name of 255 bytes fits the quarantine', async () => {
  const long = 'ä'.repeat(127);
  const bench = benchWith({ a: 'same', [long]: 'same' });
  const { result } = await deduplicate(bench, ['first_seen']);
  assert.equal(result.files_completed, 1);
  await bench.engine.undo({});
  assert.equal(textOf(bench, `${TREE}/${long}`), 'same');
});

test('leaves a file whose kept copy changed between plan and removal', async () => {
  const bench = benchWith({ x: 'same', y: 'same' });
  const planned = await bench.engine.planDeduplicate({ roots: [TREE], action: 'quarantine', keep: ['first_seen'] });
  bench.disk.writeFile(`${TREE}/x`, 'SAME');
  const result = await planned.apply();
  assert.deepEqual(
    [result.status, result.files_skipped, result.problems.map(({ code }) => code)],
    ['completed_with_errors', 1, ['kept_changed']],
  );
  assert.equal(textOf(bench, `${TREE}/y`), 'same');
});

test('leaves files on another device than the folder that was named', async () => {
  const bench = benchWith({ x: 'same' });
  bench.disk.mkdir(`${TREE}/disk`);
  bench.disk.mount(`${TREE}/disk`);
  bench.disk.writeFile(`${TREE}/disk/y`, 'same');
  bench.later();
  const planned = await bench.engine.planDeduplicate({
    roots: [TREE],
    action: 'quarantine',
    keep: ['first_seen'],
    crossMounts: true,
  });
  assert.deepEqual(planned.preview.left, [{ reason: 'other_device', count: 1 }]);
  await planned.discard();
});

test('refuses a folder of the system, a whole home and a quarantine', async () => {
  const bench = benchWith({ x: 'same', y: 'same' });
  await deduplicate(bench, ['first_seen']);
  bench.disk.mkdir('/usr');
  bench.disk.mkdir('/usr/share');
  for (const [root, code] of [
    ['/usr/share', 'system_folder'],
    ['/home/me', 'whole_home'],
    [QUARANTINE, 'path_in_state_folder'],
  ] as const) {
    const planning = bench.engine.planDeduplicate({ roots: [root], action: 'quarantine', keep: ['oldest'] });
    await assert.rejects(planning, { code });
  }
});
