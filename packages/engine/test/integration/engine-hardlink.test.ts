import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DeduplicateRequest } from '../../src/operations/engine.ts';
import { countSteps, crash, says } from '../support/crash-bench.ts';
import {
  createEngineBench,
  ELSEWHERE,
  gather,
  STICK,
  TREE,
  wholeTree,
  type EngineBench,
} from '../support/engine-bench.ts';

const REQUEST: DeduplicateRequest = { roots: [TREE], keep: ['shortest_path'], action: 'hardlink' };

function plant(): EngineBench {
  const bench = createEngineBench();
  [
    ['a', 'the same'],
    ['deep/b', 'the same'],
    ['deep/er/c', 'the same'],
    ['other', 'another'],
    ['\udcff\n', 'a third'],
    ['deep/third', 'a third'],
  ].forEach(([path = '', content = ''], i) => {
    bench.disk.writeFile(`${TREE}/${path}`, Buffer.from(content), { mtime: 1_600_000_000_000_000_001n + BigInt(i) });
  });
  bench.later();
  return bench;
}

async function link(bench: EngineBench, request: Partial<DeduplicateRequest> = {}): ReturnType<typeof apply> {
  return apply(bench, { ...REQUEST, ...request });
}

async function apply(bench: EngineBench, request: DeduplicateRequest) {
  return (await bench.engine.planDeduplicate(request)).apply();
}

/** Names below the tree by the inode they lead to. */
function namesByInode(bench: EngineBench): string[] {
  const names = new Map<string, string[]>();
  for (const [path, { kind, inode }] of bench.disk.snapshot(TREE)) {
    if (kind === 'file') names.set(inode, [...(names.get(inode) ?? []), path.slice(TREE.length + 1)]);
  }
  return Array.from(names.values(), (some) => some.join(' ')).sort();
}

test('duplicates become names of the kept file, and files of their own again', async () => {
  const bench = plant();
  const before = wholeTree(bench, false);
  const { status, files_completed, space_reclaimed_bytes, space_quarantined_bytes } = await link(bench);
  assert.deepEqual([status, files_completed, space_reclaimed_bytes, space_quarantined_bytes], ['completed', 3, 23, 0]);
  assert.deepEqual(namesByInode(bench), ['a deep/b deep/er/c', 'deep/third \udcff\n', 'other']);
  const [newest] = await bench.engine.history();
  const verified = await bench.engine.verify({ operationId: newest?.operation_id ?? '' });
  assert.deepEqual([verified.checked, verified.ok], [3, 3]);
  bench.later();
  assert.equal((await bench.engine.undo({})).status, 'completed');
  assert.deepEqual(wholeTree(bench, false), before);
  assert.equal(namesByInode(bench).length, 6);
});

test('links are made again and taken back again', async () => {
  const bench = plant();
  const before = wholeTree(bench, false);
  await link(bench);
  const linked = namesByInode(bench);
  for (let round = 0; round < 3; round++) {
    for (const expected of ['apart', 'linked']) {
      bench.later();
      const [newest] = await bench.engine.history();
      assert.equal((await bench.engine.undo({ operationId: newest?.operation_id ?? '' })).status, 'completed');
      if (expected === 'apart') assert.deepEqual(wholeTree(bench, false), before);
      else assert.deepEqual(namesByInode(bench), linked);
    }
  }
});

test('a second run finds nothing to link', async () => {
  const bench = plant();
  await link(bench);
  bench.later();
  assert.equal((await link(bench)).files_planned, 0);
});

test('a duplicate with a name elsewhere, or on another disk, is left and named', async () => {
  const bench = plant();
  bench.disk.link(`${TREE}/deep/b`, `${ELSEWHERE}/bb`);
  bench.disk.writeFile(`${STICK}/far`, Buffer.from('another'));
  bench.later();
  const planned = await bench.engine.planDeduplicate({ ...REQUEST, roots: [TREE, STICK] });
  const left = new Map(planned.preview.left.map(({ reason, count }) => [reason, count]));
  assert.deepEqual([left.get('several_names'), left.get('other_device')], [1, 1]);
  assert.equal((await gather(planned.lines())).length, 2);
  await planned.discard();
});

test('where one name can be found twice, a duplicate with several names is left', async () => {
  const bench = plantNames();
  const planned = await bench.engine.planDeduplicate({ ...REQUEST, crossMounts: true });
  assert.deepEqual(planned.preview.left, [{ reason: 'several_names', count: 1 }]);
  await planned.discard();
});

/** A duplicate under three names beside the file that is kept, and another one with a single name. */
function plantNames(): EngineBench {
  const bench = createEngineBench();
  ['a', 'deep/b', 'deep/er/c'].forEach((path, i) => {
    bench.disk.writeFile(`${TREE}/${path}`, 'the same', { mtime: 1_600_000_000_000_000_001n + BigInt(i) });
  });
  bench.disk.link(`${TREE}/deep/b`, `${TREE}/deep/b2`);
  bench.disk.link(`${TREE}/deep/b`, `${TREE}/deep/b3`);
  bench.later();
  return bench;
}

const APART = ['a', 'deep/b deep/b2 deep/b3', 'deep/er/c'];

test('all names of a duplicate become names of the kept file, and names of one file again', async () => {
  const bench = plantNames();
  const before = wholeTree(bench, false);
  const { status, files_completed, bytes_completed, space_reclaimed_bytes } = await link(bench);
  assert.deepEqual([status, files_completed, bytes_completed, space_reclaimed_bytes], ['completed', 4, 16, 16]);
  assert.deepEqual(namesByInode(bench), ['a deep/b deep/b2 deep/b3 deep/er/c']);
  for (let round = 0; round < 3; round++) {
    for (const expected of [APART, ['a deep/b deep/b2 deep/b3 deep/er/c']]) {
      bench.later();
      const [newest] = await bench.engine.history();
      const undone = await bench.engine.undo({ operationId: newest?.operation_id ?? '' });
      assert.deepEqual([undone.status, undone.files_completed], ['completed', 4]);
      assert.deepEqual(namesByInode(bench), expected);
      if (expected === APART) assert.deepEqual(wholeTree(bench, false), before);
      const [last] = await bench.engine.history();
      const { checked, ok } = await bench.engine.verify({ operationId: last?.operation_id ?? '' });
      assert.deepEqual([checked, ok], [4, 4]);
    }
  }
});

test('names that go back one by one become one file again', async () => {
  const bench = plantNames();
  await link(bench);
  for (const [only, expected] of [
    ['b2', ['a deep/b deep/b3 deep/er/c', 'deep/b2']],
    ['b', ['a deep/b3 deep/er/c', 'deep/b deep/b2']],
    ['b3', ['a deep/er/c', 'deep/b deep/b2 deep/b3']],
  ] as const) {
    bench.later();
    assert.equal((await bench.engine.undo({ only })).status, 'completed');
    assert.deepEqual(namesByInode(bench), expected);
  }
});

test('a name that became a link joins those that could not', async () => {
  const bench = plantNames();
  const before = wholeTree(bench);
  const planned = await bench.engine.planDeduplicate(REQUEST);
  let exchanges = 0;
  bench.world.faults.onStep = (_, description) => {
    if (description.startsWith('exchange') && ++exchanges === 2) bench.disk.setTimes(`${TREE}/deep/b3`, { mtime: 1n });
  };
  const { status } = await planned.apply();
  bench.world.faults.onStep = undefined;
  assert.equal(status, 'completed_with_errors');
  assert.deepEqual(namesByInode(bench), ['a deep/b deep/er/c', 'deep/b2 deep/b3']);
  bench.disk.setTimes(`${TREE}/deep/b2`, { mtime: 1_600_000_000_000_000_002n });
  bench.later();
  await bench.engine.undo({});
  assert.deepEqual(namesByInode(bench), APART);
  assert.deepEqual(
    wholeTree(bench).filter((line) => line.includes('/b')),
    before.filter((line) => line.includes('/b')),
  );
});

test('what was written to a linked name since stays, and the rest goes back', async () => {
  const bench = plant();
  await link(bench);
  bench.disk.writeFile(`${TREE}/a`, Buffer.from('written later'));
  bench.later();
  const { status, files_completed, problems } = await bench.engine.undo({});
  assert.deepEqual([status, files_completed], ['completed_with_errors', 1]);
  assert.deepEqual(new Set(problems.map(({ code }) => code)), new Set(['changed_since_plan']));
  assert.ok(namesByInode(bench).includes('a deep/b deep/er/c'));
});

test('files of different access are not linked', async () => {
  const bench = plant();
  bench.disk.chmod(`${TREE}/deep/b`, 0o600);
  bench.later();
  const { files_completed, problems } = await link(bench);
  assert.deepEqual([files_completed, problems.map(({ code }) => code)], [2, ['access_differs']]);
});

test('a crash at every step of linking loses nothing, and everything can be taken back', async () => {
  const counted = plant();
  const first = wholeTree(counted, false);
  const steps = await countSteps(counted, () => link(counted));
  const linked = namesByInode(counted);
  for (let step = 1; step <= steps; step++) {
    await says(`crash at step ${String(step)}`, async () => {
      const bench = plant();
      await crash(bench, step, () => link(bench));
      await bench.engine.recover({ then: step % 2 === 0 ? 'finish' : 'settle' });
      bench.later();
      const [newest] = await bench.engine.history();
      if (newest?.status === 'interrupted') await bench.engine.resume({});
      if (newest === undefined) return;
      assert.deepEqual(namesByInode(bench), linked);
      bench.later();
      await bench.engine.undo({});
      assert.deepEqual(wholeTree(bench, false), first);
    });
  }
});

test('a crash at every step of taking links back loses nothing', async () => {
  const prepare = async (): Promise<EngineBench> => {
    const bench = plant();
    await link(bench);
    bench.later();
    return bench;
  };
  const first = wholeTree(plant(), false);
  const counted = await prepare();
  const steps = await countSteps(counted, () => counted.engine.undo({}));
  for (let step = 1; step <= steps; step++) {
    await says(`crash at step ${String(step)}`, async () => {
      const bench = await prepare();
      await crash(bench, step, () => bench.engine.undo({}));
      await bench.engine.recover({ then: 'finish' });
      bench.later();
      if ((await bench.engine.history())[0]?.type !== 'undo') await bench.engine.undo({});
      assert.deepEqual(wholeTree(bench, false), first);
    });
  }
});
