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

/** Files by path below the tree, settled, each a second younger than the one before. */
function benchWith(files: Readonly<Record<string, string>>): EngineBench {
  const bench = createEngineBench();
  Object.entries(files).forEach(([path, content], i) => {
    bench.disk.writeFile(`${TREE}/${path}`, content, {
      mtime: 1_600_000_000_000_000_000n + BigInt(i) * 1_000_000_000n,
    });
  });
  bench.later();
  return bench;
}

function planned(bench: EngineBench, request: Partial<OrganizeRequest>): Promise<PlannedOperation> {
  return bench.engine.planOrganize({ root: TREE, ...request });
}

async function organize(bench: EngineBench, request: Partial<OrganizeRequest>): Promise<OperationResult> {
  const result = await (await planned(bench, request)).apply();
  bench.later();
  return result;
}

/** Paths of files below the tree, outside of its quarantine. */
function filesOf(bench: EngineBench): readonly string[] {
  return [...bench.disk.snapshot()]
    .filter(
      ([path, { kind }]) => kind === 'file' && path.startsWith(`${TREE}/`) && !path.includes('/.kempt-quarantine/'),
    )
    .map(([path]) => path.slice(TREE.length + 1))
    .sort();
}

async function held(bench: EngineBench): Promise<readonly QuarantinedFile[]> {
  return gather(bench.engine.quarantined());
}

const THREE = { 'b.txt': 'same', 'a.txt': 'same', 'sub/c.txt': 'same', 'own.txt': 'other' };

test('an organize that is not asked says nothing of duplicates, and reads none', async () => {
  const plan = await planned(benchWith(THREE), {});
  assert.deepEqual(
    [plan.preview.result.duplicates_found, plan.preview.result.duplicates_size_bytes, plan.preview.duplicates],
    [0, undefined, undefined],
  );
});

test('leave reports duplicates with what would be kept, and organizes every file', async () => {
  const bench = benchWith(THREE);
  const plan = await planned(bench, { duplicates: 'leave' });
  assert.deepEqual([plan.preview.result.duplicates_found, plan.preview.duplicates_size_bytes], [2, 8]);
  assert.deepEqual(
    plan.preview.duplicates?.map(({ original_path: path, kept_path: kept, kept_by: rule, action }) => {
      return [path, kept, rule, action];
    }),
    ['a.txt', 'sub/c.txt'].map((path) => [`${TREE}/${path}`, `${TREE}/b.txt`, 'oldest', 'leave']),
  );
  const result = await plan.apply();
  assert.deepEqual([result.status, result.files_completed, result.duplicates_found], ['completed', 4, 2]);
  assert.deepEqual(
    [result.duplicates_size_bytes, result.space_quarantined_bytes, result.space_reclaimed_bytes],
    [8, 0, 0],
  );
  assert.deepEqual(filesOf(bench), ['documents/a.txt', 'documents/b.txt', 'documents/c.txt', 'documents/own.txt']);
});

test('skip organizes the kept one and leaves its duplicates where they are', async () => {
  const bench = benchWith(THREE);
  const result = await organize(bench, { duplicates: 'skip' });
  assert.deepEqual([result.files_completed, result.files_left, result.duplicates_found], [2, 2, 2]);
  assert.deepEqual(result.skipped, [{ reason: 'duplicate', count: 2 }]);
  assert.deepEqual(filesOf(bench), ['a.txt', 'documents/b.txt', 'documents/own.txt', 'sub/c.txt']);
});

test('quarantine takes duplicates away and organizes the kept one', async () => {
  const bench = benchWith(THREE);
  const plan = await planned(bench, { duplicates: 'quarantine' });
  assert.deepEqual(
    (await gather(plan.lines())).map(({ action, original_path: path, kept_path: kept }) => [action, path, kept]),
    [
      ['quarantine', `${TREE}/a.txt`, `${TREE}/b.txt`],
      ['quarantine', `${TREE}/sub/c.txt`, `${TREE}/b.txt`],
      ['move', `${TREE}/b.txt`, undefined],
      ['move', `${TREE}/own.txt`, undefined],
    ],
  );
  assert.deepEqual(
    plan.preview.folders.map(({ path, file_count: count }) => [path, count]),
    [['documents', 2]],
  );
  const result = await plan.apply();
  assert.deepEqual([result.status, result.files_planned, result.files_completed], ['completed', 4, 4]);
  assert.deepEqual([result.space_quarantined_bytes, result.space_reclaimed_bytes], [8, 0]);
  assert.deepEqual(filesOf(bench), ['documents/b.txt', 'documents/own.txt']);
  assert.equal(bench.disk.stat(`${TREE}/sub`), undefined, 'the folder is empty and gone');
  assert.equal((bench.disk.stat(`${TREE}/.kempt-quarantine`)?.mode ?? 0) & 0o777, 0o700);
  bench.later();
  assert.deepEqual(
    (await held(bench)).map(({ original_path: path, kept_by: rule }) => [path, rule]),
    [
      [`${TREE}/a.txt`, 'oldest'],
      [`${TREE}/sub/c.txt`, 'oldest'],
    ],
  );
});

for (const duplicates of ['skip', 'quarantine'] as const) {
  test(`undo of ${duplicates} brings everything back, redo and undo again as well`, async () => {
    const bench = benchWith(THREE);
    const before = wholeTree(bench);
    await organize(bench, { duplicates });
    const files = filesOf(bench);
    const undone = await bench.engine.undo({});
    assert.deepEqual([undone.status, wholeTree(bench)], ['completed', before]);
    const redone = await bench.engine.undo({ operationId: undone.operation_id });
    assert.deepEqual([redone.status, filesOf(bench)], ['completed', files]);
    await bench.engine.undo({ operationId: redone.operation_id });
    assert.deepEqual(wholeTree(bench), before);
  });

  test(`a second run of ${duplicates} plans nothing, whatever the rules`, async () => {
    for (const keep of ['newest', 'oldest', 'shortest_path', 'deepest', 'first_seen'] as const) {
      const bench = benchWith(THREE);
      await organize(bench, { duplicates, keep: [keep] });
      const again = await planned(bench, { duplicates, keep: [keep] });
      assert.equal(again.preview.result.files_planned, 0, keep);
      await again.discard();
    }
  });
}

test('a file that is in place is kept before every rule', async () => {
  const bench = benchWith({ 'a.txt': 'same', 'documents/z.txt': 'same' });
  const plan = await planned(bench, { duplicates: 'quarantine', keep: ['oldest'] });
  assert.deepEqual(
    plan.preview.duplicates?.map(({ kept_path: kept, kept_by: rule }) => [kept, rule]),
    [[`${TREE}/documents/z.txt`, 'in_place']],
  );
});

test('a file in a folder that differs from the wanted one in case alone is in place', async () => {
  const bench = benchWith({ 'a.txt': 'same', 'Documents/z.txt': 'same' });
  const plan = await planned(bench, { duplicates: 'quarantine', keep: ['oldest'] });
  assert.deepEqual(
    plan.preview.duplicates?.map(({ kept_path: kept, kept_by: rule }) => [kept, rule]),
    [[`${TREE}/Documents/z.txt`, 'in_place']],
  );
});

test('the name of a duplicate that goes is free for another file', async () => {
  const bench = benchWith({ 'b/g': 'same', 'a/f': 'new', 'ax/f': 'same' });
  await organize(bench, { duplicates: 'quarantine', template: '{parent}x/{filename}' });
  assert.deepEqual(filesOf(bench), ['ax/f', 'bx/g']);
  assert.equal(Buffer.from(bench.disk.readFile(`${TREE}/ax/f`)).toString(), 'new');
});

test('all names of a duplicate go together and count once', async () => {
  const bench = benchWith({ 'a.txt': 'same', 'b.txt': 'same' });
  bench.disk.link(`${TREE}/b.txt`, `${TREE}/link.txt`);
  const result = await organize(bench, { duplicates: 'quarantine' });
  assert.deepEqual([result.duplicates_found, result.files_completed, result.space_quarantined_bytes], [1, 3, 4]);
  assert.deepEqual(filesOf(bench), ['documents/a.txt']);
});

test('files that belong together are never torn apart by equal bytes', async () => {
  const files = { 'one.jpg': 'photo one', 'one.xmp': 'same notes', 'two.jpg': 'photo two', 'two.xmp': 'same notes' };
  for (const duplicates of ['skip', 'quarantine'] as const) {
    const bench = benchWith(files);
    const result = await organize(bench, { duplicates });
    assert.deepEqual([result.duplicates_found, result.files_completed], [1, 4], duplicates);
    assert.deepEqual(filesOf(bench), ['images/one.jpg', 'images/one.xmp', 'images/two.jpg', 'images/two.xmp']);
  }
});

test('a duplicate that changed since the plan, or whose kept file did, stays', async () => {
  for (const [path, code] of [
    ['a.txt', 'changed_since_plan'],
    ['b.txt', 'kept_changed'],
  ] as const) {
    const bench = benchWith({ 'b.txt': 'same', 'a.txt': 'same' });
    const plan = await planned(bench, { duplicates: 'quarantine' });
    bench.disk.writeFile(`${TREE}/${path}`, 'edit');
    const result = await plan.apply();
    assert.ok(result.problems.some((problem) => problem.code === code && problem.path === `${TREE}/a.txt`));
    assert.ok(bench.disk.stat(`${TREE}/a.txt`) !== undefined);
  }
});

test('a kept file is not overwritten after its duplicates went', async () => {
  const bench = benchWith({ 'documents/a.txt': 'same', 'b.txt': 'same', 'x/a.txt': 'new version' });
  const result = await organize(bench, { duplicates: 'quarantine', onConflict: 'overwrite' });
  assert.deepEqual([result.files_overwritten, result.space_quarantined_bytes], [0, 4]);
  assert.deepEqual(filesOf(bench), ['documents/a.txt', 'x/a.txt']);
  assert.equal(Buffer.from(bench.disk.readFile(`${TREE}/documents/a.txt`)).toString(), 'same');
});

test('goes to a destination elsewhere, and duplicates to the quarantine of the folder they were in', async () => {
  const bench = benchWith(THREE);
  await organize(bench, { duplicates: 'quarantine', into: ELSEWHERE });
  assert.ok(bench.disk.stat(`${ELSEWHERE}/documents/b.txt`) !== undefined);
  assert.deepEqual(
    (await held(bench)).map(({ quarantine_path: path }) => path.startsWith(`${TREE}/.kempt-quarantine/`)),
    [true, true],
  );
});

test('a copy skips duplicates and takes none away', async () => {
  const bench = benchWith(THREE);
  const request = { mode: 'copy', into: ELSEWHERE } as const;
  assert.equal(await refusal(planned(bench, { ...request, duplicates: 'quarantine' })), 'invalid_argument');
  const result = await organize(bench, { ...request, duplicates: 'skip' });
  assert.deepEqual([result.files_completed, result.files_left], [2, 2]);
  const again = await planned(bench, { ...request, duplicates: 'skip' });
  assert.equal(again.preview.result.files_planned, 0);
});

test('a purge of duplicates touches nothing that was organized', async () => {
  const bench = benchWith(THREE);
  const { operation_id: id } = await organize(bench, { duplicates: 'quarantine' });
  const [purged] = await bench.engine.purge({ operationIds: [id] });
  assert.deepEqual([purged?.files_completed, purged?.space_reclaimed_bytes], [2, 8]);
  assert.deepEqual(filesOf(bench), ['documents/b.txt', 'documents/own.txt']);
  assert.equal(bench.disk.stat(`${TREE}/.kempt-quarantine`), undefined);
});

test('a restore brings duplicates back and moves nothing else', async () => {
  const bench = benchWith(THREE);
  const { operation_id: id } = await organize(bench, { duplicates: 'quarantine' });
  const [restored] = await bench.engine.restore({ what: id, path: `${TREE}/${id}` });
  assert.equal(restored?.files_completed, 2);
  assert.deepEqual(filesOf(bench), ['a.txt', 'documents/b.txt', 'documents/own.txt', 'sub/c.txt']);
});

test('the report knows how many duplicates there were and what they held', async () => {
  const bench = benchWith(THREE);
  const { operation_id: id } = await organize(bench, { duplicates: 'quarantine' });
  const data = await bench.engine.reportData(id);
  assert.deepEqual(
    [data.duplicates_found, data.duplicates_size_bytes, data.space_quarantined_bytes, data.space_reclaimed_bytes],
    [2, 8, 8, 0],
  );
  assert.equal((await bench.engine.verify({ operationId: id })).differing.length, 0);
});
