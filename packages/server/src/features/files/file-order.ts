import { sql, type SQL } from 'drizzle-orm';
import type { FileQuery } from '@kempt/contracts/api';
import { readCursor, writeCursor } from '../../platform/http/cursor.ts';
import type { RecordRow } from './record-view.ts';

/** An order of records in which a list can go on. Each is that of an index, so that no page has to sort them all. */
export interface FileOrder {
  /** Within one operation, and in all. */
  readonly orderBy: SQL;
  /** The operations in which anything can follow; undefined for all. */
  readonly operations: SQL | undefined;
  /** The records that follow; undefined at the start. */
  readonly behind: SQL | undefined;
  /** Where a list goes on after a record. */
  cursorAfter(row: RecordRow): string;
}

/**
 * The order that was asked for.
 *
 * @param query - what is sorted by, which way, and where the list goes on
 * @returns the order
 * @throws KemptError `invalid_request` for a cursor of another list
 */
export function fileOrder({ sort_by: by, sort_order: way, cursor }: FileQuery): FileOrder {
  const direction = way === 'asc' ? sql`asc` : sql`desc`;
  const beyond = way === 'asc' ? sql`>` : sql`<`;
  if (by === 'created_at') {
    const keys = readCursor(cursor, ['string', 'string']);
    return {
      orderBy: sql`r.operation_id ${direction}, r.id ${direction}`,
      operations: keys === undefined ? undefined : sql`o.id ${beyond}= ${keys[0]}`,
      behind: keys === undefined ? undefined : sql`(r.operation_id, r.id) ${beyond} (${keys[0]}, ${keys[1]}::bigint)`,
      cursorAfter: (row) => writeCursor([row.operation_id, row.id]),
    };
  }
  const column = by === 'path' ? sql`left(r.original_path, 250) collate "C"` : sql`r.size_bytes`;
  const keys = by === 'path' ? readCursor(cursor, TEXT_KEYS) : readCursor(cursor, NUMBER_KEYS);
  return {
    orderBy: sql`${column} ${direction}, r.operation_id ${direction}, r.id ${direction}`,
    operations: undefined,
    // The first half is what an index can begin at.
    behind:
      keys === undefined
        ? undefined
        : sql`${column} ${beyond}= ${keys[0]} and (${column}, r.operation_id, r.id) ${beyond} (${keys[0]}, ${keys[1]}, ${keys[2]}::bigint)`,
    cursorAfter: (row) =>
      writeCursor([by === 'path' ? firstCharacters(row) : Number(row.size_bytes), row.operation_id, row.id]),
  };
}

const TEXT_KEYS = ['string', 'string', 'string'] as const;
const NUMBER_KEYS = ['number', 'string', 'string'] as const;
const SORTED_CHARACTERS = 250;

/** Characters as PostgreSQL counts them. */
function firstCharacters({ original_path: path }: RecordRow): string {
  return Array.from(path).slice(0, SORTED_CHARACTERS).join('');
}
