import { PlanBatchBuilder, type NewStep, type PlanBatch } from '../../../src/journal/plan-batch.ts';
import { FORMAT_VERSION, type PlanCounts, type PlanHeader } from '../../../src/journal/plan-header.ts';
import { PlanWriter } from '../../../src/journal/plan-writer.ts';
import { encodeRaw } from '../../../src/names/raw-string.ts';
import { NO_REQUIREMENT, type FolderFacts } from '../../../src/ports/file-system.ts';
import type { JournalStore } from '../../../src/ports/journal-store.ts';

/** The id of sample operations. */
export const ID = '20260131-142530-417-9f3a';

/** Facts with numbers that no double holds. */
export const FACTS: FolderFacts = {
  device: 2n ** 64n - 1n,
  inode: 2n ** 53n + 1n,
  mode: 0o40750,
  uid: 1000,
  gid: 100,
  atime: -1n,
  mtime: 1_700_000_000_123_456_789n,
  xattrs: [{ name: 'user.note', value: 'aGk=' }],
};

/** The header of a sample plan. */
export const HEADER: PlanHeader = {
  version: FORMAT_VERSION,
  plan_id: ID,
  type: 'organize',
  created_at: 1_769_869_530_417,
  roots: [{ path: '/data/x\udcff', device: 3n, inode: 2n ** 64n - 1n, file_system_id: 'uuid:ab' }],
  destination: 0,
  match: 'inode',
  options: { mode: 'move' },
  undoes: null,
  restore_times: [],
};

/** The counters of a plan with some steps. */
export function countsOf(steps: number): PlanCounts {
  return {
    steps,
    files_scanned: steps,
    files_planned: steps,
    files_in_place: 0,
    files_left: 0,
    duplicates_found: 0,
    bytes_planned: 0,
    left: [],
    skipped: [],
    problems_total: 0,
  };
}

/** A step that moves a file, but for what is said. */
export function stepOf(step: Partial<Omit<NewStep, 'sourceName' | 'targetName'>> & Names = {}): NewStep {
  const { sourceName = 'from', targetName = 'to', ...rest } = step;
  return {
    action: 'move',
    source: { root: 0, path: '' },
    sourceName: encodeRaw(sourceName),
    target: { root: 0, path: 'sub' },
    targetName: encodeRaw(targetName),
    identity: { device: 1n, inode: 2n ** 64n - 1n, size: 3, mtime: -4n },
    category: 5,
    flags: 0,
    requires: NO_REQUIREMENT,
    origin: NO_REQUIREMENT,
    ...rest,
  };
}

interface Names {
  readonly sourceName?: string;
  readonly targetName?: string;
}

/** A batch of steps. */
export function batchOf(steps: readonly NewStep[], firstStep = 0): PlanBatch {
  const builder = new PlanBatchBuilder(firstStep);
  for (const step of steps) builder.add(step);
  return builder.finish();
}

/** Writes a plan of some steps into a store. */
export async function writePlan(
  store: JournalStore,
  steps: Iterable<NewStep>,
  header: PlanHeader = HEADER,
): Promise<string> {
  const files = await store.create(ID);
  const writer = new PlanWriter(files);
  await writer.start(header);
  for (const step of steps) await writer.add(step);
  const digest = await writer.finish(countsOf(writer.steps));
  await files.close();
  return digest;
}

/** Bytes as the store hands them out. */
export async function* inPieces(bytes: Uint8Array, pieceBytes = bytes.length): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}
