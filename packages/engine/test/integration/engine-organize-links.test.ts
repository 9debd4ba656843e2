import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { OperationResult } from '@kempt/contracts';
import type { OrganizeRequest, PlannedOperation } from '../../src/operations/engine.ts';
import {
  createEngineBench,
  ELSEWHERE,
  gather,
  refusal,
  STICK,
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

function planned(bench: EngineBench, request: Partial<OrganizeRequest> = {}): Promise<PlannedOperation> {
  return bench.engine.planOrganize({ root: TREE, duplicates: 'hardlink', ...request });
}

async function organize(bench: EngineBench, request: Partial<OrganizeRequest> = {}): Promise<OperationResult> {
  const result = await (await planned(bench, request)).apply();
  bench.later();
  return result;
}

async function undo(bench: EngineBench, operationId: string, only?: string): Promise<OperationResult> {
  const undone = await bench.engine.undo({ operationId, ...(only === undefined ? {} : { only }) });
  bench.later();
  return undone;
}

/** Names below the tree by the file they lead to. */
function namesTogether(bench: EngineBench, root = TREE): string[] {
  const names = new Map<string, string[]>();
  for (const [path, { kind, inode }] of bench.disk.snapshot(root)) {
    if (kind === 'file') names.set(inode, [...(names.get(inode) ?? []), path.slice(root.length + 1)]);
  }
  return Array.from(names.values(), (some) => some.join(' ')).sort();
}

const THREE = { 'b.txt': 'same', 'a.txt': 'same', 'sub/c.txt': 'same', 'own.txt': 'other' };
const LINKED = ['documents/a.txt documents/b.txt documents/c.txt', 'documents/own.txt'];

async function differing(bench: EngineBench, operationId: string): Promise<number> {
  return (await bench.engine.verify({ operationId })).differing.length;
}

test('duplicates become links of the kept one, and every name goes to its own place', async () => {
  const bench = benchWith(THREE);
  const plan = await planned(bench);
  assert.deepEqual(
    plan.preview.duplicates?.map(({ original_path: path, kept_path: kept, action }) => [path, kept, action]),
    ['a.txt', 'sub/c.txt'].map((path) => [`${TREE}/${path}`, `${TREE}/b.txt`, 'hardlink']),
  );
  const result = await plan.apply();
  assert.deepEqual([result.status, result.files_planned, result.files_completed], ['completed', 4, 4]);
  assert.deepEqual([result.duplicates_found, result.space_reclaimed_bytes, result.space_quarantined_bytes], [2, 8, 0]);
  assert.deepEqual(namesTogether(bench), LINKED);
  assert.equal(await differing(bench, result.operation_id), 0);
});

test('undo makes every name a file of its own where it was, redo and undo again as well', async () => {
  const bench = benchWith(THREE);
  const before = wholeTree(bench, false);
  let { operation_id: id } = await organize(bench);
  for (let round = 0; round < 3; round++) {
    const undone = await undo(bench, id);
    assert.deepEqual([undone.status, wholeTree(bench, false)], ['completed', before], JSON.stringify(undone.problems));
    assert.equal(namesTogether(bench).length, 4);
    assert.equal(await differing(bench, undone.operation_id), 0, 'the undo');
    assert.equal(await differing(bench, id), 0, 'what was undone');
    const redone = await undo(bench, undone.operation_id);
    assert.deepEqual([redone.status, namesTogether(bench)], ['completed', LINKED], JSON.stringify(redone.problems));
    assert.equal(await differing(bench, redone.operation_id), 0, 'the redo');
    id = redone.operation_id;
  }
});

test('a part that is undone is files of their own again, the rest stays linked', async () => {
  const bench = benchWith(THREE);
  const { operation_id: id } = await organize(bench);
  for (const only of ['a.txt', 'documents/c.txt']) {
    const { status, files_completed: completed } = await undo(bench, id, only);
    assert.deepEqual([status, completed], ['completed', 1], only);
  }
  assert.deepEqual(namesTogether(bench), ['a.txt', 'documents/b.txt', 'documents/own.txt', 'sub/c.txt']);
  assert.equal((await undo(bench, id)).status, 'completed');
  assert.deepEqual(namesTogether(bench), ['a.txt', 'b.txt', 'own.txt', 'sub/c.txt']);
});

test('a second run plans nothing', async () => {
  const bench = benchWith(THREE);
  await organize(bench);
  const again = await planned(bench);
  assert.deepEqual([again.preview.result.files_planned, again.preview.result.duplicates_found], [0, 0]);
  await again.discard();
});

test('a duplicate that is in place becomes a link there', async () => {
  const bench = benchWith({ 'documents/a.txt': 'same', 'documents/b.txt': 'same', 'c.txt': 'same' });
  const before = wholeTree(bench, false);
  const result = await organize(bench);
  assert.deepEqual([result.files_planned, result.files_completed, result.files_in_place], [2, 2, 1]);
  assert.deepEqual(namesTogether(bench), ['documents/a.txt documents/b.txt documents/c.txt']);
  assert.equal(await differing(bench, result.operation_id), 0);
  await undo(bench, result.operation_id);
  assert.deepEqual(wholeTree(bench, false), before);
});

test('a duplicate that may not be linked is organized, and so is one that changed', async () => {
  const bench = benchWith(THREE);
  bench.disk.chmod(`${TREE}/a.txt`, 0o600);
  bench.later();
  const before = wholeTree(bench, false);
  const result = await organize(bench);
  assert.deepEqual([result.status, result.files_completed], ['completed_with_errors', 4]);
  assert.deepEqual(
    result.problems.map(({ path, code }) => [path, code]),
    [[`${TREE}/a.txt`, 'access_differs']],
  );
  assert.deepEqual(namesTogether(bench), ['documents/a.txt', 'documents/b.txt documents/c.txt', 'documents/own.txt']);
  assert.equal(await differing(bench, result.operation_id), 0);
  const undone = await undo(bench, result.operation_id);
  assert.deepEqual([undone.status, wholeTree(bench, false)], ['completed', before]);
  const redone = await undo(bench, undone.operation_id);
  assert.deepEqual(
    [redone.status, namesTogether(bench)],
    ['completed', ['documents/a.txt', 'documents/b.txt documents/c.txt', 'documents/own.txt']],
  );
});

test('a link that a redo cannot make leaves its name organized, and an undo brings it back', async () => {
  const bench = benchWith(THREE);
  const { operation_id: id } = await organize(bench);
  const undone = await undo(bench, id);
  bench.disk.chmod(`${TREE}/a.txt`, 0o600);
  const redone = await undo(bench, undone.operation_id);
  assert.equal(redone.status, 'completed_with_errors');
  assert.deepEqual(namesTogether(bench), ['documents/a.txt', 'documents/b.txt documents/c.txt', 'documents/own.txt']);
  for (const operation of [id, redone.operation_id]) assert.equal(await differing(bench, operation), 0, operation);
  assert.equal((await undo(bench, redone.operation_id)).status, 'completed');
  assert.deepEqual(namesTogether(bench), ['a.txt', 'b.txt', 'own.txt', 'sub/c.txt']);
});

describe('a duplicate that changed since the plan, or whose kept file did,', () => {
  for (const path of ['a.txt', 'b.txt']) {
    test(`is no link, and what changed stays: ${path}`, async () => {
      const bench = benchWith({ 'b.txt': 'same', 'a.txt': 'same' });
      const plan = await planned(bench);
      bench.disk.writeFile(`${TREE}/${path}`, 'edit');
      const result = await plan.apply();
      assert.equal(result.status, 'completed_with_errors');
      const other = path === 'a.txt' ? 'b.txt' : 'a.txt';
      assert.deepEqual(namesTogether(bench), [path, `documents/${other}`].sort());
    });
  }
});

test('all names of a duplicate become links, and are one file again', async () => {
  const bench = benchWith({ 'a.txt': 'same', 'b.txt': 'same' });
  bench.disk.link(`${TREE}/b.txt`, `${TREE}/sub/link.txt`);
  bench.later();
  const before = [namesTogether(bench), wholeTree(bench, false)];
  const result = await organize(bench);
  assert.deepEqual([result.duplicates_found, result.files_completed, result.space_reclaimed_bytes], [1, 3, 4]);
  assert.deepEqual(namesTogether(bench), ['documents/a.txt documents/b.txt documents/link.txt']);
  const undone = await undo(bench, result.operation_id);
  assert.deepEqual([namesTogether(bench), wholeTree(bench, false)], before, JSON.stringify(undone.problems));
  const redone = await undo(bench, undone.operation_id);
  assert.deepEqual(namesTogether(bench), ['documents/a.txt documents/b.txt documents/link.txt']);
  await undo(bench, redone.operation_id);
  assert.deepEqual([namesTogether(bench), wholeTree(bench, false)], before);
});

test('a duplicate with a name elsewhere, and one with companions, is organized as it is', async () => {
  const bench = benchWith({
    'one.jpg': 'photo',
    'one.xmp': 'notes',
    'two.xmp': 'notes',
    'two.jpg': 'photo',
    'a.txt': 't',
    'b.txt': 't',
  });
  bench.disk.link(`${TREE}/b.txt`, `${ELSEWHERE}/b.txt`);
  bench.later();
  const result = await organize(bench);
  assert.deepEqual([result.status, result.files_completed, result.space_reclaimed_bytes], ['completed', 6, 0]);
  assert.equal(namesTogether(bench).length, 6);
});

test('a name whose place is taken stays as it is, other names with it', async () => {
  const bench = benchWith({ 'documents/a.txt': 'another', 'a.txt': 'same', 'b.txt': 'same' });
  const result = await organize(bench, { onConflict: 'skip', keep: ['newest'] });
  assert.deepEqual([result.status, result.space_reclaimed_bytes], ['completed', 0]);
  assert.deepEqual(namesTogether(bench), ['a.txt', 'documents/a.txt', 'documents/b.txt']);
});

test('neither a kept file nor a link is overwritten', async () => {
  const files = { 'documents/a.txt': 'same', 'documents/b.txt': 'same', 'x/a.txt': 'new a', 'x/b.txt': 'new b' };
  const bench = benchWith(files);
  const result = await organize(bench, { onConflict: 'overwrite' });
  assert.deepEqual([result.status, result.files_overwritten], ['completed', 0]);
  assert.deepEqual(namesTogether(bench), ['documents/a.txt documents/b.txt', 'x/a.txt', 'x/b.txt']);
});

describe('names that trade places become links first', () => {
  const year = (y: number): bigint => BigInt(Date.UTC(y, 5)) * 1_000_000n;
  for (const keep of ['oldest', 'newest'] as const) {
    for (const link of ['linked', 'refused'] as const) {
      test(`${keep}, ${link}`, async () => {
        const bench = createEngineBench();
        // Two with the same bytes, one of their own and two with the same bytes go round in one ring.
        const ring = ['same', 'same', 'another', 'twin', 'twin'];
        ring.forEach((content, i) => {
          const mtime = year(2000 + ((i + 1) % ring.length));
          bench.disk.writeFile(`${TREE}/${String(2000 + i)}/f`, content, { mtime });
        });
        if (link === 'refused') for (const n of [0, 3]) bench.disk.chmod(`${TREE}/${String(2000 + n)}/f`, 0o600);
        bench.later();
        const before = wholeTree(bench, false);
        const result = await organize(bench, { keep: [keep], template: '{year}/{filename}' });
        const names =
          link === 'linked' ? ['2000/f 2004/f', '2001/f 2002/f', '2003/f'] : [0, 1, 2, 3, 4].map((n) => `200${n}/f`);
        assert.deepEqual(namesTogether(bench), names);
        assert.equal(await differing(bench, result.operation_id), 0);
        assert.equal((await undo(bench, result.operation_id)).status, 'completed');
        assert.deepEqual(wholeTree(bench, false), before);
      });
    }
  }
});

test('goes to a destination elsewhere on the same device, and is refused on another one', async () => {
  const bench = benchWith(THREE);
  const before = wholeTree(bench, false);
  assert.equal(await refusal(planned(bench, { into: `${STICK}/sorted` })), 'invalid_argument');
  const result = await organize(bench, { into: ELSEWHERE });
  assert.deepEqual(namesTogether(bench, ELSEWHERE), LINKED);
  await undo(bench, result.operation_id);
  assert.deepEqual(wholeTree(bench, false), before);
});

test('a copy makes no links', async () => {
  const bench = benchWith(THREE);
  assert.equal(await refusal(planned(bench, { mode: 'copy', into: ELSEWHERE })), 'invalid_argument');
});

test('what was linked before an interruption is taken back, or gone on with', async () => {
  for (const way of ['undo', 'resume'] as const) {
    const bench = benchWith(THREE);
    const before = wholeTree(bench, false);
    const plan = await planned(bench);
    const stop = new AbortController();
    await plan.apply({
      signal: stop.signal,
      onProgress: () => {
        stop.abort();
      },
    });
    bench.later();
    assert.deepEqual(namesTogether(bench), ['a.txt b.txt sub/c.txt', 'own.txt']);
    if (way === 'undo') {
      assert.equal((await bench.engine.undo({})).status, 'completed');
      assert.deepEqual(wholeTree(bench, false), before);
    } else {
      const { status, files_completed: completed, space_reclaimed_bytes: gained } = await bench.engine.resume({});
      assert.deepEqual([status, completed, gained, namesTogether(bench)], ['completed', 4, 8, LINKED]);
    }
  }
});

test('a plan lists each name once, with the file that is kept', async () => {
  const plan = await planned(benchWith(THREE));
  assert.deepEqual(
    (await gather(plan.lines())).map(({ action, original_path: path, kept_path: kept }) => [action, path, kept]),
    [
      ['move', `${TREE}/a.txt`, `${TREE}/b.txt`],
      ['move', `${TREE}/b.txt`, undefined],
      ['move', `${TREE}/own.txt`, undefined],
      ['move', `${TREE}/sub/c.txt`, `${TREE}/b.txt`],
    ],
  );
  await plan.discard();
});
