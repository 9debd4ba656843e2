import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { outcomeId, type OperationStatus } from '@kempt/contracts';
import { encodeFrame } from '../../../src/journal/frames.ts';
import { readJournal } from '../../../src/journal/journal-reader.ts';
import type { JournalEnd } from '../../../src/journal/journal-records.ts';
import { JournalWriter } from '../../../src/journal/journal-writer.ts';
import { looksAtRest } from '../../../src/journal/looks-at-rest.ts';
import type { BatchOutcome } from '../../../src/ports/file-system.ts';
import type { OperationFiles } from '../../../src/ports/journal-store.ts';
import { createMemoryJournalStore, type MemoryJournalStore } from '../../../src/testing/memory-journal-store.ts';
import { countsOf, HEADER, ID } from './plan-samples.ts';

const BEGIN = { operation_id: ID, plan_digest: 'ab', started_at: 1000, header: HEADER, counts: countsOf(2) };
const BATCH = { first: 0, count: 2, time: 1100 };
const DONE: BatchOutcome = {
  code: new Uint8Array(2).fill(outcomeId('completed')),
  messages: new Map(),
  created: new Map(),
  unsynced: [],
  leftovers: new Map(),
};

let store: MemoryJournalStore;
let files: OperationFiles;
let writer: JournalWriter;

beforeEach(async () => {
  store = createMemoryJournalStore({ pieceBytes: 7 });
  files = await store.create(ID);
  writer = new JournalWriter(files);
});

function endOf(status: OperationStatus): JournalEnd {
  const counters = { files_completed: 2, files_skipped: 0, files_failed: 0, bytes_completed: 9 };
  return { status, finished_at: 2000, duration_seconds: 1.5, ...counters, message: null };
}

async function writeWhole(status: OperationStatus = 'completed', outcome: BatchOutcome = DONE): Promise<void> {
  await writer.begin(BEGIN);
  await writer.batchBegins(BATCH, []);
  await writer.batchEnded(BATCH, outcome);
  await writer.end([], endOf(status));
}

test('sees that an operation was carried out to its end', async () => {
  await writeWhole();
  assert.equal(await looksAtRest(store, ID), true);
});

test('files that failed keep no operation from being at rest', async () => {
  await writeWhole('completed_with_errors');
  assert.equal(await looksAtRest(store, ID), true);
});

test('leaves to others what was interrupted, failed or never began', async () => {
  assert.equal(await looksAtRest(store, ID), false);
  await writeWhole('interrupted');
  assert.equal(await looksAtRest(store, ID), false);
  await writer.end([], endOf('failed'));
  assert.equal(await looksAtRest(store, ID), false);
});

test('leaves to others what is carried on with', async () => {
  await writeWhole();
  await writer.resumed(3000);
  assert.equal(await looksAtRest(store, ID), false);
});

test('leaves to others a batch that was begun again before the end', async () => {
  await writer.begin(BEGIN);
  await writer.batchBegins(BATCH, []);
  await writer.batchEnded(BATCH, DONE);
  await writer.batchBegins(BATCH, []);
  await writer.end([], endOf('completed'));
  assert.equal(await looksAtRest(store, ID), false);
});

test('leaves to others what left a name behind', async () => {
  await writeWhole('completed', { ...DONE, leftovers: new Map([[1, 'permission_denied']]) });
  assert.equal(await looksAtRest(store, ID), false);
});

test('no tail, wherever it is torn, is at rest', async () => {
  await writeWhole();
  const whole = store.bytes(ID, 'journal');
  for (let length = 0; length < whole.length; length++) {
    store.damage(ID, 'journal', whole.subarray(0, length));
    assert.equal(await looksAtRest(store, ID), false, `torn at ${String(length)}`);
    store.damage(ID, 'journal', Buffer.concat([whole, whole.subarray(0, length + 1)]));
    assert.equal(await looksAtRest(store, ID), false, `${String(length + 1)} bytes more`);
  }
  store.damage(ID, 'journal', Buffer.concat([whole, Buffer.alloc(100)]));
  assert.equal(await looksAtRest(store, ID), false);
});

test('no damaged byte, wherever it is, is at rest', async () => {
  await writeWhole();
  const whole = store.bytes(ID, 'journal');
  for (let at = 0; at < whole.length; at++) {
    const damaged = Buffer.from(whole);
    damaged[at] = (damaged[at] ?? 0) ^ 0x20;
    store.damage(ID, 'journal', damaged);
    assert.equal(await looksAtRest(store, ID), false, `byte ${String(at)}`);
  }
});

test('leaves a last record that cannot be read to others', async () => {
  for (const payload of ['{', '{}', '{"status":"completed"}']) {
    await writeWhole();
    await files.append('journal', encodeFrame('e', Buffer.from(payload)), true);
    assert.equal(await looksAtRest(store, ID), false, payload);
    store.damage(ID, 'journal', new Uint8Array(0));
  }
});

test('what is at rest needs nothing by the word of its whole journal either', async () => {
  await writeWhole('completed_with_errors');
  const journal = await readJournal(store, ID);
  assert.deepEqual(
    [journal?.end?.status, journal?.open, journal?.damage, journal?.leftovers.size],
    ['completed_with_errors', undefined, undefined, 0],
  );
});
