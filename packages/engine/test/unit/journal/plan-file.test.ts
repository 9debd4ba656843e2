import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeFrame } from '../../../src/journal/frames.ts';
import { encodeJson } from '../../../src/journal/json-payload.ts';
import { BATCH_STEPS } from '../../../src/journal/plan-batch.ts';
import { encodePlanBatch } from '../../../src/journal/plan-batch-codec.ts';
import { readBatchAt, readBatches, readPlan, type FrozenPlan } from '../../../src/journal/plan-reader.ts';
import { PlanWriter } from '../../../src/journal/plan-writer.ts';
import { createMemoryJournalStore, type MemoryJournalStore } from '../../../src/testing/memory-journal-store.ts';
import { gather } from '../../support/engine-bench.ts';
import { batchOf, countsOf, HEADER, ID, inPieces, stepOf, writePlan } from './plan-samples.ts';

const MAGIC = 'KEMPT PLAN 1\n';

async function whole(store: MemoryJournalStore): Promise<FrozenPlan> {
  return readPlan(inPieces(store.bytes(ID, 'plan')));
}

test('reads a plan through in pieces of any size', async () => {
  const store = createMemoryJournalStore();
  const digest = await writePlan(store, [stepOf(), stepOf({ requires: 0 })]);
  const bytes = store.bytes(ID, 'plan');
  for (const pieceBytes of [1, 7, 13, 14, 1000]) {
    const plan = await readPlan(inPieces(bytes, pieceBytes));
    assert.deepEqual([plan.header, plan.counts, plan.digest], [HEADER, countsOf(2), digest]);
    assert.deepEqual(plan.problems, []);
    assert.equal(plan.batches.length, 1);
  }
});

test('gives other steps another digest, and the same steps the same', async () => {
  const digests = await Promise.all(
    [[stepOf()], [stepOf()], [stepOf({ targetName: 'tp' })]].map((steps) =>
      writePlan(createMemoryJournalStore(), steps),
    ),
  );
  assert.equal(digests[0], digests[1]);
  assert.notEqual(digests[0], digests[2]);
  assert.match(digests[0] ?? '', /^[0-9a-f]{64}$/);
});

test('writes a step after the other into batches, and reads them forwards, backwards and one by one', async () => {
  const store = createMemoryJournalStore();
  const count = BATCH_STEPS + 2;
  await writePlan(
    store,
    Array.from({ length: count }, (_, i) =>
      stepOf({ sourceName: `file ${i}`, requires: i === 0 ? 0xffff_ffff : i - 1 }),
    ),
  );
  const plan = await whole(store);
  const reading = { store, operationId: ID, plan };
  const forwards = (await gather(readBatches(reading))).map(({ firstStep }) => firstStep);
  const backwards = (await gather(readBatches({ ...reading, backwards: true }))).map(({ firstStep }) => firstStep);
  assert.deepEqual(forwards, [0, BATCH_STEPS]);
  assert.deepEqual(backwards, [BATCH_STEPS, 0]);
  const last = await readBatchAt(reading, BATCH_STEPS);
  assert.deepEqual([last.count, [...last.requiresStep], [...last.requires]], [2, [8191, 8192], [0xffff_ffff, 0]]);
  assert.equal(last.operationId, ID);
  for (const firstStep of [1, BATCH_STEPS - 1, 2 * BATCH_STEPS]) {
    await assert.rejects(readBatchAt(reading, firstStep), { code: 'plan_corrupt', message: /no batch starts with/ });
  }
});

test('keeps the first hundred problems of any number', async () => {
  const store = createMemoryJournalStore();
  const writer = new PlanWriter(await store.create(ID));
  await writer.start(HEADER);
  for (let i = 0; i < 2500; i++) await writer.addProblem({ path: `/data/${i}`, code: 'unreadable', message: 'No.' });
  await writer.finish(countsOf(0));
  const plan = await whole(store);
  assert.deepEqual(
    plan.problems.map(({ path }) => path),
    Array.from({ length: 100 }, (_, i) => `/data/${i}`),
  );
  assert.deepEqual(await gather(readBatches({ store, operationId: ID, plan })), []);
});

test('refuses a plan of which any byte is cut off or changed', async () => {
  const store = createMemoryJournalStore();
  await writePlan(store, [stepOf()]);
  const bytes = store.bytes(ID, 'plan');
  for (let at = 0; at < bytes.length; at++) {
    await assert.rejects(readPlan(inPieces(bytes.subarray(0, at))), { code: 'plan_corrupt' }, `cut at ${at}`);
    const changed = Uint8Array.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    await assert.rejects(readPlan(inPieces(changed)), { code: /^plan_(corrupt|version)$/ }, `changed at ${at}`);
  }
  await assert.rejects(readPlan(inPieces(Buffer.concat([bytes, encodeFrame('L', encodeJson([]))]))), {
    code: 'plan_corrupt',
    message: 'The plan cannot be used: something follows its end.',
  });
});

test('refuses a plan of another version in words', async () => {
  await assert.rejects(readPlan(inPieces(Buffer.from('KEMPT PLAN 12\n and more'))), {
    code: 'plan_version',
    message: 'The plan has format 12, this Kempt reads 1.',
  });
  await assert.rejects(readPlan(inPieces(Buffer.from('#!/bin/sh and more'))), { code: 'plan_corrupt' });
  await assert.rejects(readPlan(inPieces(new Uint8Array(0))), { code: 'plan_corrupt' });
});

/** A plan that is framed and digested as it should be, of frames that say something else. */
async function forged(frames: readonly (readonly [string, Uint8Array])[]): Promise<MemoryJournalStore> {
  const store = createMemoryJournalStore();
  const files = await store.create(ID);
  const { Blake3Hasher } = await import('@napi-rs/blake-hash');
  const hasher = new Blake3Hasher();
  const parts = [Buffer.from(MAGIC), ...frames.map(([type, payload]) => Buffer.from(encodeFrame(type, payload)))];
  for (const part of parts) hasher.update(part);
  await files.append('plan', Buffer.concat([...parts, encodeFrame('E', hasher.digestBuffer())]), true);
  await files.close();
  return store;
}

const HEAD = ['H', encodeJson(HEADER)] as const;
const COUNTS = ['C', encodeJson(countsOf(1))] as const;

const FORGED: readonly (readonly [string, readonly (readonly [string, Uint8Array])[]])[] = [
  ['its header is not a header', [['H', encodeJson({ ...HEADER, roots: [] })], COUNTS]],
  ['its counters are not counters', [HEAD, ['C', encodeJson({})]]],
  ['its problems are not problems', [HEAD, ['L', encodeJson([1])], COUNTS]],
  ['a record is not JSON', [HEAD, ['C', Buffer.from('{')]]],
  ['its end is missing', [HEAD]],
  ['its end is missing', [COUNTS]],
];

for (const [words, frames] of FORGED) {
  test(`refuses a plan of ${frames.length} frames of which ${words}`, async () => {
    const store = await forged(frames);
    await assert.rejects(whole(store), { code: 'plan_corrupt', message: `The plan cannot be used: ${words}.` });
  });
}

test('refuses a batch that lies below a root the plan does not have, or says what no batch can', async () => {
  const elsewhere = batchOf([stepOf({ source: { root: 1, path: '' } })]);
  for (const payload of [encodePlanBatch(elsewhere), Buffer.from('no batch')]) {
    const store = await forged([HEAD, ['S', payload], COUNTS]);
    const reading = { store, operationId: ID, plan: await whole(store) };
    await assert.rejects(gather(readBatches(reading)), { code: 'plan_corrupt' });
  }
});

test('refuses a batch that is not there any more', async () => {
  const store = createMemoryJournalStore();
  await writePlan(store, [stepOf()]);
  const plan = await whole(store);
  store.damage(ID, 'plan', new Uint8Array(3));
  await assert.rejects(gather(readBatches({ store, operationId: ID, plan })), { code: 'plan_corrupt' });
});
