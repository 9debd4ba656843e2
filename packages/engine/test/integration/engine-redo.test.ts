import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OrganizeRequest } from '../../src/operations/engine.ts';
import { createEngineBench, ELSEWHERE, STICK, TREE, wholeTree, type EngineBench } from '../support/engine-bench.ts';
import { organize, places } from '../support/crash-bench.ts';

const NEVER_MOVED: Partial<OrganizeRequest> = { into: ELSEWHERE, mode: 'copy' };
const ONTO_ANOTHER_DISK: Partial<OrganizeRequest> = { into: `${STICK}/new` };

function plant(): EngineBench {
  const bench = createEngineBench();
  bench.disk.writeFile(`${TREE}/a.txt`, Buffer.from('first'), { mtime: 1_600_000_000_000_000_001n });
  bench.disk.writeFile(`${TREE}/deep/b.txt`, Buffer.from('second'), { mtime: 1_600_000_000_000_000_002n });
  bench.later();
  return bench;
}

async function undoNewest(bench: EngineBench): Promise<void> {
  bench.later();
  const [newest] = await bench.engine.history();
  const { status } = await bench.engine.undo({ operationId: newest?.operation_id ?? '' });
  assert.equal(status, 'completed');
}

for (const [title, request] of [
  ['files that were copied', NEVER_MOVED],
  ['files on another disk', ONTO_ANOTHER_DISK],
] as const) {
  test(`${title} are taken back after they were brought there again`, async () => {
    const bench = plant();
    const before = wholeTree(bench, false);
    await organize(bench, request);
    const organized = places(bench);
    await undoNewest(bench);
    await undoNewest(bench);
    assert.deepEqual(places(bench), organized);
    const organizing = (await bench.engine.history()).find(({ type }) => type === 'organize')?.operation_id ?? '';
    const { checked, ok } = await bench.engine.verify({ operationId: organizing });
    assert.deepEqual([checked, ok], [2, 2]);
    bench.later();
    assert.equal((await bench.engine.undo({ operationId: organizing })).status, 'completed');
    assert.deepEqual(wholeTree(bench, false), before);
  });

  test(`${title} are brought there again as often as somebody likes`, async () => {
    const bench = plant();
    await organize(bench, request);
    const organized = places(bench);
    for (let round = 0; round < 3; round++) {
      await undoNewest(bench);
      await undoNewest(bench);
      assert.deepEqual(places(bench), organized);
    }
  });
}

test('a file that had made room and cannot have its name back is named', async () => {
  const bench = plant();
  bench.disk.writeFile(`${ELSEWHERE}/documents/a.txt`, Buffer.from('was there'));
  bench.later();
  await organize(bench, { into: ELSEWHERE, onConflict: 'rename_existing' });
  bench.disk.rename(`${ELSEWHERE}/documents/a (1).txt`, `${ELSEWHERE}/documents/mine.txt`);
  bench.later();
  const { status, problems } = await bench.engine.undo({});
  assert.deepEqual([status, problems.map(({ code }) => code)], ['completed_with_errors', ['not_found']]);
});

test('a folder that somebody else made before a redo stays when that is taken back', async () => {
  const bench = plant();
  await organize(bench, {});
  await undoNewest(bench);
  bench.disk.mkdir(`${TREE}/documents`);
  await undoNewest(bench);
  bench.later();
  const organizing = (await bench.engine.history()).find(({ type }) => type === 'organize')?.operation_id ?? '';
  await bench.engine.undo({ operationId: organizing });
  assert.ok(bench.disk.snapshot().has(`${TREE}/documents`));
});
