import { and, eq, sql, type SQL } from 'drizzle-orm';
import { KemptError } from '@kempt/engine';
import type { Db } from '../db/open-database.ts';
import { operation, root, rootGrant } from '../db/schema/index.ts';

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
 * An operation whose files somebody may see.
 *
 * @param db - the database
 * @param userId - who asks
 * @param id - its id
 * @returns the operation
 * @throws KemptError `not_found`
 */
export async function visibleOperation(db: Db, userId: string, id: string): Promise<typeof operation.$inferSelect> {
  const [row] = await db
    .select()
    .from(operation)
    .where(and(eq(operation.id, id), isVisibleTo(userId)));
  if (row === undefined) throw new KemptError('not_found', 'There is no such operation.');
  return row;
}
