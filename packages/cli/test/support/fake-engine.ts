import type {
  DuplicateFile,
  DuplicatesResult,
  HistoryEntry,
  OperationResult,
  QuarantinedFile,
  ReportData,
  ScanResult,
  StepLine,
} from '@kempt/contracts';
import type {
  DuplicateGroup,
  Engine,
  Explanation,
  OperationDetails,
  PlannedOperation,
  PlanPreview,
} from '@kempt/engine';

/** An operation that went well. */
export const RESULT: OperationResult = {
  operation_id: '01JQ3ZAAAAAA',
  type: 'organize',
  status: 'completed',
  files_scanned: 12,
  files_planned: 8,
  files_in_place: 1,
  files_left: 3,
  files_completed: 8,
  files_skipped: 0,
  files_failed: 0,
  bytes_completed: 8000,
  duplicates_found: 0,
  plan_digest: 'abcd',
  duration_seconds: 1.5,
  problems: [],
  problems_total: 0,
  skipped: [{ reason: 'hidden', count: 3 }],
};

/** What a scan found. */
export const SCAN: ScanResult = {
  files: 3,
  directories: 1,
  size_bytes: 3500,
  categories: [
    { category: 'images', file_count: 1, total_size_bytes: 500, percentage: 14.29 },
    { category: 'video', file_count: 2, total_size_bytes: 3000, percentage: 85.71 },
  ],
  largest_files: [{ path: 'film.mp4', size_bytes: 2000, category: 'video' }],
  mismatches: [],
  mismatches_total: 0,
  skipped: [{ reason: 'symlink', count: 2 }],
  problems: [],
  problems_total: 0,
  duration_seconds: 0.2,
};

/** A row of the history. */
export const ENTRY: HistoryEntry = {
  operation_id: '01JQ3ZAAAAAA',
  type: 'organize',
  status: 'completed',
  created_at: '2025-03-09T12:00:00.000Z',
  finished_at: '2025-03-09T12:00:02.000Z',
  root: '/home/me/Downloads',
  files_planned: 8,
  files_completed: 8,
  files_skipped: 0,
  files_failed: 0,
  bytes_completed: 8000,
  undoes: null,
  undone_by: null,
  undone: 'no',
  journal_bytes: 2048,
};

/** A step of a plan. */
export const STEP: StepLine = {
  original_path: 'a.jpg',
  new_path: 'images/a.jpg',
  category: 'images',
  size_bytes: 500,
  action: 'move',
};

/** A file in quarantine. */
export const QUARANTINED: QuarantinedFile = {
  operation_id: '01JQ3ZAAAAAA',
  original_path: '/home/me/Downloads/b.jpg',
  quarantine_path: '/home/me/Downloads/.kempt-quarantine/01JQ3ZAAAAAA/2-b.jpg',
  size_bytes: 500,
  quarantined_at: '2025-03-09T12:00:02.000Z',
  kept_path: '/home/me/Downloads/a.jpg',
  kept_by: 'oldest',
  reachable: true,
};

/** The preview of a plan. */
export const PREVIEW: PlanPreview = {
  result: { ...RESULT, status: 'planned', files_completed: 0, bytes_completed: 0 },
  root: '/home/me/Downloads',
  destination: '/home/me/Downloads',
  folders: [
    { path: 'images', file_count: 5, total_size_bytes: 5000 },
    { path: 'video/2024', file_count: 3, total_size_bytes: 3000 },
  ],
  conflicts: [],
  conflicts_total: 0,
  overwritten: [],
  overwritten_total: 0,
  overwritten_size_bytes: 0,
  mismatches: [],
  mismatches_total: 0,
  left: [{ reason: 'hidden', count: 3 }],
  copied_bytes: 0,
  folders_made: 2,
  folders_removed: 0,
};

/** All about one operation. */
export const DETAILS: OperationDetails = {
  ...ENTRY,
  destination: '/home/me/Downloads',
  plan_digest: 'abcd',
  files_scanned: 12,
  files_in_place: 1,
  files_left: 3,
  duration_seconds: 1.5,
  options: {},
  sample: [],
  undone_by_all: [],
};

/** What a report shows. */
export const REPORT: ReportData = {
  ...RESULT,
  root: '/home/me/Downloads',
  destination: '/home/me/Downloads',
  created_at: ENTRY.created_at,
  finished_at: ENTRY.finished_at,
  categories: SCAN.categories,
  largest_files: SCAN.largest_files,
  reasons: [],
  left: [],
  timeline: [],
  undone: 'no',
};

/** What Kempt sees in a file. */
export const EXPLANATION: Explanation = {
  path: '/home/me/a.jpg',
  category: 'images',
  mimetype: 'image/jpeg',
  detected_extension: 'jpg',
  mismatch: false,
  size_bytes: 500,
  identified_by: 'content',
  template: '{category}/{filename}',
  fields: { category: 'images', filename: 'a.jpg' },
  companion_of: null,
  new_path: '/home/me/images/a.jpg',
  reason: null,
  because: ['The content is a JPEG image.'],
};

/** A call the engine got. */
export type Call = readonly [name: string, ...args: unknown[]];

/** What a fake plan answers, where it differs from the usual. */
export interface FakePlan {
  readonly preview?: PlanPreview;
  readonly lines?: readonly StepLine[];
  readonly applied?: OperationResult | (() => Promise<OperationResult>);
}

/**
 * A frozen plan that only writes down what is done with it.
 *
 * @param calls - where it writes that down
 * @param plan - what it answers
 * @returns the plan
 */
export function fakePlan(calls: Call[], plan: FakePlan = {}): PlannedOperation {
  const { preview = PREVIEW, lines = [STEP], applied = RESULT } = plan;
  return {
    operationId: preview.result.operation_id,
    preview,
    async *lines() {
      yield* lines;
      await Promise.resolve();
    },
    writeTo: (path) => note(calls, ['writeTo', path]),
    apply: async () => {
      await note(calls, ['apply']);
      return typeof applied === 'function' ? applied() : applied;
    },
    discard: () => note(calls, ['discard']),
  };
}

async function note(calls: Call[], call: Call): Promise<void> {
  calls.push(call);
  await Promise.resolve();
}

/** A file that is there twice. */
export const COPY: DuplicateFile = {
  path: '/home/me/Photos/a.jpg',
  device: 2049n,
  inode: 18446744073709551615n,
  modified: '2025-03-09T12:00:00.000000001Z',
};

/** Files with the same bytes. */
export const GROUP: DuplicateGroup = {
  hash: 'ab'.repeat(32),
  size_bytes: 2_000_000,
  file_count: 2,
  duplicate_count: 1,
  files: () => [COPY, { ...COPY, path: '/home/me/Photos/b.jpg', inode: 5n }],
};

/** What a search for duplicates found. */
export const DUPLICATES: DuplicatesResult = {
  files: 3,
  directories: 1,
  size_bytes: 5_000_000,
  groups: 1,
  duplicate_files: 1,
  duplicates_size_bytes: 2_000_000,
  largest_groups: [
    {
      hash: GROUP.hash,
      size_bytes: GROUP.size_bytes,
      file_count: 2,
      duplicates_size_bytes: 2_000_000,
      files: [...GROUP.files()],
    },
  ],
  skipped: [],
  read_bytes: 4_000_000,
  duration_seconds: 0.1,
  problems: [],
  problems_total: 0,
  cache_problem: null,
  created_at: '2025-03-09T12:00:00.000Z',
  folders: [{ path: '/home/me/Photos' }],
};

/**
 * An engine that answers the same to everything and writes down what it was asked.
 *
 * @param calls - where it writes that down
 * @param different - calls that answer something else
 * @returns the engine
 */
export function fakeEngine(calls: Call[], different: Partial<Engine> = {}): Engine {
  const answer =
    <T>(name: string, value: T) =>
    async (...args: unknown[]): Promise<T> => {
      await note(calls, [name, ...args]);
      return value;
    };
  return {
    scan: answer('scan', SCAN),
    async duplicates({ onGroup, ...request }) {
      await note(calls, ['duplicates', request]);
      await onGroup?.(GROUP);
      return DUPLICATES;
    },
    planOrganize: answer('planOrganize', fakePlan(calls)),
    planDeduplicate: answer('planDeduplicate', fakePlan(calls)),
    openPlanFile: answer('openPlanFile', fakePlan(calls)),
    async *quarantined() {
      await note(calls, ['quarantined']);
      yield QUARANTINED;
    },
    holdingOperations: answer('holdingOperations', new Set([RESULT.operation_id])),
    restore: answer('restore', [{ ...RESULT, type: 'undo' as const, undoes: RESULT.operation_id }]),
    purge: answer('purge', [{ ...RESULT, type: 'purge' as const, space_reclaimed_bytes: 8000 }]),
    resume: answer('resume', RESULT),
    undo: answer('undo', { ...RESULT, type: 'undo' as const, undoes: RESULT.operation_id }),
    recover: answer('recover', []),
    verify: answer('verify', { operation_id: RESULT.operation_id, checked: 8, ok: 8, differing: [] }),
    history: answer('history', [ENTRY]),
    show: answer('show', DETAILS),
    reportData: answer('reportData', REPORT),
    operationIds: answer('operationIds', [RESULT.operation_id]),
    isBusy: answer('isBusy', false),
    async *planSteps() {
      await note(calls, ['planSteps']);
      yield* [];
    },
    async *fileRecords() {
      await note(calls, ['fileRecords']);
      yield* [];
    },
    async *reportRows() {
      await Promise.resolve();
      yield { ...STEP, outcome: 'completed', message: '' };
    },
    prunable: answer('prunable', []),
    prune: answer('prune', undefined),
    async *undoScript(id) {
      await Promise.resolve();
      yield Buffer.from('#!/bin/sh\n');
      yield Buffer.from(`# ${id}\n`);
    },
    explain: answer('explain', EXPLANATION),
    close: answer('close', undefined),
    ...different,
  };
}
