import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { Blake3Hasher } from '@napi-rs/blake-hash';
import { OUTCOME_CODES, outcomeId } from '@kempt/contracts';
import { encodeFrame } from '../../../src/journal/frames.ts';
import { readJournal } from '../../../src/journal/journal-reader.ts';
import { BATCH_STEPS } from '../../../src/journal/plan-batch.ts';
import { FORMAT_VERSION } from '../../../src/journal/plan-header.ts';
import { readPlan } from '../../../src/journal/plan-reader.ts';
import { STEP_FLAGS } from '../../../src/plan/plan.ts';
import { STEP_ACTIONS } from '../../../src/ports/file-system.ts';
import { createMemoryJournalStore } from '../../../src/testing/memory-journal-store.ts';
import {
  foldOutcomes,
  loadPageCode,
  PAGE,
  readBatch,
  readJson,
  tableOf,
  type PageBatch,
  type PageFrames,
} from './journal-page.ts';
import { COUNTS, FACTS, HASH, HEADER, ID, LARGE, STEPS, TOP, writeSampleOperation } from './sample-operation.ts';

const COMPLETED = outcomeId('completed');
const REVERTED = outcomeId('reverted');

const store = createMemoryJournalStore();
let digest = '';
let planFile = Buffer.alloc(0);
let journalFile = Buffer.alloc(0);
let readFrames: (bytes: Buffer) => PageFrames;

before(async () => {
  readFrames = await loadPageCode();
  digest = await writeSampleOperation(store);
  planFile = Buffer.from(store.bytes(ID, 'plan'));
  journalFile = Buffer.from(store.bytes(ID, 'journal'));
});

const payloads = (bytes: Buffer, ...types: readonly string[]): readonly Buffer[] =>
  readFrames(bytes)
    .frames.filter(({ type }) => types.includes(type))
    .map(({ payload }) => payload);

const jsonOf = (bytes: Buffer, type: string): readonly unknown[] => payloads(bytes, type).map(readJson);

describe('a reader that knows only the page', () => {
  test('finds the frames of both files in the order the page gives', () => {
    assert.equal(typesOf(planFile).join(''), 'HSLCE');
    assert.equal(typesOf(journalFile).join(''), 'BfboaeRsae');
    const lines = new Map(tableOf('file', 'first bytes').map(([file, line]) => [file, `${line ?? ''}\n`]));
    assert.ok(planFile.toString('latin1').startsWith(lines.get('plan') ?? '?'));
    assert.ok(journalFile.toString('latin1').startsWith(lines.get('journal') ?? '?'));
  });

  test('reads header, problems and counters', () => {
    assert.deepEqual(jsonOf(planFile, 'H'), [HEADER]);
    assert.deepEqual(jsonOf(planFile, 'L'), [[{ path: '/data/x', code: 'unreadable', message: 'It cannot be read.' }]]);
    assert.deepEqual(jsonOf(planFile, 'C'), [COUNTS]);
  });

  test('computes the digest', () => {
    const [end] = readFrames(planFile).frames.slice(-1);
    assert.ok(end);
    const hasher = new Blake3Hasher();
    hasher.update(planFile.subarray(0, end.start));
    assert.equal(hasher.digestBuffer().toString('hex'), end.payload.toString('hex'));
    assert.equal(digest, end.payload.toString('hex'));
  });

  test('reads every step of a batch', () => {
    const [batch] = payloads(planFile, 'S').map(readBatch);
    assert.ok(batch);
    assert.equal(batch.head['first_step'], 0);
    assert.deepEqual(batch.head['folder_facts'], [[0, FACTS]]);
    assert.deepEqual(
      STEPS.map((_, row) => stepAt(batch, row)),
      STEPS.map((step) => ({
        ...step,
        sourceName: hex(step.sourceName),
        targetName: hex(step.targetName),
        hash: hex(step.hash ?? new Uint8Array(32)),
        folderFacts: undefined,
      })),
    );
  });

  test('reads batches of a journal and where every step stands', () => {
    const [begin] = payloads(journalFile, 'b');
    assert.deepEqual([begin?.readUInt32LE(0), begin?.readUInt32LE(4), begin?.readDoubleLE(8)], [0, 3, 1000.5]);
    const outcomes = payloads(journalFile, 'o', 's');
    assert.deepEqual(foldOutcomes(3, outcomes), [COMPLETED, 0, outcomeId('folder_not_empty')]);
    assert.deepEqual(readJson(outcomes[0]?.subarray(16 + 3) ?? Buffer.alloc(0)), {
      messages: [[2, 'rmdir: ENOTEMPTY']],
      created: [
        [0, 3n, LARGE, 5n, ''],
        [1, 4n, 6n, -7n, Buffer.from(HASH).toString('base64')],
      ],
      leftovers: [[1, 'permission_denied']],
    });
  });

  test('stands where Kempt stands', async () => {
    const state = await readJournal(store, ID);
    assert.deepEqual([...(state?.codes ?? [])], foldOutcomes(3, payloads(journalFile, 'o', 's')));
  });

  test('reads the folders and the ends of a journal', () => {
    assert.deepEqual(jsonOf(journalFile, 'f'), [[{ folder: TOP, facts: FACTS }]]);
    assert.deepEqual(jsonOf(journalFile, 'a'), [
      [{ folder: TOP, mtime: 8n }],
      [{ folder: { root: 0, path: 'images' }, mtime: null }],
    ]);
    assert.deepEqual(jsonOf(journalFile, 'R'), [{ resumed_at: 3000 }]);
    const fields = Object.keys(jsonOf(journalFile, 'e')[0] as object);
    for (const field of fields) assert.ok(PAGE.includes(`\`${field}\``), field);
  });

  test('calls torn and corrupt what Kempt calls so, wherever a journal is cut or damaged', async () => {
    for (let at = 'KEMPT JOURNAL 1\n'.length; at < journalFile.length; at += 7) {
      const flipped = Buffer.from(journalFile);
      flipped.writeUInt8(flipped.readUInt8(at) ^ 0x55, at);
      for (const bytes of [journalFile.subarray(0, at), flipped]) {
        assert.equal(await damageByKempt(bytes), damageByPage(bytes), `at byte ${String(at)}`);
      }
    }
  });

  test('refuses a plan that is cut anywhere', async () => {
    for (let at = 0; at < planFile.length; at += 11) {
      const cut = planFile.subarray(0, at);
      await assert.rejects(readPlan(onePiece(cut)), { code: 'plan_corrupt' });
      assert.ok(!typesOf(cut).includes('E'));
    }
  });
});

describe('a type of frame that the page does not know', () => {
  const unknown = Buffer.from(encodeFrame('x', Buffer.from('{}')));

  test('is passed over in a plan, where it counts for the digest', async () => {
    const end = readFrames(planFile).frames.at(-1)?.start ?? 0;
    const content = Buffer.concat([planFile.subarray(0, end), unknown]);
    const hasher = new Blake3Hasher();
    hasher.update(content);
    const frozen = await readPlan(onePiece(Buffer.concat([content, encodeFrame('E', hasher.digestBuffer())])));
    assert.deepEqual(frozen.header, HEADER);
    assert.notEqual(frozen.digest, digest);
  });

  test('makes a journal unreadable', async () => {
    assert.equal(await damageByKempt(Buffer.concat([journalFile, unknown])), 'corrupt');
  });
});

describe('the page', () => {
  test('names every type of frame that is written, and no other', () => {
    const known = tableOf('type', 'file').map(([type = '', file = '']) => `${file} ${type}`);
    const written = typesOf(planFile).map((type) => `plan ${type}`);
    written.push(...typesOf(journalFile).map((type) => `journal ${type}`));
    assert.deepEqual(known.toSorted(), [...new Set(written)].sort());
  });

  test('numbers actions and flags as plans do', () => {
    assert.deepEqual(
      tableOf('action', 'number').map(([action, number]) => [action, Number(number)]),
      STEP_ACTIONS.map((action, number) => [action, number]),
    );
    assert.deepEqual(Object.fromEntries(tableOf('bit', 'flag').map(([bit, flag]) => [flag, Number(bit)])), STEP_FLAGS);
  });

  test('names every field of header and counters', () => {
    const fields = tableOf('field', 'type').map(([field]) => field);
    for (const field of Object.keys(HEADER)) assert.ok(fields.includes(field), field);
    for (const field of Object.keys(COUNTS)) assert.ok(PAGE.includes(`\`${field}\``), field);
  });

  test('is right about sizes, versions and outcome bytes', () => {
    assert.ok(PAGE.includes(`at most ${BATCH_STEPS.toLocaleString('en')} steps`));
    assert.ok(PAGE.includes(`reads version ${String(FORMAT_VERSION)} of both files`));
    assert.deepEqual(OUTCOME_CODES.slice(0, 2), ['not_attempted', 'completed']);
    assert.ok(PAGE.includes(`${String(REVERTED)} (\`reverted\`)`));
  });
});

const hex = (bytes: Iterable<number>): string => Buffer.from([...bytes]).toString('hex');

function typesOf(bytes: Buffer): readonly string[] {
  return readFrames(bytes).frames.map(({ type }) => type);
}

function stepAt({ head, columns, names }: PageBatch, row: number): unknown {
  const at = (column: string): number | bigint => columns[column]?.[row] ?? -1;
  const folders = head['folders'] as readonly unknown[];
  const [sourceName, targetName] = names[row] ?? [];
  return {
    action: tableOf('action', 'number').find(([, number]) => Number(number) === at('action'))?.[0],
    source: folders[Number(at('source_folder'))],
    sourceName: hex(sourceName ?? []),
    target: folders[Number(at('target_folder'))],
    targetName: hex(targetName ?? []),
    identity: { device: at('device'), inode: at('inode'), size: at('size'), mtime: at('mtime') },
    category: at('category'),
    flags: at('flags'),
    requires: at('requires'),
    origin: at('origin'),
    hash: hex((columns['hash'] ?? []).slice(row * 32, row * 32 + 32).map(Number)),
    folderFacts: undefined,
  };
}

function damageByPage(bytes: Buffer): string {
  const { frames, damage } = readFrames(bytes);
  if (damage === 'corrupt') return 'corrupt';
  return frames[0]?.type === 'B' ? damage : 'never began';
}

async function damageByKempt(bytes: Buffer): Promise<string> {
  store.damage(ID, 'journal', bytes);
  try {
    const state = await readJournal(store, ID);
    return state === undefined ? 'never began' : (state.damage ?? 'none');
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'journal_corrupt' ? 'corrupt' : String(error);
  }
}

async function* onePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}
