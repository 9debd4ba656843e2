import { sql } from 'drizzle-orm';
import type { Db } from '../../platform/db/open-database.ts';

/**
 * The table of the records of a large operation. Made of a number, so that it is a name without further thought.
 *
 * @param number - the operation's number
 * @returns name of the table
 */
export function partitionOf(number: bigint): string {
  return `file_record_${number}`;
}

/**
 * Removes the partition of an operation, when it has one: at once, whatever its size.
 *
 * @param db - the database
 * @param number - the operation's number
 */
export async function dropPartition(db: Db, number: bigint): Promise<void> {
  await db.execute(sql`drop table if exists ${sql.identifier(partitionOf(number))}`);
}
