import { and, eq, sql, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { GrantRole } from '@kempt/contracts/api';
import { KemptError } from '@kempt/engine';
import type { Db } from '../db/open-database.ts';
import { operation, root, rootGrant } from '../db/schema/index.ts';
import { lesser, suffices } from './root-access.ts';

/** An operation as the database has it. */
export type OperationRow = typeof operation.$inferSelect;

/** An operation, and what somebody may do with it. */
export type GrantedOperation = OperationRow & { readonly role: GrantRole };

const destinationGrant = alias(rootGrant, 'destination_grant');

/**
 * The condition for operations whose files somebody may see: those on roots they have a grant on, where files came from
 * and where they went. With a grant on one of two roots alone, paths of the other would show.
 *
 * @param userId - who asks
 * @returns the condition on `operation`
 */
export function isVisibleTo(userId: string): SQL {
  const granted = sql`(
    select g.root_id from ${rootGrant} g join ${root} r on r.id = g.root_id and r.removed_at is null
    where g.user_id = ${userId}
  )`;
  // An array is made once; another `in` behind the `or` would have all operations of everybody read.
  return sql`(${operation.rootId} in ${granted} and (
    ${operation.destinationRootId} is null or ${operation.destinationRootId} = any(array${granted})
  ))`;
}

/**
 * An operation that somebody may use: what they may do is the lesser of their roles on the root that files came from and
 * on the one they went to.
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
    .select({ row: operation, role: rootGrant.role, destinationRole: destinationGrant.role })
    .from(operation)
    .innerJoin(rootGrant, and(eq(rootGrant.rootId, operation.rootId), eq(rootGrant.userId, userId)))
    .leftJoin(
      destinationGrant,
      and(eq(destinationGrant.rootId, operation.destinationRootId), eq(destinationGrant.userId, userId)),
    )
    .where(and(eq(operation.id, wanted.id), isVisibleTo(userId)));
  const [found] = await (wanted.lock === true ? query.for('update', { of: operation }) : query);
  if (found === undefined) throw new KemptError('not_found', 'There is no such operation.');
  const { destinationRole } = found;
  const role = destinationRole === null ? found.role : lesser(found.role, destinationRole);
  if (!suffices(role, wanted.role)) {
    throw new KemptError('forbidden', `This takes the role ${wanted.role} on the root; yours is ${role}.`);
  }
  return { ...found.row, role };
}
