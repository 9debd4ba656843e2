import assert from 'node:assert/strict';
import { it } from 'node:test';
import { CrashError } from '../../../src/testing/faults.ts';
import { createMemoryJournalStore } from '../../../src/testing/memory-journal-store.ts';
import { createMemoryWorld } from '../../../src/testing/memory-world.ts';

const TAIL = Buffer.from('unsynced and long enough to be torn');

async function afterPowerCut(seed: number): Promise<string> {
  const store = createMemoryJournalStore({ seed });
  const files = await store.create('one');
  await files.append('journal', Buffer.from('synced|'), true);
  await files.append('journal', TAIL, false);
  store.crash();
  return Buffer.from(store.bytes('one', 'journal')).toString('latin1');
}

it('keeps synced bytes in a power cut and tears the rest', async () => {
  const whole = `synced|${TAIL.toString()}`;
  const left = await Promise.all(Array.from({ length: 60 }, (_, seed) => afterPowerCut(seed)));
  for (const text of left) {
    const kept = text.replace(/\0+$/, '');
    assert.ok(whole.startsWith(kept) && kept.startsWith('synced|'), JSON.stringify(text));
  }
  assert.ok(left.some((text) => text.endsWith('\0')));
  assert.ok(left.some((text) => !text.endsWith('\0') && text !== whole && text !== 'synced|'));
  assert.ok(new Set(left).size > 10);
});

it('tears the same way for the same seed', async () => {
  assert.equal(await afterPowerCut(5), await afterPowerCut(5));
});

it('keeps every byte when the process alone dies', async () => {
  const store = createMemoryJournalStore();
  const files = await store.create('one');
  await files.append('journal', TAIL, false);
  store.restart();
  assert.deepEqual(Buffer.from(store.bytes('one', 'journal')), TAIL);
  assert.equal(await store.isBusy('one'), false);
  await assert.rejects(files.append('journal', TAIL, false), { code: 'state_unwritable' });
});

it('has appended before it crashes while it syncs', async () => {
  const store = createMemoryJournalStore();
  const files = await store.create('one');
  store.fault.crashAt(2);
  await assert.rejects(files.append('journal', TAIL, true), CrashError);
  await assert.rejects(store.list(), CrashError);
  store.fault.restart();
  assert.equal(store.bytes('one', 'journal').length, TAIL.length);
});

it('fails on purpose at every call that writes', async () => {
  const store = createMemoryJournalStore();
  const files = await store.create('one');
  for (const operation of ['append', 'fsync', 'truncate'] as const) {
    store.fault.failNext({ operation, path: 'one/journal', code: 'no_space_left' });
    const call = operation === 'truncate' ? files.truncate('journal', 0) : files.append('journal', TAIL, true);
    await assert.rejects(call, { code: 'state_unwritable' });
  }
  await files.append('plan', TAIL, true);
  assert.equal(await store.sizeOf('one'), TAIL.length * 2);
});

it('gives damaged bytes back as they were put', async () => {
  const store = createMemoryJournalStore();
  await store.create('one');
  store.damage('one', 'plan', Uint8Array.of(1, 2, 3));
  assert.deepEqual(store.bytes('one', 'plan'), Uint8Array.of(1, 2, 3));
  assert.equal(store.bytes('two', 'plan').length, 0);
});

it('counts the steps of file system and journal together, and ends both in one crash', async () => {
  const world = createMemoryWorld();
  const files = await world.journalStore.create('one');
  const before = world.faults.steps;
  await files.append('journal', TAIL, false);
  assert.equal(world.faults.steps, before + 1);
  world.faults.crashAt(1);
  await assert.rejects(files.append('journal', TAIL, false), CrashError);
  await assert.rejects(world.fileSystem.openRoot('/'), CrashError);
  world.restart({ powerCut: true });
  assert.ok(world.journalStore.bytes('one', 'journal').length <= TAIL.length);
  assert.equal((await world.fileSystem.openRoot('/')).path, '/');
  world.restart();
  await (await world.journalStore.open('one')).close();
  assert.equal(world.clock.now(), Date.UTC(2024, 0, 1));
});
