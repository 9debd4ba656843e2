import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { outcomeId, type OutcomeCode } from '@kempt/contracts';
import { encodeFrame } from '../../../src/journal/frames.ts';
import { folderKey, readJournal, readWholeRecords } from '../../../src/journal/journal-reader.ts';
import { encodeBatchBegin, encodeBatchEnd, type JournalEnd } from '../../../src/journal/journal-records.ts';
import { JournalWriter } from '../../../src/journal/journal-writer.ts';
import { encodeJson } from '../../../src/journal/json-payload.ts';
import type { BatchOutcome } from '../../../src/ports/file-system.ts';
import type { OperationFiles } from '../../../src/ports/journal-store.ts';
import { createMemoryJournalStore, type MemoryJournalStore } from '../../../src/testing/memory-journal-store.ts';
import { countsOf, FACTS, HEADER, ID } from './plan-samples.ts';

const BEGIN = { operation_id: ID, plan_digest: 'ab', started_at: 1000, header: HEADER, counts: countsOf(6) };
const END: JournalEnd = {
  status: 'completed',
  finished_at: 2000,
  duration_seconds: 1.5,
  files_completed: 3,
  files_skipped: 0,
  files_failed: 0,
  bytes_completed: 9,
  message: null,
};

function outcome(codes: readonly OutcomeCode[], more: Partial<BatchOutcome> = {}): BatchOutcome {
  const nothing = { messages: new Map(), created: new Map(), unsynced: [], leftovers: new Map() };
  return { code: Uint8Array.from(codes, outcomeId), ...nothing, ...more };
}

let store: MemoryJournalStore;
let files: OperationFiles;
let writer: JournalWriter;

beforeEach(async () => {
  store = createMemoryJournalStore({ pieceBytes: 1000 });
  files = await store.create(ID);
  writer = new JournalWriter(files);
});

test('knows nothing of an operation that never began', async () => {
  assert.equal(await readJournal(store, ID), undefined);
  await files.append('journal', Buffer.from('KEMPT JOURNAL 1\n'), true);
  assert.equal(await readJournal(store, ID), undefined);
});

test('folds every record to the newest word on each step', async () => {
  await writer.begin(BEGIN);
  const batch = { first: 0, count: 4, time: 1100 };
  const created = { device: 1n, inode: 2n ** 64n - 1n, mtime: -5n, hash: new Uint8Array(32).fill(3) };
  await writer.batchBegins(batch, [{ folder: { root: 0, path: 'a' }, facts: FACTS }]);
  await writer.batchEnded(
    batch,
    outcome(['completed', 'completed', 'not_found', 'not_attempted'], {
      messages: new Map([[2, 'stat: ENOENT']]),
      created: new Map([[1, created]]),
    }),
  );
  await writer.batchEnded({ first: 0, count: 1, time: 1200 }, outcome(['reverted']), true);
  await writer.batchBegins({ first: 4, count: 2, time: 1300 }, []);
  const state = await readJournal(store, ID);
  assert.ok(state !== undefined);
  assert.deepEqual(state.begin, BEGIN);
  assert.deepEqual([...state.codes], [0, 1, outcomeId('not_found'), 0, 0, 0]);
  assert.deepEqual(state.created.get(1), created);
  assert.deepEqual([...state.messages], [[2, 'stat: ENOENT']]);
  assert.deepEqual(state.open, { first: 4, count: 2, time: 1300 });
  assert.deepEqual(
    [...state.foldersBefore],
    [[folderKey({ root: 0, path: 'a' }), { folder: { root: 0, path: 'a' }, facts: FACTS }]],
  );
  assert.deepEqual(state.timeline, [
    { first: 0, count: 4, time: 1100 },
    { first: 0, count: 1, time: 1200 },
  ]);
  assert.deepEqual([state.end, state.damage, state.foldersAfter.size], [undefined, undefined, 0]);
  assert.equal(state.length, store.bytes(ID, 'journal').length);
});

test('knows the times folders ended with, the later word counting, and whether it ended at all', async () => {
  await writer.begin(BEGIN);
  await writer.end([{ folder: { root: 0, path: 'a' }, mtime: 5n }], END);
  assert.deepEqual((await readJournal(store, ID))?.end, END);
  await writer.resumed(3000);
  assert.equal((await readJournal(store, ID))?.end, undefined);
  await writer.end([{ folder: { root: 0, path: 'a' }, mtime: null }], { ...END, status: 'failed', message: 'sync' });
  const state = await readJournal(store, ID);
  assert.deepEqual([...(state?.foldersAfter ?? [])], [['0/a', { folder: { root: 0, path: 'a' }, mtime: null }]]);
  assert.equal(state?.end?.message, 'sync');
});

test('writes any number of folders', async () => {
  await writer.begin(BEGIN);
  const folders = Array.from({ length: 4500 }, (_, i) => ({ root: 0, path: `folder ${i}` }));
  await writer.batchBegins(
    { first: 0, count: 1, time: 1 },
    folders.map((folder) => ({ folder, facts: FACTS })),
  );
  await writer.end(
    folders.map((folder) => ({ folder, mtime: 1n })),
    END,
  );
  const state = await readJournal(store, ID);
  assert.deepEqual([state?.foldersBefore.size, state?.foldersAfter.size], [4500, 4500]);
});

test("keeps the system's words on the first ten thousand steps", async () => {
  await writer.begin({ ...BEGIN, counts: countsOf(10_100) });
  const messages = new Map(Array.from({ length: 10_100 }, (_, i) => [i, 'no'] as const));
  const codes = Array.from({ length: 10_100 }, () => 'io_error' as const);
  await writer.batchEnded({ first: 0, count: 10_100, time: 1 }, outcome(codes, { messages }));
  assert.equal((await readJournal(store, ID))?.messages.size, 10_000);
});

test('syncs what must be on disk before a file moves, and nothing else', async () => {
  const synced: string[] = [];
  const watched = new JournalWriter({
    ...files,
    append: async (file, bytes, sync) => {
      synced.push(`${String.fromCharCode(bytes[bytes.length === 0 ? 0 : 8] ?? 0)} ${String(sync)}`);
      await files.append(file, bytes, sync);
    },
  });
  await watched.begin(BEGIN);
  await watched.batchBegins({ first: 0, count: 1, time: 1 }, []);
  await watched.batchEnded({ first: 0, count: 1, time: 1 }, outcome(['completed']));
  await watched.resumed(2);
  await watched.end([], END);
  assert.deepEqual(
    synced.map((line) => line.split(' ')[1]),
    ['true', 'true', 'false', 'false', 'true'],
  );
});

test('counts everything before a tail that was torn at any byte', async () => {
  await writer.begin(BEGIN);
  const begun = store.bytes(ID, 'journal').length;
  await writer.batchEnded({ first: 0, count: 2, time: 1 }, outcome(['completed', 'completed']));
  const ended = store.bytes(ID, 'journal').length;
  await writer.end([], END);
  const bytes = store.bytes(ID, 'journal');
  for (let length = 0; length < bytes.length; length++) {
    for (const filled of [length, bytes.length]) {
      const torn = Buffer.alloc(filled);
      torn.set(bytes.subarray(0, length));
      store.damage(ID, 'journal', torn);
      const state = await readJournal(store, ID);
      assert.equal(state?.begin.operation_id, length < begun ? undefined : ID, `cut at ${length}, ${filled} long`);
      if (length < begun) continue;
      assert.equal(state?.codes[0], length < ended ? 0 : 1);
      assert.equal(state.length, length < ended ? begun : ended);
      assert.equal(state.damage, filled === begun || filled === ended ? undefined : 'torn');
    }
  }
});

test('refuses a journal with a flipped byte in its middle, and reads what is before it when asked for', async () => {
  await writer.begin(BEGIN);
  const begun = store.bytes(ID, 'journal').length;
  await writer.batchEnded({ first: 0, count: 2, time: 1 }, outcome(['completed', 'completed']));
  const ended = store.bytes(ID, 'journal').length;
  await writer.end([], END);
  const bytes = store.bytes(ID, 'journal');
  for (let at = 0; at < ended; at++) {
    const flipped = Uint8Array.from(bytes);
    flipped[at] = (flipped[at] ?? 0) ^ 0x40;
    store.damage(ID, 'journal', flipped);
    const refusal = { code: 'journal_corrupt', hint: /--rebuild/ };
    await assert.rejects(readJournal(store, ID), refusal, `flipped at ${at}`);
    if (at < begun) await assert.rejects(readWholeRecords(store, ID), refusal);
    else assert.equal((await readWholeRecords(store, ID))?.length, begun);
  }
});

test('refuses a journal that is none, or of another version', async () => {
  const cases = { 'KEMPT JOURNAL 7\n': 'journal_version', '#!/bin/sh\nexit 0\n': 'journal_corrupt' };
  for (const [text, code] of Object.entries(cases)) {
    store.damage(ID, 'journal', Buffer.from(text));
    await assert.rejects(readJournal(store, ID), { code });
  }
  store.damage(ID, 'journal', Buffer.concat([new Uint8Array(16), encodeFrame('B', encodeJson(BEGIN))]));
  await assert.rejects(readJournal(store, ID), { code: 'journal_corrupt', message: /its first line is damaged/ });
});

const whole = encodeBatchEnd({ first: 0, count: 1, time: 1 }, outcome(['completed']));
const UNREADABLE: readonly (readonly [string, Uint8Array])[] = [
  ['B', encodeJson({ ...BEGIN, header: {} })],
  ['B', encodeJson(null)],
  ['B', Buffer.from('{')],
  ['b', encodeBatchBegin({ first: 0, count: 1, time: 1 }).subarray(0, 15)],
  ['o', Buffer.alloc(15)],
  ['o', whole.subarray(0, 16)],
  ['s', whole.subarray(0, 20)],
  ['o', Buffer.concat([whole.subarray(0, 17), encodeJson({ messages: [], created: {} })])],
  ['o', Buffer.concat([whole.subarray(0, 17), encodeJson({ messages: [[0, 1]], created: [] })])],
  ['o', Buffer.concat([whole.subarray(0, 17), encodeJson({ messages: [], created: [7] })])],
  ['o', Buffer.concat([whole.subarray(0, 17), encodeJson({ messages: [], created: [[0, 1, 1n, 1n, '']] })])],
  ['o', Buffer.concat([whole.subarray(0, 17), encodeJson({ messages: [], created: [[0, 1n, 1n, 1, '']] })])],
  ['o', encodeBatchEnd({ first: 6, count: 1, time: 1 }, outcome(['completed']))],
  ['f', encodeJson([{ folder: { root: 0, path: '..' }, facts: FACTS }])],
  ['f', encodeJson({})],
  ['a', encodeJson([{ folder: { root: 0, path: '' }, mtime: 1 }])],
  ['a', encodeJson(3)],
  ['e', encodeJson({ ...END, status: 'running' })],
  ['e', encodeJson({ ...END, status: 1 })],
  ['e', encodeJson({ ...END, bytes_completed: null })],
  ['e', encodeJson({ ...END, message: 1 })],
  ['x', encodeJson({})],
];

UNREADABLE.forEach(([type, payload], i) => {
  test(`refuses a whole record that says what no journal says: ${type}, case ${i + 1}`, async () => {
    await writer.begin(BEGIN);
    await files.append('journal', encodeFrame(type, payload), true);
    await assert.rejects(readJournal(store, ID), { code: 'journal_corrupt' });
  });
});
