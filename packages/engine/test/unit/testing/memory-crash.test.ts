import assert from 'node:assert/strict';
import { it } from 'node:test';
import { outcomeOf } from '@kempt/contracts';
import { CrashError } from '../../../src/testing/faults.ts';
import { createMemoryFileSystem, type MemoryFileSystem } from '../../../src/testing/memory-file-system.ts';
import { contentHashes } from '../../../src/testing/memory-snapshot.ts';
import { fileRef, stepBatch, type ReadableStep } from '../../../src/testing/step-batch.ts';
import type { StepBatch } from '../../../src/ports/file-system.ts';

interface Machine {
  readonly memory: MemoryFileSystem;
  readonly batch: StepBatch;
}

/** A swap, a move across devices, a copy and folders: every kind of step there is. */
async function prepare(linkMoves: boolean): Promise<Machine> {
  const memory = createMemoryFileSystem({ linkMoves });
  memory.mount('/stick');
  for (const name of ['a', 'b', 'far', 'copied', 'old/inside']) memory.writeFile(`/home/${name}`, `content of ${name}`);
  memory.writeFile('/home/twice', 'content of copied');
  const [home, stick] = [(await memory.openRoot('/home')).id, (await memory.openRoot('/stick')).id];
  const step = (action: ReadableStep['action'], from: string, to: string): ReadableStep => {
    const facts = memory.stat(`/home/${action === 'remove_copy' ? to : from}`);
    assert.ok(facts !== undefined);
    return { action, from: fileRef(home, from), to: fileRef(home, to), facts };
  };
  const steps: readonly ReadableStep[] = [
    step('move', 'a', 'aside'),
    { ...step('move', 'b', 'a'), requires: 0 },
    { ...step('move', 'a', 'b'), from: fileRef(home, 'aside'), requires: 1 },
    { ...step('move', 'far', 'far'), to: fileRef(stick, 'far') },
    step('copy', 'copied', 'the copy'),
    step('remove_copy', 'copied', 'twice'),
    { action: 'make_folder', to: fileRef(home, 'new') },
    { ...step('move', 'old/inside', 'new/inside'), requires: 6 },
    { action: 'remove_folder', from: fileRef(home, 'old'), requires: 7 },
  ];
  return { memory, batch: stepBatch(steps, { operationId: '9' }) };
}

/** Roots get new ids with every start: the batch is addressed to the ones opened now. */
async function reopened({ memory, batch }: Machine): Promise<StepBatch> {
  const [home, stick] = [(await memory.openRoot('/home')).id, (await memory.openRoot('/stick')).id];
  return { ...batch, folders: batch.folders.map(({ root, path }) => ({ root: root === 0 ? home : stick, path })) };
}

async function finish(machine: Machine): Promise<string[]> {
  const batch = await reopened(machine);
  const settled = await machine.memory.settle(batch);
  const skip = settled.code.map((code) => Number(outcomeOf(code) === 'completed'));
  const outcome = await machine.memory.execute({ ...batch, skip });
  return Array.from(outcome.code, (code, row) => (skip[row] === 1 ? 'completed' : outcomeOf(code)));
}

for (const linkMoves of [false, true]) {
  const how = linkMoves ? 'links and unlinks' : 'renames';
  it(`loses nothing and can go on after a crash at any step, when it ${how}`, async () => {
    const whole = await prepare(linkMoves);
    const done = await whole.memory.execute(whole.batch);
    const steps = whole.memory.fault.steps;
    assert.deepEqual(new Set(done.code), new Set([1]));
    const names = (memory: MemoryFileSystem): string[] =>
      Array.from(memory.snapshot(), ([path, { hash }]) => `${path} ${hash}`);
    for (let crash = 1; crash <= steps; crash++) {
      const machine = await prepare(linkMoves);
      const { memory } = machine;
      const before = new Set(contentHashes(memory.snapshot()));
      const lost = (): string[] => {
        const after = new Set(contentHashes(memory.snapshot()));
        return [...before].filter((hash) => !after.has(hash));
      };
      memory.fault.crashAt(crash);
      await assert.rejects(memory.execute(machine.batch), CrashError);
      assert.deepEqual(lost(), [], `crashed at step ${String(crash)}`);
      memory.restart();
      assert.deepEqual(new Set(await finish(machine)), new Set(['completed']), `crashed at step ${String(crash)}`);
      assert.deepEqual(names(memory), names(whole.memory), `crashed at step ${String(crash)}`);
    }
  });
}

it('settles in spite of crashes while it settles', async () => {
  const machine = await prepare(true);
  const { memory } = machine;
  memory.fault.onStep = (_, description) => {
    if (description.startsWith('unlink /home/far')) throw new CrashError(description);
  };
  await assert.rejects(memory.execute(machine.batch), CrashError);
  memory.fault.onStep = undefined;
  const hashes = new Set(contentHashes(memory.snapshot()));
  for (let crash = 1; crash <= 2; crash++) {
    memory.restart();
    memory.fault.crashAt(crash);
    const batch = await reopened(machine);
    await assert.rejects(memory.settle(batch), CrashError);
    assert.deepEqual(new Set(contentHashes(memory.snapshot())), hashes);
  }
});

it('makes no call after a crash until it is started again', async () => {
  const { memory, batch } = await prepare(false);
  memory.fault.crashAt(1);
  await assert.rejects(memory.execute(batch), CrashError);
  assert.equal(memory.fault.crashed, true);
  await assert.rejects(memory.openRoot('/home'), CrashError);
  await assert.rejects(memory.listFolders([]), CrashError);
  memory.restart();
  assert.equal((await memory.openRoot('/home')).path, '/home');
});

it('forgets open roots and locks with the process', async () => {
  const { memory } = await prepare(false);
  const { id } = await memory.openRoot('/home');
  await memory.lockTrees([id]);
  memory.restart();
  await assert.rejects(memory.listFolders([{ root: id, path: '' }]), RangeError);
  const again = await memory.openRoot('/home');
  await (await memory.lockTrees([again.id])).release();
});
