import { decodeRaw, displayName, encodeRaw, needsBase64, newOperationId } from '@kempt/engine';
import type { Db } from '../platform/db/open-database.ts';
import { fileRecord, operation } from '../platform/db/schema/index.ts';

/** What became of a file, for a test. Paths are absolute and raw. */
export interface TestRecord {
  readonly originalPath: string;
  readonly newPath?: string;
  readonly status?: 'planned' | 'completed' | 'skipped' | 'failed';
  readonly category?: string;
  readonly sizeBytes?: number;
  /** Hexadecimal. */
  readonly hash?: string;
  readonly errorCode?: string;
}

/** An operation, for a test. */
export type TestOperation = Partial<typeof operation.$inferInsert> & { readonly rootId: string };

let made = 0;

/**
 * Keeps an operation and its records as a worker would have.
 *
 * @param db - the database
 * @param facts - the operation
 * @param records - what became of its files
 * @returns ids of the operation and of the records
 */
export async function insertRecords(
  db: Db,
  facts: TestOperation,
  records: readonly TestRecord[],
): Promise<{ readonly id: string; readonly recordIds: readonly string[] }> {
  const id = newOperationId(Date.UTC(2026, 0, 1) + made++ * 1000);
  const values = { type: 'organize', status: 'completed', rootPath: '/', id, ...facts } as const;
  const [row] = await db.insert(operation).values(values).returning({ number: operation.number });
  const first = (row?.number ?? 0n) << 32n;
  const rows = records.map((record, step) => ({
    id: first + BigInt(step),
    operationId: id,
    ...pathColumns('originalPath', record.originalPath),
    ...pathColumns('newPath', record.newPath ?? record.originalPath),
    category: record.category ?? 'documents',
    mimetype: 'text/plain',
    status: record.status ?? 'completed',
    sizeBytes: record.sizeBytes ?? 1,
    fileHash: record.hash === undefined ? null : Buffer.from(record.hash, 'hex'),
    errorCode: record.errorCode ?? null,
  }));
  for (let at = 0; at < rows.length; at += 1000) await db.insert(fileRecord).values(rows.slice(at, at + 1000));
  return { id, recordIds: rows.map((record) => String(record.id)) };
}

function pathColumns<K extends 'originalPath' | 'newPath'>(key: K, path: string) {
  const raw = decodeRaw(encodeRaw(path));
  const bytes = needsBase64(raw) ? Buffer.from(encodeRaw(raw)) : null;
  return { [key]: displayName(raw), [`${key}Bytes`]: bytes } as { [P in K]: string } & {
    [P in `${K}Bytes`]: Buffer | null;
  };
}
