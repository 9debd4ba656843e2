import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { KEEP_RULES } from '@kempt/contracts';
import { decodeJson, encodeJson } from '../../../src/journal/json-payload.ts';
import { keptAt } from '../../../src/journal/kept-files.ts';
import { BATCH_STEPS, type PlanBatch } from '../../../src/journal/plan-batch.ts';
import { decodePlanBatch, encodePlanBatch, PlanDamage } from '../../../src/journal/plan-batch-codec.ts';
import { decodeRaw } from '../../../src/names/raw-string.ts';
import { NO_REQUIREMENT, STEP_ACTIONS } from '../../../src/ports/file-system.ts';
import { nameBytes } from '../names/any-bytes.ts';
import { batchOf, FACTS, ID, stepOf } from './plan-samples.ts';

const KEPT = {
  folder: { root: 1, path: 'kept' },
  name: Buffer.from('kept'),
  device: 3n,
  inode: 4n,
  mtime: -5n,
  rule: 'oldest',
} as const;

const NEEDS_KEPT: ReadonlySet<string> = new Set([
  ...['quarantine', 'hardlink', 'separate', 'reflink', 'symlink', 'replace_link', 'rejoin'],
]);

const SETTING = { operationId: ID, match: 'content' } as const;

const step = fc
  .record({
    action: fc.constantFrom(...STEP_ACTIONS),
    sourceName: nameBytes.map(decodeRaw),
    targetName: nameBytes.map(decodeRaw),
    source: fc.record({ root: fc.nat(3), path: fc.constantFrom('', 'a', 'a/b\udcff') }, { noNullPrototype: true }),
    flags: fc.nat(63),
    category: fc.nat(20),
    origin: fc.constantFrom(NO_REQUIREMENT, 0, 77),
    hash: fc.option(fc.uint8Array({ minLength: 32, maxLength: 32 }), { nil: undefined }),
    folderFacts: fc.constantFrom(undefined, FACTS),
    device: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    mtime: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    size: fc.maxSafeNat(),
    isKept: fc.boolean(),
    keptName: nameBytes,
    rule: fc.constantFrom(...KEEP_RULES),
  })
  .map(({ device, mtime, size, isKept, keptName, rule, ...rest }) => {
    const kept = { folder: rest.source, name: keptName, device, inode: device, mtime, rule };
    const step = stepOf({ ...rest, identity: { device, inode: device, size, mtime } });
    return isKept || NEEDS_KEPT.has(rest.action) ? { ...step, kept } : step;
  });

test('reads back any batch exactly', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), fc.nat(100_000), (steps, firstStep) => {
      const batch = batchOf(steps, firstStep);
      assert.deepEqual(decodePlanBatch(encodePlanBatch(batch), SETTING), { ...batch, ...SETTING });
    }),
  );
});

test('refuses a batch that is cut at any byte', () => {
  const payload = encodePlanBatch(batchOf([stepOf(), stepOf({ hash: new Uint8Array(32).fill(1) })]));
  for (let length = 0; length < payload.length; length++) {
    assert.throws(() => decodePlanBatch(payload.subarray(0, length), SETTING), PlanDamage, `cut at ${length}`);
  }
});

test('refuses or reads, but never trips over, a batch with any byte changed', () => {
  const payload = encodePlanBatch(batchOf([stepOf({ folderFacts: FACTS }), stepOf({ requires: 0 })]));
  fc.assert(
    fc.property(fc.nat(payload.length - 1), fc.nat(255), (at, byte) => {
      const forged = Uint8Array.from(payload);
      forged[at] = byte;
      try {
        decodePlanBatch(forged, SETTING);
      } catch (error) {
        assert.ok(error instanceof PlanDamage);
      }
    }),
    { numRuns: 500 },
  );
});

test('a batch without duplicates takes no room for what is kept', () => {
  const [plain, withKept] = [stepOf(), { ...stepOf(), kept: KEPT }].map((step) => encodePlanBatch(batchOf([step])));
  assert.ok(plain && withKept && plain.length + 64 < withKept.length);
  assert.equal(decodePlanBatch(plain, SETTING).kept, undefined);
});

test('a duplicate comes back with the file that is kept for it', () => {
  const batch = batchOf([stepOf(), { ...stepOf({ action: 'quarantine' }), kept: KEPT }]);
  const { kept } = decodePlanBatch(encodePlanBatch(batch), SETTING);
  assert.deepEqual([keptAt(kept, 0), keptAt(kept, 1)], [undefined, { ...KEPT, name: Uint8Array.from(KEPT.name) }]);
});

test('refuses a duplicate that names no file to keep, or one in another folder', () => {
  const batch = batchOf([{ ...stepOf({ action: 'quarantine' }), kept: KEPT }]);
  const { kept, ...without } = batch;
  assert.ok(kept);
  const forged: readonly (readonly [string, PlanBatch])[] = [
    ['a duplicate lacks the file that is kept', without],
    ['a duplicate lacks the file that is kept', { ...batch, kept: { ...kept, nameEnd: Uint32Array.of(0) } }],
    ['a duplicate lacks the file that is kept', { ...batch, kept: { ...kept, folder: Uint32Array.of(7) } }],
    ['a name holds a slash or NUL', { ...batch, kept: { ...kept, names: Buffer.from('../a') } }],
    ['a name is . or ..', { ...batch, kept: { ...kept, names: Buffer.from('..'), nameEnd: Uint32Array.of(2) } }],
    ['a name lies outside the names', { ...batch, kept: { ...kept, nameEnd: Uint32Array.of(9) } }],
  ];
  for (const [message, plan] of forged) {
    assert.throws(() => decodePlanBatch(encodePlanBatch(plan), SETTING), { message });
  }
});

/** What a forger might write into the columns of a batch of two moves, `from` to `to` each. */
const FORGED: readonly (readonly [string, Partial<PlanBatch>])[] = [
  ['a name holds a slash or NUL', { names: Buffer.from('fr/mtofromto') }],
  ['a name holds a slash or NUL', { names: Buffer.from('fr\0mtofromto') }],
  ['a name is . or ..', { names: Buffer.from('from..fromto') }],
  ['a name is . or ..', { nameEnd: Uint32Array.of(1, 6, 10, 12), names: Buffer.from('.romtofromto') }],
  ['a name lies outside the names', { nameEnd: Uint32Array.of(4, 6, 10, 13) }],
  ['a name lies outside the names', { nameEnd: Uint32Array.of(4, 3, 10, 12) }],
  ['a step lacks a name', { nameEnd: Uint32Array.of(0, 6, 10, 12) }],
  ['a step lacks a name', { nameEnd: Uint32Array.of(4, 4, 10, 12) }],
  ['a step lacks a name', { action: Uint8Array.of(3, 0), nameEnd: Uint32Array.of(4, 4, 10, 12) }],
  ['a step lacks a name', { action: Uint8Array.of(0, 4), nameEnd: Uint32Array.of(4, 6, 6, 12) }],
  ['a step names a folder that is not there', { sourceFolder: Uint32Array.of(0, 2) }],
  ['a step names a folder that is not there', { targetFolder: Uint32Array.of(9, 1) }],
  ['a step has no known action', { action: Uint8Array.of(0, STEP_ACTIONS.length) }],
  ['a step requires a later one', { requiresStep: Uint32Array.of(NO_REQUIREMENT, 1) }],
  ['a step requires a later one', { requiresStep: Uint32Array.of(0, NO_REQUIREMENT) }],
  ['hashes are cut short', { hash: new Uint8Array(32) }],
];

for (const [words, change] of FORGED) {
  test(`refuses a batch in which ${words}: ${Object.keys(change).join(', ')}`, () => {
    const batch = batchOf([stepOf(), stepOf()]);
    assert.throws(() => decodePlanBatch(encodePlanBatch({ ...batch, ...change }), SETTING), new PlanDamage(words));
  });
}

/** Writes another head before the columns of a batch of one move. */
function withHead(change: (head: Record<string, unknown>) => unknown): Uint8Array {
  const payload = Buffer.from(encodePlanBatch(batchOf([stepOf()])));
  const length = payload.readUInt32LE(0);
  const head = encodeJson(change(decodeJson(payload.subarray(8, 8 + length)) as Record<string, unknown>));
  const prefix = Buffer.alloc(8);
  prefix.writeUInt32LE(head.length, 0);
  const aligned = (bytes: number): number => bytes + ((8 - (bytes % 8)) % 8);
  const padding = Buffer.alloc(aligned(head.length) - head.length);
  return Buffer.concat([prefix, head, padding, payload.subarray(8 + aligned(length))]);
}

const HEADS: readonly (readonly [string, (head: Record<string, unknown>) => unknown])[] = [
  ['the head is not an object', () => [1]],
  ['a count is not a number', (head) => ({ ...head, count: '1' })],
  ['a count is not a number', (head) => ({ ...head, first_step: -1 })],
  ['a count is not a number', (head) => ({ ...head, names_length: 0.5 })],
  ['a count is not a number', (head) => ({ ...head, hash_length: 2 ** 60 })],
  ['the batch is larger than a batch may be', (head) => ({ ...head, count: BATCH_STEPS + 1 })],
  ['a column is cut short', (head) => ({ ...head, count: BATCH_STEPS })],
  ['a folder is not a folder', (head) => ({ ...head, folders: {} })],
  ['a folder is not a folder', (head) => ({ ...head, folders: [{ root: 0, path: '../etc' }] })],
  ['a folder is not a folder', (head) => ({ ...head, folders: [{ root: -1, path: '' }] })],
  ['folder facts are not facts', (head) => ({ ...head, folder_facts: null })],
  ['folder facts are not facts', (head) => ({ ...head, folder_facts: [[0, { ...FACTS, mode: 'x' }]] })],
  ['folder facts are not facts', (head) => ({ ...head, folder_facts: [[0, FACTS, 1]] })],
  ['folder facts are not facts', (head) => ({ ...head, folder_facts: [[-1, FACTS]] })],
];

for (const [words, change] of HEADS) {
  test(`refuses a batch of which ${words}: ${String(change)}`, () => {
    assert.doesNotThrow(() =>
      decodePlanBatch(
        withHead((head) => head),
        SETTING,
      ),
    );
    assert.throws(() => decodePlanBatch(withHead(change), SETTING), new PlanDamage(words));
  });
}

test('refuses a batch whose head is longer than itself, or no JSON', () => {
  const payload = Buffer.from(encodePlanBatch(batchOf([stepOf()])));
  payload.writeUInt32LE(payload.length, 0);
  assert.throws(() => decodePlanBatch(payload, SETTING), new PlanDamage('the head is longer than the frame'));
  payload.writeUInt32LE(3, 0);
  assert.throws(() => decodePlanBatch(payload, SETTING), new PlanDamage('the head is not JSON'));
});
