import assert from 'node:assert/strict';
import { it } from 'node:test';
import { outcomeOf } from '@kempt/contracts';
import type { BatchOutcome } from '../../../src/ports/file-system.ts';
import type { PlannedFault } from '../../../src/testing/faults.ts';
import { createMemoryFileSystem, type MemoryFileSystem } from '../../../src/testing/memory-file-system.ts';
import { fileRef, stepBatch, type ReadableStep } from '../../../src/testing/step-batch.ts';

/** Moves or copies /home/x to /stick/x, or to /home/y. */
async function attempt(
  memory: MemoryFileSystem,
  action: ReadableStep['action'],
  to: '/stick/x' | '/home/y',
): Promise<BatchOutcome & { readonly outcome: string }> {
  const root = (await memory.openRoot('/')).id;
  const step = { action, from: fileRef(root, 'home/x'), to: fileRef(root, to.slice(1)) };
  const facts = memory.stat('/home/x');
  assert.ok(facts !== undefined);
  const result = await memory.execute(stepBatch([{ ...step, facts }]));
  return { ...result, outcome: outcomeOf(result.code[0] ?? 0) };
}

function prepare(options: { readonly capacity?: number; readonly linkMoves?: boolean } = {}): MemoryFileSystem {
  const memory = createMemoryFileSystem({ linkMoves: options.linkMoves ?? false });
  memory.mount('/stick', options.capacity === undefined ? {} : { capacity: options.capacity });
  memory.writeFile('/home/x', 'content');
  return memory;
}

function leaves(memory: MemoryFileSystem): string[] {
  return [...memory.snapshot()].filter(([, { kind }]) => kind === 'file').map(([path]) => path);
}

const COPY_FAULTS: readonly (readonly [PlannedFault, string])[] = [
  [{ operation: 'create', code: 'permission_denied' }, 'permission_denied'],
  [{ operation: 'write', code: 'no_space_left' }, 'no_space_left'],
  [{ operation: 'set_facts', code: 'io_error' }, 'io_error'],
  [{ operation: 'fsync', code: 'io_error' }, 'io_error'],
  [{ operation: 'fsync', path: '/stick', code: 'quota_exceeded' }, 'io_error'],
  [{ operation: 'read', code: 'io_error' }, 'io_error'],
  [{ operation: 'read_back', code: 'io_error' }, 'io_error'],
  [{ operation: 'link', code: 'too_many_links' }, 'too_many_links'],
  [{ operation: 'unlink', path: '/home/x', code: 'permission_denied' }, 'permission_denied'],
  [{ operation: 'stat', path: '/home/x', code: 'io_error' }, 'io_error'],
  [{ operation: 'open', path: '/stick', code: 'too_many_open_files' }, 'too_many_open_files'],
];

for (const [fault, expected] of COPY_FAULTS) {
  it(`leaves nothing behind when ${fault.operation} of ${fault.path ?? 'anything'} fails in a move to a device`, async () => {
    const memory = prepare();
    memory.fault.failNext(fault);
    const { outcome, messages } = await attempt(memory, 'move', '/stick/x');
    assert.equal(outcome, expected);
    assert.notEqual(messages.get(0) ?? '', '');
    assert.deepEqual(leaves(memory), ['/home/x']);
    assert.equal((await attempt(memory, 'move', '/stick/x')).outcome, 'completed');
  });
}

it('fails as often as asked', async () => {
  const memory = prepare();
  memory.fault.failNext({ operation: 'rename', code: 'file_busy', times: 2 });
  const outcomes = [];
  for (let i = 0; i < 3; i++) outcomes.push((await attempt(memory, 'move', '/home/y')).outcome);
  assert.deepEqual(outcomes, ['file_busy', 'file_busy', 'completed']);
});

it('copies where a rename answers cross_device on one device', async () => {
  const memory = prepare();
  memory.fault.failNext({ operation: 'rename', code: 'cross_device' });
  const { outcome, created } = await attempt(memory, 'move', '/home/y');
  assert.deepEqual([outcome, created.size, leaves(memory)], ['completed', 1, ['/home/y']]);
});

it('reports a folder that cannot be synced beside the steps that were done', async () => {
  const memory = prepare();
  memory.fault.failNext({ operation: 'fsync', path: '/home', code: 'io_error' });
  const { outcome, unsynced } = await attempt(memory, 'move', '/home/y');
  assert.deepEqual([outcome, unsynced.length], ['completed', 1]);
});

it('runs out of space where the device is full', async () => {
  const memory = prepare({ capacity: 10 });
  memory.writeFile('/stick/other', 'four');
  assert.equal((await attempt(memory, 'move', '/stick/x')).outcome, 'no_space_left');
  memory.remove('/stick/other');
  assert.equal((await attempt(memory, 'move', '/stick/x')).outcome, 'completed');
});

it('undoes the link when the unlink fails', async () => {
  const memory = prepare({ linkMoves: true });
  memory.fault.failNext({ operation: 'unlink', path: '/home/x', code: 'permission_denied' });
  assert.equal((await attempt(memory, 'move', '/home/y')).outcome, 'permission_denied');
  assert.deepEqual(leaves(memory), ['/home/x']);
});

it('removes a folder it could not give its facts', async () => {
  const memory = prepare();
  memory.mkdir('/home/folder');
  const { id } = await memory.openRoot('/home');
  const [folderFacts] = await memory.folderFacts([{ root: id, path: 'folder' }]);
  assert.ok(folderFacts !== undefined);
  memory.fault.failNext({ operation: 'set_facts', code: 'permission_denied' });
  const { code } = await memory.execute(stepBatch([{ action: 'make_folder', to: fileRef(id, 'new'), folderFacts }]));
  assert.equal(outcomeOf(code[0] ?? 0), 'permission_denied');
  assert.equal(memory.stat('/home/new'), undefined);
});

it('never replaces a file that a racer creates right before the move', async () => {
  for (const linkMoves of [false, true]) {
    const memory = prepare({ linkMoves });
    memory.fault.onStep = (_, description) => {
      if (/^(rename|link)/.test(description)) memory.writeFile('/home/y', 'theirs');
    };
    assert.equal((await attempt(memory, 'move', '/home/y')).outcome, 'destination_exists');
    assert.deepEqual(leaves(memory), ['/home/x', '/home/y']);
    assert.equal(Buffer.from(memory.readFile('/home/y')).toString(), 'theirs');
  }
});

it('keeps the file of a racer who takes the source name between link and unlink', async () => {
  const memory = prepare({ linkMoves: true });
  memory.fault.onStep = (_, description) => {
    if (!description.startsWith('unlink')) return;
    memory.remove('/home/x');
    memory.writeFile('/home/x', 'theirs');
  };
  assert.equal((await attempt(memory, 'move', '/home/y')).outcome, 'completed');
  assert.equal(Buffer.from(memory.readFile('/home/x')).toString(), 'theirs');
  assert.equal(Buffer.from(memory.readFile('/home/y')).toString(), 'content');
});

it('takes a copy back whose source was changed while it was copied', async () => {
  for (const when of ['write', 'unlink /home/x']) {
    const memory = prepare();
    memory.fault.onStep = (_, description) => {
      if (!description.startsWith(when)) return;
      memory.fault.onStep = undefined;
      if (when === 'write') memory.writeFile('/home/x', 'changed');
      else {
        memory.remove('/home/x');
        memory.writeFile('/home/x', 'changed');
      }
    };
    assert.equal((await attempt(memory, 'move', '/stick/x')).outcome, 'changed_since_plan');
    assert.deepEqual(leaves(memory), ['/home/x']);
    assert.equal(Buffer.from(memory.readFile('/home/x')).toString(), 'changed');
  }
});

it('takes a copy back that reads differently from what was written', async () => {
  const memory = prepare();
  memory.fault.onStep = (_, description) => {
    if (description.startsWith('fsync')) memory.writeFile('/stick/.kempt-test-0.part', 'CONTENT');
  };
  assert.equal((await attempt(memory, 'move', '/stick/x')).outcome, 'verification_failed');
  assert.deepEqual(leaves(memory), ['/home/x']);
});

it('keeps the copy when somebody takes the original away at the last moment', async () => {
  const memory = prepare();
  memory.fault.onStep = (_, description) => {
    if (description === 'unlink /home/x') memory.remove('/home/x');
  };
  assert.equal((await attempt(memory, 'move', '/stick/x')).outcome, 'completed');
  assert.deepEqual(leaves(memory), ['/stick/x']);
});

it('keeps the folder it opened when its name is swapped for a symlink meanwhile', async () => {
  const memory = prepare();
  memory.mkdir('/home/to');
  memory.mkdir('/outside');
  const { id } = await memory.openRoot('/home');
  memory.fault.onStep = (_, description) => {
    if (!description.startsWith('rename')) return;
    memory.rename('/home/to', '/home/moved');
    memory.symlink('/outside', '/home/to');
  };
  const facts = memory.stat('/home/x');
  assert.ok(facts !== undefined);
  await memory.execute(stepBatch([{ action: 'move', from: fileRef(id, 'x'), to: fileRef(id, 'to/x'), facts }]));
  assert.deepEqual(leaves(memory), ['/home/moved/x']);
});

it('stops between two steps', async () => {
  const memory = prepare();
  memory.writeFile('/home/z', 'last');
  const { id } = await memory.openRoot('/home');
  const signal = new Int32Array(new SharedArrayBuffer(4));
  memory.fault.onStep = () => {
    signal[0] = 1;
  };
  const steps = ['x', 'z'].map((name) => {
    const facts = memory.stat(`/home/${name}`);
    assert.ok(facts !== undefined);
    return { action: 'move', from: fileRef(id, name), to: fileRef(id, `new ${name}`), facts } as const;
  });
  const { code } = await memory.execute(stepBatch(steps), signal);
  assert.deepEqual(Array.from(code, outcomeOf), ['completed', 'not_attempted']);
});
