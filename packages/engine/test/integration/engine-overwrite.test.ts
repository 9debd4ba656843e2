import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OperationResult, QuarantinedFile } from '@kempt/contracts';
import type { OrganizeRequest, PlannedOperation } from '../../src/operations/engine.ts';
import {
  createEngineBench,
  ELSEWHERE,
  gather,
  refusal,
  TREE,
  wholeTree,
  type EngineBench,
} from '../support/engine-bench.ts';

const AT = `${ELSEWHERE}/documents`;

/** Files by path below the home folder, settled. */
function benchWith(files: Readonly<Record<string, string>>): EngineBench {
  const bench = createEngineBench();
  for (const [path, content] of Object.entries(files)) {
    bench.disk.writeFile(`/home/me/${path}`, content, { mtime: 1_600_000_000_000_000_000n });
  }
  bench.later();
  return bench;
}

const ONE = { 'tree/a.txt': 'new', 'sorted/documents/a.txt': 'older' };

function planned(bench: EngineBench, request: Partial<OrganizeRequest> = {}): Promise<PlannedOperation> {
  return bench.engine.planOrganize({ root: TREE, into: ELSEWHERE, onConflict: 'overwrite', ...request });
}

async function overwrite(bench: EngineBench, request: Partial<OrganizeRequest> = {}): Promise<OperationResult> {
  const result = await (await planned(bench, request)).apply();
  bench.later();
  return result;
}

function text(bench: EngineBench, path: string): string | undefined {
  return bench.disk.stat(path) === undefined ? undefined : Buffer.from(bench.disk.readFile(path)).toString();
}

async function held(bench: EngineBench): Promise<readonly QuarantinedFile[]> {
  return gather(bench.engine.quarantined());
}

test('the preview names what is overwritten, and the result counts it', async () => {
  const bench = benchWith(ONE);
  const plan = await planned(bench);
  const { overwritten, overwritten_total: total, overwritten_size_bytes: bytes } = plan.preview;
  assert.deepEqual([overwritten.map(({ original_path: path }) => path), total, bytes], [[`${AT}/a.txt`], 1, 5]);
  assert.deepEqual(
    (await gather(plan.lines())).map(({ action, original_path: path }) => `${action} ${path}`),
    [`displace ${AT}/a.txt`, `move ${TREE}/a.txt`],
  );
  const result = await plan.apply();
  assert.deepEqual(
    [result.status, result.files_planned, result.files_completed, result.files_overwritten],
    ['completed', 1, 1, 1],
  );
  assert.deepEqual([result.bytes_completed, result.space_quarantined_bytes], [3, 5]);
  assert.equal(text(bench, `${AT}/a.txt`), 'new');
});

test('an organize that overwrites nothing says so, and makes no quarantine', async () => {
  const bench = benchWith({ 'tree/a.txt': 'new' });
  const result = await overwrite(bench);
  assert.deepEqual([result.files_overwritten, result.space_quarantined_bytes], [0, 0]);
  assert.equal(bench.disk.stat(`${ELSEWHERE}/.kempt-quarantine`), undefined);
});

test('the quarantine is closed to others and lists the old file with its operation, path and size', async () => {
  const bench = benchWith(ONE);
  const { operation_id: id } = await overwrite(bench);
  const [file, ...more] = await held(bench);
  assert.ok(file !== undefined && more.length === 0);
  assert.deepEqual([file.operation_id, file.original_path, file.size_bytes], [id, `${AT}/a.txt`, 5]);
  assert.equal(text(bench, file.quarantine_path), 'older');
  assert.equal((bench.disk.stat(`${ELSEWHERE}/.kempt-quarantine`)?.mode ?? 0) & 0o777, 0o700);
});

test('undo brings the old file back, a redo takes it away again, and another undo brings it back', async () => {
  const bench = benchWith(ONE);
  const before = wholeTree(bench);
  await overwrite(bench);
  const after = wholeTree(bench);
  const undone = await bench.engine.undo({});
  assert.deepEqual([undone.status, undone.files_completed], ['completed', 2]);
  assert.deepEqual(wholeTree(bench), before);
  assert.deepEqual(await held(bench), []);
  const redone = await bench.engine.undo({ operationId: undone.operation_id });
  assert.deepEqual([redone.status, redone.files_completed], ['completed', 1]);
  assert.deepEqual([...wholeTree(bench)].length, [...after].length);
  assert.deepEqual([text(bench, `${AT}/a.txt`), (await held(bench)).length], ['new', 1]);
  await bench.engine.undo({ operationId: redone.operation_id });
  assert.deepEqual(wholeTree(bench), before);
});

test('an undo of the new file alone brings the old one back with it', async () => {
  const bench = benchWith({ ...ONE, 'tree/b.txt': 'b', 'sorted/documents/b.txt': 'old b' });
  await overwrite(bench);
  await bench.engine.undo({ only: 'a.txt' });
  assert.deepEqual([text(bench, `${AT}/a.txt`), text(bench, `${TREE}/a.txt`)], ['older', 'new']);
  assert.deepEqual([text(bench, `${AT}/b.txt`), text(bench, `${TREE}/b.txt`)], ['b', undefined]);
});

test('with --hash an old file comes back after a restore from a backup, in which it is another inode', async () => {
  const bench = benchWith(ONE);
  await overwrite(bench, { hash: true });
  const [file] = await held(bench);
  for (const path of [file?.quarantine_path ?? '', `${AT}/a.txt`]) {
    const [content, mtime] = [bench.disk.readFile(path), bench.disk.stat(path)?.mtime ?? 0n];
    bench.disk.remove(path);
    bench.disk.writeFile(path, content, { mtime });
  }
  const undone = await bench.engine.undo({ match: 'content' });
  assert.deepEqual([undone.status, undone.files_completed], ['completed', 2]);
  assert.deepEqual([text(bench, `${AT}/a.txt`), text(bench, `${TREE}/a.txt`)], ['older', 'new']);
});

test('verify looks at old files too', async () => {
  const bench = benchWith(ONE);
  const { operation_id: operationId } = await overwrite(bench);
  assert.deepEqual(await bench.engine.verify({ operationId }), {
    operation_id: operationId,
    checked: 2,
    ok: 2,
    differing: [],
  });
  const [file] = await held(bench);
  bench.disk.remove(file?.quarantine_path ?? '');
  assert.deepEqual(
    (await bench.engine.verify({ operationId })).differing.map(({ code }) => code),
    ['not_found'],
  );
});

for (const what of ['operation', 'path', 'folder', 'glob'] as const) {
  test(`a restore by ${what} overwrites nothing and takes back nothing else`, async () => {
    const bench = benchWith({ ...ONE, 'tree/b.txt': 'b' });
    const { operation_id: id } = await overwrite(bench);
    const meant = { operation: id, path: `${AT}/a.txt`, folder: AT, glob: 'a*' }[what];
    const path = meant.startsWith('/') ? meant : `${TREE}/${meant}`;
    const [refused] = await bench.engine.restore({ what: meant, path });
    assert.deepEqual([refused?.files_completed, refused?.files_skipped], [0, 1]);
    assert.deepEqual(
      refused?.problems.map(({ code }) => code),
      ['destination_exists'],
    );
    assert.deepEqual([text(bench, `${AT}/a.txt`), text(bench, `${AT}/b.txt`)], ['new', 'b']);
    bench.disk.rename(`${AT}/a.txt`, `${AT}/moved.txt`);
    const [restored] = await bench.engine.restore({ what: meant, path });
    assert.deepEqual([restored?.status, restored?.files_completed], ['completed', 1]);
    assert.deepEqual([text(bench, `${AT}/a.txt`), text(bench, `${AT}/b.txt`)], ['older', 'b']);
    assert.deepEqual(await held(bench), []);
  });
}

test('a purge ends old files and nothing else, and the rest can still be undone', async () => {
  const bench = benchWith({ ...ONE, 'tree/sub/b.txt': 'b' });
  const { operation_id: id } = await overwrite(bench);
  const [purged] = await bench.engine.purge({ operationIds: [id] });
  assert.deepEqual([purged?.status, purged?.files_completed, purged?.space_reclaimed_bytes], ['completed', 1, 5]);
  assert.equal(bench.disk.stat(`${ELSEWHERE}/.kempt-quarantine`), undefined);
  assert.deepEqual([text(bench, `${AT}/a.txt`), text(bench, `${AT}/b.txt`)], ['new', 'b']);
  assert.deepEqual(await held(bench), []);
  const undone = await bench.engine.undo({ operationId: id });
  assert.deepEqual([undone.status, undone.files_completed], ['completed', 2]);
  assert.deepEqual([text(bench, `${TREE}/a.txt`), text(bench, `${TREE}/sub/b.txt`)], ['new', 'b']);
  assert.equal(text(bench, `${AT}/a.txt`), undefined);
});

test('a purge of an organize that took nothing away does nothing', async () => {
  const bench = benchWith({ 'tree/a.txt': 'a' });
  const { operation_id: id } = await overwrite(bench);
  for (const result of await bench.engine.purge({ operationIds: [id] })) assert.equal(result.files_planned, 0);
  assert.equal(text(bench, `${AT}/a.txt`), 'a');
});

test('the journal of an organize whose old files are in quarantine outlives the pruning', async () => {
  const bench = benchWith(ONE);
  const { operation_id: id } = await overwrite(bench);
  const isPrunable = async (): Promise<boolean> =>
    (await bench.engine.prunable(0)).some(({ operation_id: other }) => other === id);
  assert.equal(await isPrunable(), false);
  await bench.engine.purge({ operationIds: [id] });
  bench.later();
  assert.equal(await isPrunable(), true);
});

test('a new file that changed since the plan leaves the old one where it was', async () => {
  const bench = benchWith(ONE);
  const before = (): (string | undefined)[] => [text(bench, `${AT}/a.txt`), text(bench, `${TREE}/a.txt`)];
  const plan = await planned(bench);
  bench.disk.writeFile(`${TREE}/a.txt`, 'changed');
  const result = await plan.apply();
  assert.deepEqual([result.status, result.files_skipped, result.files_overwritten], ['completed_with_errors', 1, 0]);
  assert.deepEqual(
    result.problems.map(({ path, code }) => `${path} ${code}`),
    [`${TREE}/a.txt changed_since_plan`],
  );
  assert.deepEqual(before(), ['older', 'changed']);
  assert.deepEqual(await held(bench), []);
});

test('an old file that changed since the plan stays, and so does the new one', async () => {
  const bench = benchWith(ONE);
  const plan = await planned(bench);
  bench.disk.writeFile(`${AT}/a.txt`, 'edited meanwhile');
  const result = await plan.apply();
  assert.deepEqual([result.files_completed, result.files_overwritten], [0, 0]);
  assert.deepEqual(
    result.problems.map(({ path, code }) => `${path} ${code}`),
    [`${AT}/a.txt changed_since_plan`, `${TREE}/a.txt dependency_skipped`],
  );
  assert.deepEqual([text(bench, `${AT}/a.txt`), text(bench, `${TREE}/a.txt`)], ['edited meanwhile', 'new']);
});

test('a link in place of the quarantine keeps everything where it is', async () => {
  const bench = benchWith(ONE);
  bench.disk.symlink('/home/me/tree', `${ELSEWHERE}/.kempt-quarantine`);
  const result = await overwrite(bench);
  assert.deepEqual([result.files_completed, result.files_overwritten], [0, 0]);
  assert.deepEqual([text(bench, `${AT}/a.txt`), text(bench, `${TREE}/a.txt`)], ['older', 'new']);
});

test('a second run overwrites nothing, whether files are moved or copied', async () => {
  for (const mode of ['move', 'copy'] as const) {
    const bench = benchWith({ ...ONE, 'tree/sub/a.txt': 'second' });
    await overwrite(bench, { mode });
    const again = await planned(bench, { mode });
    assert.deepEqual([again.preview.result.files_planned, again.preview.overwritten_total], [0, 0], mode);
    await again.discard();
  }
});

test('equal bytes make no difference: who says overwrite gets the new file', async () => {
  const bench = benchWith({ 'tree/a.txt': 'same', 'sorted/documents/a.txt': 'same' });
  const fresh = bench.disk.stat(`${TREE}/a.txt`)?.inode;
  assert.equal((await overwrite(bench)).files_overwritten, 1);
  assert.equal(bench.disk.stat(`${AT}/a.txt`)?.inode, fresh);
});

test('overwrites within the tree that is organized, and keeps its counters whole', async () => {
  const bench = benchWith({ 'tree/a.txt': 'new', 'tree/documents/a.txt': 'older' });
  const plan = await bench.engine.planOrganize({ root: TREE, onConflict: 'overwrite' });
  const result = await plan.apply();
  const { files_scanned: all, files_planned: moved, files_in_place: inPlace, files_left: left } = result;
  assert.deepEqual([all, moved, inPlace, left], [2, 1, 1, 0]);
  assert.equal(text(bench, `${TREE}/documents/a.txt`), 'new');
  bench.later();
  const [file] = await held(bench);
  assert.equal(file?.original_path, `${TREE}/documents/a.txt`);
});

test('nothing is restored that no quarantine holds', async () => {
  const bench = benchWith({ 'tree/a.txt': 'a' });
  await overwrite(bench);
  assert.equal(await refusal(bench.engine.restore({ what: 'a.txt', path: `${TREE}/a.txt` })), 'not_in_quarantine');
});
