import { and, desc, eq, lt, or, sql } from 'drizzle-orm';
import { newOperationId } from '@kempt/engine';
import { isVisibleTo, type OperationRow } from '../../platform/access/operation-access.ts';
import { isUniqueViolation } from '../../platform/db/is-unique-violation.ts';
import type { Db } from '../../platform/db/open-database.ts';
import { operation } from '../../platform/db/schema/index.ts';

/** A new operation. */
export type NewOperationRow = Omit<typeof operation.$inferInsert, 'id' | 'number'>;

/** Which operations are listed. */
export interface OperationFilter {
  readonly status?: OperationRow['status'] | undefined;
  readonly type?: OperationRow['type'] | undefined;
  readonly rootId?: string | undefined;
  readonly limit: number;
  /** Time and id of the last one given. */
  readonly after?: readonly [string, string] | undefined;
}

/** Ids hold a moment and little chance; a second one of the same moment is drawn again. */
const ATTEMPTS = 20;

/**
 * Keeps a new operation.
 *
 * @param db - the transaction that sends its job
 * @param values - what was asked for
 * @returns the operation
 */
export async function insertOperation(db: Db, values: NewOperationRow): Promise<OperationRow> {
  for (let attempt = 0; ; attempt++) {
    try {
      const id = newOperationId(Date.now());
      const [row] = await db.transaction((tx) =>
        tx
          .insert(operation)
          .values({ ...values, id })
          .returning(),
      );
      if (row !== undefined) return row;
    } catch (error) {
      if (!isUniqueViolation(error, 'operation_pkey') || attempt === ATTEMPTS) throw error;
    }
  }
}

/**
 * Operations on roots that somebody may look at.
 *
 * @param db - the database
 * @param userId - who asks
 * @param filter - which
 * @returns the newest first, with the exact time each was made
 */
export function listOperations(
  db: Db,
  userId: string,
  filter: OperationFilter,
): Promise<{ readonly row: OperationRow; readonly createdAtExact: string }[]> {
  const [time, id] = filter.after ?? [];
  return db
    .select({ row: operation, createdAtExact: sql<string>`${operation.createdAt}::text` })
    .from(operation)
    .where(
      and(
        isVisibleTo(userId),
        filter.status === undefined ? undefined : eq(operation.status, filter.status),
        filter.type === undefined ? undefined : eq(operation.type, filter.type),
        filter.rootId === undefined ? undefined : eq(operation.rootId, filter.rootId),
        time === undefined || id === undefined
          ? undefined
          : or(
              lt(operation.createdAt, sql`${time}::timestamptz`),
              and(eq(operation.createdAt, sql`${time}::timestamptz`), lt(operation.id, id)),
            ),
      ),
    )
    .orderBy(desc(operation.createdAt), desc(operation.id))
    .limit(filter.limit);
}
