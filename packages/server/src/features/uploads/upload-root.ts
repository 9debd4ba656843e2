import { and, eq, isNull } from 'drizzle-orm';
import { KemptError } from '@kempt/engine';
import { requireRoot, type RootRow } from '../../platform/access/root-access.ts';
import type { Db } from '../../platform/db/open-database.ts';
import { root } from '../../platform/db/schema/index.ts';

/**
 * The root that somebody uploads into: their inbox, or one whose files they may change.
 *
 * @param db - the database
 * @param userId - who uploads
 * @param rootId - the root; their inbox when undefined
 * @returns the root
 * @throws KemptError `not_found`, `forbidden`
 */
export async function uploadRoot(db: Db, userId: string, rootId: string | undefined): Promise<RootRow> {
  return requireRoot(db, userId, { rootId: rootId ?? (await inboxOf(db, userId)), role: 'approver' });
}

async function inboxOf(db: Db, userId: string): Promise<string> {
  const [row] = await db
    .select({ id: root.id })
    .from(root)
    .where(and(eq(root.ownerId, userId), eq(root.kind, 'inbox'), isNull(root.removedAt)));
  if (row === undefined) throw new KemptError('not_found', 'This account has no inbox. Name a root.');
  return row.id;
}
