import { OUTCOME_CODES, type OperationStatus, type OutcomeCode } from '@kempt/contracts';
import type { BatchOutcome, CreatedFile, FolderFacts, FolderRef } from '../ports/file-system.ts';
import { isFolderFacts, isFolderRef, isRecord } from './guards.ts';
import { decodeJson, encodeJson } from './json-payload.ts';
import { isPlanCounts, isPlanHeader, type PlanCounts, type PlanHeader } from './plan-header.ts';

/** First bytes of a journal file. */
export const JOURNAL_MAGIC = Buffer.from('KEMPT JOURNAL 1\n');

/** The first record: what is carried out. */
export interface JournalBegin {
  readonly operation_id: string;
  readonly plan_digest: string;
  /** Milliseconds since 1970. */
  readonly started_at: number;
  readonly header: PlanHeader;
  readonly counts: PlanCounts;
}

/** Steps `first` to `first + count - 1` are about to be done. */
export interface BatchBegin {
  readonly first: number;
  readonly count: number;
  readonly time: number;
}

/** What became of a batch; `settled` when a recovery found it out from the disk. */
export interface BatchEnd extends BatchBegin {
  readonly code: Uint8Array;
  /** Rows and the system's words. */
  readonly messages: readonly (readonly [number, string])[];
  /** Rows and what they created. */
  readonly created: readonly (readonly [number, CreatedFile])[];
  /** Rows of which a name could not be removed, and why. */
  readonly leftovers: readonly (readonly [number, OutcomeCode])[];
  /** Rows and the bytes of disk they gained. */
  readonly gained: readonly (readonly [number, number])[];
}

/** Facts of a folder before this operation touched it. */
export interface FolderBefore {
  readonly folder: FolderRef;
  readonly facts: FolderFacts;
}

/** mtime of a touched folder when the operation ended; null when it is gone. */
export interface FolderAfter {
  readonly folder: FolderRef;
  readonly mtime: bigint | null;
}

/** The last record, until a resume adds more. */
export interface JournalEnd {
  readonly status: OperationStatus;
  readonly finished_at: number;
  /** Seconds of work, resumes included. */
  readonly duration_seconds: number;
  readonly files_completed: number;
  readonly files_skipped: number;
  readonly files_failed: number;
  readonly bytes_completed: number;
  readonly message: string | null;
}

/**
 * Encodes where a batch begins.
 *
 * @param batch - first step, steps, time
 * @returns payload of a `b` frame
 */
export function encodeBatchBegin(batch: BatchBegin): Uint8Array {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32LE(batch.first, 0);
  bytes.writeUInt32LE(batch.count, 4);
  bytes.writeDoubleLE(batch.time, 8);
  return bytes;
}

/**
 * Decodes where a batch begins.
 *
 * @param bytes - payload of a `b` frame
 * @returns first step, steps, time; undefined when it is not one
 */
export function decodeBatchBegin(bytes: Uint8Array): BatchBegin | undefined {
  if (bytes.length < 16) return undefined;
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return { first: view.readUInt32LE(0), count: view.readUInt32LE(4), time: view.readDoubleLE(8) };
}

/**
 * Encodes what became of a batch.
 *
 * @param batch - first step, steps, time
 * @param outcome - what the disk answered
 * @returns payload of an `o` frame
 */
export function encodeBatchEnd(batch: BatchBegin, outcome: BatchOutcome): Uint8Array {
  const extra = encodeJson({
    messages: [...outcome.messages],
    created: [...outcome.created].map(([row, file]) => [
      row,
      file.device,
      file.inode,
      file.mtime,
      Buffer.from(file.hash).toString('base64'),
    ]),
    ...(outcome.gained === undefined || outcome.gained.size === 0 ? {} : { gained: [...outcome.gained] }),
    leftovers: [...outcome.leftovers],
  });
  return Buffer.concat([encodeBatchBegin(batch), outcome.code, extra]);
}

/**
 * Decodes what became of a batch.
 *
 * @param bytes - payload of an `o` frame
 * @returns codes, messages, created files, leftovers; undefined when it is not one
 */
export function decodeBatchEnd(bytes: Uint8Array): BatchEnd | undefined {
  const begin = decodeBatchBegin(bytes);
  if (begin === undefined || bytes.length < 16 + begin.count) return undefined;
  const extra = decodeJson(bytes.subarray(16 + begin.count));
  if (!isRecord(extra) || !Array.isArray(extra['messages']) || !Array.isArray(extra['created'])) return undefined;
  const created = extra['created'].map(decodeCreated);
  const leftovers: unknown = extra['leftovers'] ?? [];
  const gained: unknown = extra['gained'] ?? [];
  if (!extra['messages'].every(isMessage) || created.includes(undefined)) return undefined;
  if (!Array.isArray(leftovers) || !leftovers.every(isMessage)) return undefined;
  if (!Array.isArray(gained) || !gained.every(isPairOfNumbers)) return undefined;
  return {
    ...begin,
    code: Uint8Array.from(bytes.subarray(16, 16 + begin.count)),
    messages: extra['messages'],
    created: created.filter((entry) => entry !== undefined),
    leftovers: leftovers.map(([row, code]) => [row, knownCode(code)] as const),
    gained,
  };
}

function knownCode(word: string): OutcomeCode {
  return OUTCOME_CODES.find((code) => code === word) ?? 'io_error';
}

function isPairOfNumbers(value: unknown): value is [number, number] {
  return Array.isArray(value) && typeof value[0] === 'number' && typeof value[1] === 'number';
}

function isMessage(value: unknown): value is [number, string] {
  return Array.isArray(value) && typeof value[0] === 'number' && typeof value[1] === 'string';
}

function decodeCreated(value: unknown): readonly [number, CreatedFile] | undefined {
  if (!Array.isArray(value)) return undefined;
  const [row, device, inode, mtime, hash] = value as readonly unknown[];
  if (typeof row !== 'number' || typeof device !== 'bigint' || typeof inode !== 'bigint') return undefined;
  if (typeof mtime !== 'bigint' || typeof hash !== 'string') return undefined;
  return [row, { device, inode, mtime, hash: Uint8Array.from(Buffer.from(hash, 'base64')) }];
}

/**
 * Whether a parsed value is the first record of a journal.
 *
 * @param value - parsed JSON
 * @returns true when every field has its type
 */
export function isJournalBegin(value: unknown): value is JournalBegin {
  return (
    isRecord(value) &&
    typeof value['operation_id'] === 'string' &&
    typeof value['plan_digest'] === 'string' &&
    typeof value['started_at'] === 'number' &&
    isPlanHeader(value['header']) &&
    isPlanCounts(value['counts'])
  );
}

/**
 * Whether a parsed value is folder facts.
 *
 * @param value - parsed JSON
 * @returns true for a list of folders with their facts
 */
export function isFoldersBefore(value: unknown): value is readonly FolderBefore[] {
  return (
    Array.isArray(value) &&
    value.every((row) => isRecord(row) && isFolderRef(row['folder']) && isFolderFacts(row['facts']))
  );
}

/**
 * Whether a parsed value is folder times.
 *
 * @param value - parsed JSON
 * @returns true for a list of folders with their mtime
 */
export function isFoldersAfter(value: unknown): value is readonly FolderAfter[] {
  return (
    Array.isArray(value) &&
    value.every(
      (row) =>
        isRecord(row) && isFolderRef(row['folder']) && (row['mtime'] === null || typeof row['mtime'] === 'bigint'),
    )
  );
}

const END_NUMBERS = [
  'finished_at',
  'duration_seconds',
  'files_completed',
  'files_skipped',
  'files_failed',
  'bytes_completed',
] as const;

/**
 * Whether a parsed value is the last record of a journal.
 *
 * @param value - parsed JSON
 * @returns true when every field has its type
 */
export function isJournalEnd(value: unknown): value is JournalEnd {
  return (
    isRecord(value) &&
    typeof value['status'] === 'string' &&
    ['completed', 'completed_with_errors', 'interrupted', 'failed'].includes(value['status']) &&
    END_NUMBERS.every((name) => typeof value[name] === 'number') &&
    (value['message'] === null || typeof value['message'] === 'string')
  );
}
