import { and, desc, eq, lt, or, sql, type SQL } from 'drizzle-orm';
import type { GrantRole } from '@kempt/contracts/api';
import { KemptError } from '@kempt/engine';
import { suffices } from '../../platform/access/root-access.ts';
import { isUniqueViolation } from '../../platform/db/is-unique-violation.ts';
import type { Db } from '../../platform/db/open-database.ts';
import { operation, root, rootGrant } from '../../platform/db/schema/index.ts';
import { newOperationId } from '@kempt/engine';
import type { OperationRow } from './operation-view.ts';

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

/** The condition that somebody has a grant on the root of an operation. */
function isGrantedTo(userId: string): SQL {
  return sql`exists (
    select 1 from ${rootGrant} join ${root} on ${root.id} = ${rootGrant.rootId}
    where ${rootGrant.rootId} = ${operation.rootId} and ${rootGrant.userId} = ${userId} and ${root.removedAt} is null
  )`;
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
        isGrantedTo(userId),
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

/** An operation, and what somebody may do on its root. */
export type GrantedOperation = OperationRow & { readonly role: GrantRole };

/**
 * An operation on a root that somebody may use.
 *
 * @param db - the database
 * @param userId - who asks
 * @param wanted - which, as what, and whether it is to be locked until the transaction ends
 * @returns the operation
 * @throws KemptError `not_found` without a grant, `forbidden` with one that does not suffice
 */
export async function requireOperation(
  db: Db,
  userId: string,
  wanted: { readonly id: string; readonly role: GrantRole; readonly lock?: boolean },
): Promise<GrantedOperation> {
  const query = db
    .select({ row: operation, role: rootGrant.role })
    .from(operation)
    .innerJoin(root, and(eq(root.id, operation.rootId), sql`${root.removedAt} is null`))
    .innerJoin(rootGrant, and(eq(rootGrant.rootId, root.id), eq(rootGrant.userId, userId)))
    .where(eq(operation.id, wanted.id));
  const [found] = await (wanted.lock === true ? query.for('update', { of: operation }) : query);
  if (found === undefined) throw new KemptError('not_found', 'There is no such operation.');
  if (!suffices(found.role, wanted.role)) {
    throw new KemptError('forbidden', `This takes the role ${wanted.role} on the root; yours is ${found.role}.`);
  }
  return { ...found.row, role: found.role };
}
