import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlannedOperation } from '../../src/operations/engine.ts';
import { countSteps, crash, says } from '../support/crash-bench.ts';
import { createEngineBench, TREE, wholeTree, type EngineBench } from '../support/engine-bench.ts';

const PNG = '\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR';
const MP3 = 'ID3\x04\x00\x00\x00\x00\x00\x00';
const ZIP = 'PK\x03\x04\x14\x00\x00\x00\x00\x00';

/** Four files, each of which goes where another one is, one with a companion, and a file that is in nobody's way. */
const RING = [
  ['images/y.jpg', '%PDF-1.4\n%y'],
  ['documents/y.jpg', `${MP3}y`],
  ['audio/y.jpg', `${ZIP}y`],
  ['archives/y.jpg', `${PNG}y`],
  ['archives/y.xmp', '<x:xmpmeta xmlns:x="adobe:ns:meta/"/>'],
  ['free.txt', 'free'],
] as const;

function plant(): EngineBench {
  const bench = createEngineBench();
  RING.forEach(([path, content], i) => {
    bench.disk.writeFile(`${TREE}/${path}`, Buffer.from(content, 'latin1'), {
      mtime: 1_600_000_000_000_000_001n + BigInt(i),
    });
  });
  bench.later();
  return bench;
}

async function plan(bench: EngineBench): Promise<PlannedOperation> {
  return bench.engine.planOrganize({ root: TREE });
}

function files(bench: EngineBench): string[] {
  return Array.from(bench.disk.snapshot(), ([path, { kind, hash }]) => [path, kind, hash] as const)
    .filter(([, kind]) => kind === 'file')
    .map(([path, , hash]) => `${path} ${hash}`);
}

function temporaryNames(bench: EngineBench): string[] {
  return [...bench.disk.snapshot().keys()].filter((path) => path.startsWith(`${TREE}/`) && path.includes('/.kempt-'));
}

/** Somebody writes to a file of the ring between the plan and its first move. */
function touchOne(bench: EngineBench, path: string): void {
  bench.disk.writeFile(`${TREE}/${path}`, Buffer.from('somebody else wrote this'));
}

for (const changed of RING.slice(0, 4).map(([path]) => path)) {
  test(`a ring goes back whole when ${changed} cannot move, and the rest goes on`, async () => {
    const bench = plant();
    const planned = await plan(bench);
    touchOne(bench, changed);
    const before = files(bench);
    const result = await planned.apply();
    assert.equal(result.status, 'completed_with_errors');
    assert.equal(result.files_completed, 1);
    assert.equal(result.files_completed + result.files_skipped + result.files_failed, result.files_planned);
    assert.ok(result.problems.every(({ path }) => !path.includes('.kempt-')));
    assert.deepEqual(temporaryNames(bench), []);
    const [moved] = files(bench).filter((line) => !before.includes(line));
    assert.match(moved ?? '', /documents\/free\.txt/);
    assert.deepEqual(
      before.filter((line) => !line.includes('free.txt')),
      files(bench).filter((line) => !line.includes('free.txt')),
    );
    bench.later();
    await bench.engine.undo({});
    assert.deepEqual(files(bench), before);
  });
}

test('a crash leaves no file of a ring under a temporary name once it is settled', async () => {
  const counted = plant();
  const first = wholeTree(counted);
  const steps = await countSteps(counted, async () => (await plan(counted)).apply());
  for (let step = 1; step <= steps; step++) {
    await says(`crash at step ${step}`, async () => {
      const bench = plant();
      await crash(bench, step, async () => (await plan(bench)).apply());
      await bench.engine.recover({});
      assert.deepEqual(temporaryNames(bench), []);
      bench.later();
      if ((await bench.engine.history())[0]?.status === 'interrupted') await bench.engine.resume({});
      assert.deepEqual(temporaryNames(bench), []);
      if ((await bench.engine.history()).length > 0) await bench.engine.undo({});
      assert.deepEqual(wholeTree(bench), first);
    });
  }
});

test('a crash while a ring goes back is settled like any other', async () => {
  const prepare = async (): Promise<[EngineBench, PlannedOperation]> => {
    const bench = plant();
    const planned = await plan(bench);
    touchOne(bench, 'documents/y.jpg');
    return [bench, planned];
  };
  const [counted, whole] = await prepare();
  const first = files(counted);
  const steps = await countSteps(counted, () => whole.apply());
  for (let step = 1; step <= steps; step++) {
    await says(`crash at step ${step}`, async () => {
      const [bench, planned] = await prepare();
      await crash(bench, step, () => planned.apply());
      await bench.engine.recover({});
      assert.deepEqual(temporaryNames(bench), []);
      bench.later();
      if ((await bench.engine.history())[0]?.status === 'interrupted') await bench.engine.resume({});
      assert.deepEqual(temporaryNames(bench), []);
      if ((await bench.engine.history()).length > 0) await bench.engine.undo({});
      assert.deepEqual(files(bench), first);
    });
  }
});
