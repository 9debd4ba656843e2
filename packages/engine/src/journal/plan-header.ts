import type { OperationType, SkippedCount } from '@kempt/contracts';
import type { FolderRef } from '../ports/file-system.ts';
import { isFolderRef, isRecord } from './guards.ts';

/** Version of plan and journal files this Kempt writes and reads. */
export const FORMAT_VERSION = 1;

/** A root a plan was made for. */
export interface PlanRoot {
  /** Absolute raw path. */
  readonly path: string;
  readonly device: bigint;
  readonly inode: bigint;
  readonly file_system_id: string;
  /** There for a folder in which nothing is changed: what was done elsewhere can go back without it. */
  readonly reference?: true;
}

/** Times an undo gives a folder back, while nobody else changed the folder since the operation ended. */
export interface TimesToRestore {
  readonly folder: FolderRef;
  /** mtime when the undone operation ended; null for a folder that the undo makes anew. */
  readonly expected_mtime: bigint | null;
  readonly atime: bigint;
  readonly mtime: bigint;
}

/** What a plan says about itself before its steps. */
export interface PlanHeader {
  readonly version: number;
  readonly plan_id: string;
  readonly type: OperationType;
  /** Milliseconds since 1970. */
  readonly created_at: number;
  readonly roots: readonly PlanRoot[];
  /** Index of the root files go to. */
  readonly destination: number;
  readonly match: 'inode' | 'content';
  readonly options: Readonly<Record<string, unknown>>;
  /** The operation an undo takes back. */
  readonly undoes: string | null;
  readonly restore_times: readonly TimesToRestore[];
}

/** Counters of a plan, written behind its steps. */
export interface PlanCounts {
  readonly steps: number;
  readonly files_scanned: number;
  readonly files_planned: number;
  readonly files_in_place: number;
  readonly files_left: number;
  readonly duplicates_found: number;
  /** Bytes these hold; there when an organize looked for duplicates. */
  readonly duplicates_size_bytes?: number;
  readonly bytes_planned: number;
  readonly left: readonly SkippedCount[];
  readonly skipped: readonly SkippedCount[];
  readonly problems_total: number;
}

/** A file that is left for a fault, or whose name was taken. */
export interface PlanProblem {
  /** Absolute raw path. */
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/**
 * Whether a parsed value is a plan header of a version this Kempt reads.
 *
 * @param value - parsed JSON
 * @returns true when every field has its type
 */
export function isPlanHeader(value: unknown): value is PlanHeader {
  if (!isRecord(value)) return false;
  const { version, plan_id, type, created_at, roots, destination, match, options, undoes, restore_times } = value;
  return (
    version === FORMAT_VERSION &&
    typeof plan_id === 'string' &&
    /^[\w-]{1,64}$/.test(plan_id) &&
    isOperationType(type) &&
    typeof created_at === 'number' &&
    Array.isArray(roots) &&
    roots.length > 0 &&
    roots.every(isPlanRoot) &&
    typeof destination === 'number' &&
    destination in roots &&
    (match === 'inode' || match === 'content') &&
    isRecord(options) &&
    (undoes === null || typeof undoes === 'string') &&
    Array.isArray(restore_times) &&
    restore_times.every(isTimesToRestore)
  );
}

function isOperationType(value: unknown): value is OperationType {
  return value === 'organize' || value === 'undo' || value === 'deduplicate' || value === 'purge';
}

function isPlanRoot(value: unknown): value is PlanRoot {
  if (!isRecord(value)) return false;
  const { path, device, inode, file_system_id } = value;
  const absolute = typeof path === 'string' && path !== '' && !path.includes('\0');
  return absolute && typeof device === 'bigint' && typeof inode === 'bigint' && typeof file_system_id === 'string';
}

function isTimesToRestore(value: unknown): value is TimesToRestore {
  if (!isRecord(value) || !isFolderRef(value['folder'])) return false;
  const { expected_mtime, atime, mtime } = value;
  return (
    (expected_mtime === null || typeof expected_mtime === 'bigint') &&
    typeof atime === 'bigint' &&
    typeof mtime === 'bigint'
  );
}

/**
 * Whether a parsed value is the counters of a plan.
 *
 * @param value - parsed JSON
 * @returns true when every counter is a number
 */
export function isPlanCounts(value: unknown): value is PlanCounts {
  if (!isRecord(value)) return false;
  const numbers = [
    'steps',
    'files_scanned',
    'files_planned',
    'files_in_place',
    'files_left',
    'duplicates_found',
    'bytes_planned',
    'problems_total',
  ];
  return (
    numbers.every((name) => typeof value[name] === 'number') &&
    ['number', 'undefined'].includes(typeof value['duplicates_size_bytes']) &&
    isCounts(value['left']) &&
    isCounts(value['skipped'])
  );
}

function isCounts(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every((row) => isRecord(row) && typeof row['reason'] === 'string' && typeof row['count'] === 'number')
  );
}

/**
 * Whether a parsed value is a list of problems.
 *
 * @param value - parsed JSON
 * @returns true when every entry is a problem
 */
export function isPlanProblems(value: unknown): value is readonly PlanProblem[] {
  return (
    Array.isArray(value) &&
    value.every(
      (row) =>
        isRecord(row) &&
        typeof row['path'] === 'string' &&
        typeof row['code'] === 'string' &&
        typeof row['message'] === 'string',
    )
  );
}
