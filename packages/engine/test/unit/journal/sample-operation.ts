import { outcomeId } from '@kempt/contracts';
import { JournalWriter } from '../../../src/journal/journal-writer.ts';
import type { NewStep } from '../../../src/journal/plan-batch.ts';
import { FORMAT_VERSION, type PlanCounts, type PlanHeader } from '../../../src/journal/plan-header.ts';
import { PlanWriter } from '../../../src/journal/plan-writer.ts';
import { decodeRaw, encodeRaw } from '../../../src/names/raw-string.ts';
import { STEP_FLAGS } from '../../../src/plan/plan.ts';
import { NO_REQUIREMENT, type BatchOutcome, type FolderFacts } from '../../../src/ports/file-system.ts';
import type { JournalStore } from '../../../src/ports/journal-store.ts';

/** Id of the sample operation. */
export const ID = '20260131-142530-417-9f3a';
const ODD_NAME = Uint8Array.of(0x61, 0xff, 0x62);
/** More than a floating-point number can hold. */
export const LARGE = 18_446_744_073_709_551_615n;
/** Some BLAKE3. */
export const HASH = Uint8Array.from({ length: 32 }, (_, i) => i + 1);

/** Facts of a folder. */
export const FACTS: FolderFacts = {
  device: 3n,
  inode: LARGE,
  mode: 0o40755,
  uid: 1000,
  gid: 100,
  atime: -1n,
  mtime: 1_700_000_000_123_456_789n,
  xattrs: [{ name: 'user.note', value: 'aGk=' }],
};

/** Header of the plan. */
export const HEADER: PlanHeader = {
  version: FORMAT_VERSION,
  plan_id: ID,
  type: 'organize',
  created_at: 1_769_869_530_417,
  roots: [{ path: `/data/${decodeRaw(ODD_NAME)}`, device: 3n, inode: LARGE, file_system_id: 'uuid:ab' }],
  destination: 0,
  match: 'inode',
  options: { mode: 'move' },
  undoes: null,
  restore_times: [{ folder: { root: 0, path: 'old' }, expected_mtime: null, atime: 1n, mtime: 2n }],
};

/** Counters of the plan. */
export const COUNTS: PlanCounts = {
  steps: 3,
  files_scanned: 2,
  files_planned: 1,
  files_in_place: 0,
  files_left: 1,
  duplicates_found: 0,
  bytes_planned: 5,
  left: [{ reason: 'hidden', count: 1 }],
  skipped: [{ reason: 'hidden', count: 1 }],
  problems_total: 1,
};

const NO_IDENTITY = { device: 0n, inode: 0n, size: 0, mtime: 0n };
/** The root itself. */
export const TOP = { root: 0, path: '' };
const NOTHING = new Uint8Array(0);

/** Steps of the plan: a folder is made, a file moves into it, a folder goes. */
export const STEPS: readonly NewStep[] = [
  stepOf({ action: 'make_folder', targetName: encodeRaw('images'), flags: STEP_FLAGS.folder, folderFacts: FACTS }),
  stepOf({
    action: 'move',
    source: { root: 0, path: 'old' },
    sourceName: ODD_NAME,
    target: { root: 0, path: 'images' },
    targetName: encodeRaw('ü.jpg'),
    identity: { device: 3n, inode: LARGE, size: 5, mtime: -7n },
    category: 1,
    flags: STEP_FLAGS.renamed | STEP_FLAGS.mismatch,
    requires: 0,
    hash: HASH,
  }),
  stepOf({ action: 'remove_folder', sourceName: encodeRaw('old'), flags: STEP_FLAGS.folder, origin: 9 }),
];

function stepOf(step: Partial<NewStep> & Pick<NewStep, 'action'>): NewStep {
  return {
    source: TOP,
    sourceName: NOTHING,
    target: TOP,
    targetName: NOTHING,
    identity: NO_IDENTITY,
    category: 0,
    flags: 0,
    requires: NO_REQUIREMENT,
    origin: NO_REQUIREMENT,
    ...step,
  };
}

const COMPLETED = outcomeId('completed');
const REVERTED = outcomeId('reverted');
const NO_WORDS: BatchOutcome = {
  code: NOTHING,
  messages: new Map(),
  created: new Map(),
  unsynced: [],
  leftovers: new Map(),
};

async function writeJournal(journal: JournalWriter, digest: string): Promise<void> {
  const batch = { first: 0, count: 3, time: 1000.5 };
  await journal.begin({ operation_id: ID, plan_digest: digest, started_at: 999, header: HEADER, counts: COUNTS });
  await journal.batchBegins(batch, [{ folder: TOP, facts: FACTS }]);
  const made = { device: 3n, inode: LARGE, mtime: 5n, hash: NOTHING };
  const copied = { device: 4n, inode: 6n, mtime: -7n, hash: HASH };
  await journal.batchEnded(batch, {
    ...NO_WORDS,
    code: Uint8Array.of(COMPLETED, COMPLETED, outcomeId('folder_not_empty')),
    messages: new Map([[2, 'rmdir: ENOTEMPTY']]),
    created: new Map([
      [0, made],
      [1, copied],
    ]),
    leftovers: new Map([[1, 'permission_denied']]),
  });
  const ended = { status: 'interrupted', finished_at: 2000, duration_seconds: 1.5, message: null } as const;
  const counters = { files_completed: 1, files_skipped: 0, files_failed: 0, bytes_completed: 5 };
  await journal.end([{ folder: TOP, mtime: 8n }], { ...ended, ...counters });
  await journal.resumed(3000);
  const back = { ...NO_WORDS, code: Uint8Array.of(REVERTED) };
  await journal.batchEnded({ first: 1, count: 1, time: 3001 }, back, true);
  await journal.end([{ folder: { root: 0, path: 'images' }, mtime: null }], { ...ended, ...counters });
}

/**
 * Writes plan and journal of the sample operation with the real writers.
 *
 * @param store - where to
 * @returns the digest of the plan
 */
export async function writeSampleOperation(store: JournalStore): Promise<string> {
  const files = await store.create(ID);
  const plan = new PlanWriter(files);
  await plan.start(HEADER);
  for (const step of STEPS) await plan.add(step);
  await plan.addProblem({ path: '/data/x', code: 'unreadable', message: 'It cannot be read.' });
  const digest = await plan.finish(COUNTS);
  await writeJournal(new JournalWriter(files), digest);
  await files.close();
  return digest;
}
