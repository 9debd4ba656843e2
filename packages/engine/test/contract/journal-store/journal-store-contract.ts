import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { KemptError } from '../../../src/errors/kempt-error.ts';
import type { JournalStore } from '../../../src/ports/journal-store.ts';

/** One implementation with what its tests need. */
export interface StoreBed {
  /** The store; operations of all tests lie in it. */
  readonly store: JournalStore;
  /** The same store as another process has it. */
  readonly other: JournalStore;
  dispose(): void;
}

/**
 * What every implementation of the JournalStore port does.
 *
 * @param name - the implementation
 * @param setup - starts it
 */
export function journalStoreContract(name: string, setup: () => StoreBed): void {
  describe(name, () => {
    let bed: StoreBed | undefined;
    const the = (): StoreBed => {
      if (bed === undefined) throw new Error('the store is not set up');
      return bed;
    };
    before(() => {
      bed = setup();
    });
    after(() => {
      bed?.dispose();
    });
    fileContract(the);
    operationContract(the);
    lockContract(the);
  });
}

let ids = 0;
const newId = (): string => `operation-${String(ids++).padStart(4, '0')}`;

async function textOf(store: JournalStore, ...what: Parameters<JournalStore['read']>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of store.read(...what)) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

const isCode = (code: string) => (error: unknown) => error instanceof KemptError && error.code === code;

function fileContract(the: () => StoreBed): void {
  it('keeps plan and journal apart, each in the order it was appended', async () => {
    const { store, other } = the();
    const id = newId();
    const files = await store.create(id);
    await files.append('plan', Buffer.from('plan one, '), false);
    await files.append('journal', Buffer.from('intent, '), true);
    await files.append('plan', Buffer.from('plan two'), true);
    await files.append('journal', Buffer.from('done'), false);
    await files.close();
    assert.equal(await textOf(other, id, 'plan'), 'plan one, plan two');
    assert.equal(await textOf(other, id, 'journal'), 'intent, done');
  });

  it('reads what was appended so far while the operation is open', async () => {
    const { store, other } = the();
    const id = newId();
    const files = await store.create(id);
    await files.append('journal', Buffer.from('so far'), true);
    assert.equal(await textOf(other, id, 'journal'), 'so far');
    await files.close();
  });

  it('keeps appended bytes though the caller uses the buffer again', async () => {
    const { store } = the();
    const id = newId();
    const files = await store.create(id);
    const buffer = Buffer.from('first');
    await files.append('journal', buffer, false);
    buffer.write('xxxxx');
    await files.append('journal', buffer, true);
    await files.close();
    assert.equal(await textOf(store, id, 'journal'), 'firstxxxxx');
  });

  it('appends megabytes at once', async () => {
    const { store } = the();
    const id = newId();
    const files = await store.create(id);
    const large = 'plan'.repeat(700_000);
    await files.append('plan', Buffer.from(large), true);
    await files.close();
    assert.ok((await textOf(store, id, 'plan')) === large);
  });

  it('reads a range of bytes, and nothing for an empty one or one behind the end', async () => {
    const { store } = the();
    const id = newId();
    const files = await store.create(id);
    await files.append('plan', Buffer.from('0123456789'), true);
    await files.close();
    const text = (start: number, end: number): Promise<string> => textOf(store, id, 'plan', { start, end });
    assert.deepEqual(
      [await text(3, 6), await text(8, 99), await text(4, 4), await text(0, 0), await text(50, 60)],
      ['345', '89', '', '', ''],
    );
  });

  it('cuts a tail off and goes on behind it', async () => {
    const { store } = the();
    const id = newId();
    const files = await store.create(id);
    await files.append('journal', Buffer.from('whole record|torn'), true);
    await files.truncate('journal', 'whole record|'.length);
    await files.append('journal', Buffer.from('next'), true);
    await files.close();
    assert.equal(await textOf(store, id, 'journal'), 'whole record|next');
  });

  it('goes on behind what is there when an operation is opened again', async () => {
    const { store } = the();
    const id = newId();
    const first = await store.create(id);
    await first.append('journal', Buffer.from('first, '), true);
    await first.close();
    const second = await store.open(id);
    await second.append('journal', Buffer.from('second'), true);
    await second.close();
    assert.equal(await textOf(store, id, 'journal'), 'first, second');
  });

  it('refuses to append to a closed operation', async () => {
    const { store } = the();
    const id = newId();
    const files = await store.create(id);
    await files.close();
    await assert.rejects(files.append('journal', Buffer.from('late'), true), isCode('state_unwritable'));
    assert.equal(await textOf(store, id, 'journal'), '');
  });
}

function operationContract(the: () => StoreBed): void {
  it('lists operations in the order of their ids', async () => {
    const { store, other } = the();
    const made = [newId(), newId(), newId()];
    for (const id of made) await (await store.create(id)).close();
    const listed = await other.list();
    assert.deepEqual(listed.slice(-3), made);
    assert.deepEqual(listed, [...listed].sort());
  });

  it('tells the bytes of an operation', async () => {
    const { store } = the();
    const id = newId();
    const files = await store.create(id);
    await files.append('plan', new Uint8Array(100), false);
    await files.append('journal', new Uint8Array(11), true);
    await files.close();
    assert.equal(await store.sizeOf(id), 111);
    assert.equal(await store.sizeOf(newId()), 0);
  });

  it('removes an operation with its files, and does not mind one that is gone', async () => {
    const { store } = the();
    const id = newId();
    const files = await store.create(id);
    await files.append('plan', Buffer.from('plan'), true);
    await files.close();
    await store.remove(id);
    await store.remove(id);
    assert.equal((await store.list()).includes(id), false);
    assert.equal(await textOf(store, id, 'plan'), '');
    await assert.rejects(store.open(id), isCode('operation_not_found'));
  });

  it('never creates an operation over another one', async () => {
    const { store } = the();
    const id = newId();
    const files = await store.create(id);
    await files.append('plan', Buffer.from('mine'), true);
    await files.close();
    await assert.rejects(store.create(id), isCode('state_unwritable'));
    assert.equal(await textOf(store, id, 'plan'), 'mine');
    assert.equal(await store.isBusy(id), false);
  });

  it('never takes a path for an id', async () => {
    const { store } = the();
    for (const id of ['..', '.', '', 'a/b', '../a', 'a\0', 'x'.repeat(65)]) {
      await assert.rejects(store.create(id), KemptError, id);
      await assert.rejects(store.open(id), isCode('operation_not_found'), id);
    }
    assert.ok((await store.list()).every((id) => id.startsWith('operation-')));
  });

  it('knows nothing of an operation that was never created', async () => {
    const { store } = the();
    const id = newId();
    await assert.rejects(store.open(id), isCode('operation_not_found'));
    assert.equal(await store.isBusy(id), false);
    assert.equal(await textOf(store, id, 'journal'), '');
  });
}

function lockContract(the: () => StoreBed): void {
  it('refuses to open an operation that another process holds, until it is closed', async () => {
    const { store, other } = the();
    const id = newId();
    const files = await store.create(id);
    assert.equal(await other.isBusy(id), true);
    await assert.rejects(other.open(id), isCode('operation_busy'));
    await files.close();
    assert.equal(await other.isBusy(id), false);
    const again = await other.open(id);
    await assert.rejects(store.open(id), isCode('operation_busy'));
    await again.close();
  });

  it('asks whether an operation is busy without taking its lock', async () => {
    const { store, other } = the();
    const id = newId();
    await (await store.create(id)).close();
    assert.deepEqual([await other.isBusy(id), await other.isBusy(id)], [false, false]);
    await (await store.open(id)).close();
  });

  it('holds several operations at once', async () => {
    const { store, other } = the();
    const [one, two] = [newId(), newId()];
    const files = [await store.create(one), await other.create(two)];
    assert.deepEqual([await other.isBusy(one), await store.isBusy(two)], [true, true]);
    for (const each of files) await each.close();
  });
}
