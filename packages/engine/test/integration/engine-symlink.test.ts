import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DeduplicateRequest } from '../../src/operations/engine.ts';
import { countSteps, crash, says } from '../support/crash-bench.ts';
import { createEngineBench, STICK, TREE, wholeTree, type EngineBench } from '../support/engine-bench.ts';

const REQUEST: DeduplicateRequest = { roots: [TREE], keep: ['shortest_path'], action: 'symlink' };

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
    bench.disk.writeFile(`${TREE}/${path}`, content, { mtime: 1_600_000_000_000_000_001n + BigInt(i) });
  });
  bench.later();
  return bench;
}

async function link(bench: EngineBench, request: Partial<DeduplicateRequest> = {}) {
  return (await bench.engine.planDeduplicate({ ...REQUEST, ...request })).apply();
}

async function undoNewest(bench: EngineBench) {
  bench.later();
  const [newest] = await bench.engine.history();
  return bench.engine.undo({ operationId: newest?.operation_id ?? '' });
}

async function verifyNewest(bench: EngineBench) {
  const [newest] = await bench.engine.history();
  return bench.engine.verify({ operationId: newest?.operation_id ?? '' });
}

/** What the symbolic links below a folder say, by path. */
function links(bench: EngineBench, folder = TREE): Readonly<Record<string, string>> {
  const found = [...bench.disk.snapshot(folder)].filter(([, { kind }]) => kind === 'symlink');
  return Object.fromEntries(found.map(([path, { linkTarget }]) => [path.slice(folder.length + 1), linkTarget]));
}

const LINKS = { 'deep/b': '../a', 'deep/er/c': '../../a', 'deep/third': '../\udcff\n' };

test('duplicates become symbolic links to the kept file, and files of their own again, over and over', async () => {
  const bench = plant();
  const before = wholeTree(bench, false);
  const { status, files_completed, space_reclaimed_bytes } = await link(bench);
  assert.deepEqual([status, files_completed, space_reclaimed_bytes], ['completed', 3, 23]);
  assert.deepEqual(links(bench), LINKS);
  for (let round = 0; round < 3; round++) {
    const { checked, ok } = await verifyNewest(bench);
    assert.deepEqual([checked, ok], [3, 3]);
    assert.equal((await undoNewest(bench)).status, 'completed');
    assert.deepEqual(wholeTree(bench, false), before);
    assert.equal((await undoNewest(bench)).status, 'completed');
    assert.deepEqual(links(bench), LINKS);
  }
});

test('a second run finds nothing to link', async () => {
  const bench = plant();
  await link(bench);
  bench.later();
  assert.equal((await link(bench)).files_planned, 0);
});

test('a link to another folder is absolute, and may lead to another disk', async () => {
  const bench = plant();
  bench.disk.writeFile(`${STICK}/far`, 'another');
  bench.later();
  const { files_completed } = await link(bench, { roots: [STICK], references: [TREE], keep: ['reference_root'] });
  assert.equal(files_completed, 1);
  assert.deepEqual(links(bench, STICK), { far: `${TREE}/other` });
  assert.equal((await undoNewest(bench)).status, 'completed');
  assert.deepEqual(Buffer.from(bench.disk.readFile(`${STICK}/far`)).toString(), 'another');
});

test('a duplicate with several names is left and named', async () => {
  const bench = plant();
  bench.disk.link(`${TREE}/deep/b`, `${TREE}/deep/bb`);
  bench.later();
  const planned = await bench.engine.planDeduplicate(REQUEST);
  assert.deepEqual(planned.preview.left, [{ reason: 'several_names', count: 1 }]);
  await planned.discard();
});

test('files of different access are not linked', async () => {
  const bench = plant();
  bench.disk.chmod(`${TREE}/deep/b`, 0o600);
  bench.later();
  const { files_completed, problems } = await link(bench);
  assert.deepEqual([files_completed, problems.map(({ code }) => code)], [2, ['access_differs']]);
});

for (const [what, meddle, code] of [
  ['the kept file was moved', (bench) => bench.disk.rename(`${TREE}/a`, `${TREE}/moved`), 'kept_missing'],
  ['the kept file was written to', (bench) => bench.disk.writeFile(`${TREE}/a`, 'written later'), 'kept_changed'],
] satisfies readonly (readonly [string, (bench: EngineBench) => void, string])[]) {
  test(`when ${what}, verify says so, and its links stay links`, async () => {
    const bench = plant();
    await link(bench);
    meddle(bench);
    const { differing } = await verifyNewest(bench);
    assert.deepEqual(
      differing.map((one) => one.code),
      [code, code],
    );
    const { status, files_completed, problems } = await undoNewest(bench);
    assert.deepEqual([status, files_completed], ['completed_with_errors', 1]);
    assert.deepEqual(
      problems.map((one) => one.code),
      [code, code],
    );
    assert.deepEqual(Object.values(links(bench)).sort(), ['../../a', '../a']);
  });
}

for (const [what, target] of [
  ['leads elsewhere', 'other'],
  ['says the same, and is another link', '../a'],
] as const) {
  test(`a link that ${what} is left`, async () => {
    const bench = plant();
    await link(bench);
    bench.disk.remove(`${TREE}/deep/b`);
    bench.disk.symlink(target, `${TREE}/deep/b`);
    const { differing } = await verifyNewest(bench);
    assert.deepEqual(
      differing.map((one) => one.code),
      ['changed_since_operation'],
    );
    const { files_completed, problems } = await undoNewest(bench);
    assert.deepEqual([files_completed, problems.map((one) => one.code)], [2, ['changed_since_plan']]);
    assert.equal(links(bench)['deep/b'], target);
  });
}

test('a crash at every step of linking loses nothing, and everything can be taken back', async () => {
  const counted = plant();
  const first = wholeTree(counted, false);
  const steps = await countSteps(counted, () => link(counted));
  const linked = links(counted);
  for (let step = 1; step <= steps; step++) {
    await says(`crash at step ${String(step)}`, async () => {
      const bench = plant();
      await crash(bench, step, () => link(bench));
      await bench.engine.recover({ then: step % 2 === 0 ? 'finish' : 'settle' });
      bench.later();
      const [newest] = await bench.engine.history();
      if (newest?.status === 'interrupted') await bench.engine.resume({});
      if (newest === undefined) return;
      assert.deepEqual(links(bench), linked);
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
