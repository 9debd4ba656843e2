import type { OutcomeCode } from '@kempt/contracts';
import type { FileRecord } from '@kempt/contracts/api';
import { describeOutcome } from '@kempt/engine';

/** A record as the database answers it. */
export interface RecordRow extends Record<string, unknown> {
  readonly id: string;
  readonly operation_id: string;
  readonly original_path: string;
  readonly original_path_bytes: Buffer | null;
  readonly new_path: string;
  readonly new_path_bytes: Buffer | null;
  readonly category: string;
  readonly mimetype: string;
  readonly status: 'planned' | 'completed' | 'skipped' | 'failed';
  readonly rolled_back: boolean;
  readonly size_bytes: string;
  readonly file_hash: Buffer | null;
  readonly error_code: OutcomeCode | null;
  readonly created_at: Date;
}

/**
 * A record as programs read it.
 *
 * @param row - the record
 * @returns the same
 */
export function toFileRecord(row: RecordRow): FileRecord {
  const { original_path_bytes: original, new_path_bytes: now, error_code: code } = row;
  return {
    id: row.id,
    operation_id: row.operation_id,
    original_path: row.original_path,
    ...(original === null ? {} : { original_path_base64: original.toString('base64') }),
    new_path: row.new_path,
    ...(now === null ? {} : { new_path_base64: now.toString('base64') }),
    category: row.category,
    mimetype: row.mimetype,
    status: row.rolled_back ? 'rolled_back' : row.status,
    size_bytes: Number(row.size_bytes),
    file_hash: row.file_hash?.toString('hex') ?? null,
    error_code: code,
    error_message: code === null ? null : describeOutcome(code),
    created_at: new Date(row.created_at).toISOString(),
  };
}
