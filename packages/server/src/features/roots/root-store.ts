import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { GrantRole } from '@kempt/contracts/api';
import { KemptError } from '@kempt/engine';
import { behind, type RootRow } from '../../platform/access/root-access.ts';
import { isUniqueViolation } from '../../platform/db/is-unique-violation.ts';
import type { Db } from '../../platform/db/open-database.ts';
import { appUser, root, rootGrant } from '../../platform/db/schema/index.ts';

/** A new root. */
export type NewRootRow = Pick<RootRow, 'name' | 'path' | 'kind'> &
  Partial<Pick<RootRow, 'ownerId' | 'quotaBytes' | 'device' | 'inode' | 'fileSystemId'>>;

/** What one user may do. */
export interface GrantRow {
  readonly userId: string;
  readonly role: GrantRole;
}

/**
 * Makes a root, with a grant for whoever makes it.
 *
 * @param db - the database
 * @param made - the root
 * @param approver - who may do everything there
 * @returns the root
 * @throws KemptError `root_overlaps` where the folder is a root already
 */
export function insertRoot(db: Db, made: NewRootRow, approver: string): Promise<RootRow> {
  return db.transaction(async (tx) => {
    try {
      const [row] = await tx.insert(root).values(made).returning();
      if (row === undefined) throw new KemptError('internal', 'The root was not made.');
      await tx.insert(rootGrant).values({ rootId: row.id, userId: approver, role: 'approver' });
      return row;
    } catch (error) {
      if (!isUniqueViolation(error, 'root_path_key')) throw error;
      throw new KemptError('root_overlaps', 'That folder is a root already.');
    }
  });
}

/**
 * All roots that administrators manage, with the caller's own role on each. Inboxes are their owners'.
 *
 * @param db - the database
 * @param userId - who asks
 * @param page - how many, and behind which name and id
 * @returns by name
 */
export async function managedRoots(
  db: Db,
  userId: string,
  page: { readonly limit: number; readonly after: readonly [string, string] | undefined },
): Promise<(RootRow & { readonly role: GrantRole | null })[]> {
  const rows = await db
    .select({ root, role: rootGrant.role })
    .from(root)
    .leftJoin(rootGrant, and(eq(rootGrant.rootId, root.id), eq(rootGrant.userId, userId)))
    .where(
      and(isNull(root.removedAt), sql`(${root.kind} = 'folder' or ${root.ownerId} = ${userId})`, behind(page.after)),
    )
    .orderBy(asc(root.name), asc(root.id))
    .limit(page.limit);
  return rows.map(({ root: row, role }) => ({ ...row, role }));
}

/**
 * A root that administrators manage.
 *
 * @param db - the database
 * @param id - its id
 * @returns the root
 * @throws KemptError `not_found`, for inboxes too
 */
export async function managedRoot(db: Db, id: string): Promise<RootRow> {
  const [row] = await db
    .select()
    .from(root)
    .where(and(eq(root.id, id), eq(root.kind, 'folder'), isNull(root.removedAt)));
  if (row === undefined) throw new KemptError('not_found', 'There is no such root.');
  return row;
}

/**
 * Changes a root.
 *
 * @param db - the database
 * @param id - its id
 * @param change - its new name, or which folder it is from now on
 * @returns the root
 */
export async function changeRoot(
  db: Db,
  id: string,
  change: Partial<Pick<RootRow, 'name' | 'device' | 'inode' | 'fileSystemId'>>,
): Promise<RootRow> {
  const { id: known } = await managedRoot(db, id);
  const [row] = await db.update(root).set(change).where(eq(root.id, known)).returning();
  if (row === undefined) throw new KemptError('not_found', 'There is no such root.');
  return row;
}

/**
 * Gives a root up: nobody may use it any more. Its files and its history stay.
 *
 * @param db - the database
 * @param id - its id
 */
export async function removeRoot(db: Db, id: string): Promise<void> {
  await db.transaction(async (tx) => {
    const { id: known } = await managedRoot(tx, id);
    await tx
      .update(root)
      .set({ removedAt: sql`now()` })
      .where(eq(root.id, known));
    await tx.delete(rootGrant).where(eq(rootGrant.rootId, known));
  });
}

/**
 * Who may do what on a root.
 *
 * @param db - the database
 * @param rootId - the root
 * @returns by user
 */
export function listGrants(db: Db, rootId: string): Promise<GrantRow[]> {
  return db
    .select({ userId: rootGrant.userId, role: rootGrant.role })
    .from(rootGrant)
    .where(eq(rootGrant.rootId, rootId))
    .orderBy(asc(rootGrant.userId));
}

/**
 * Replaces all grants of a root.
 *
 * @param db - the database
 * @param rootId - the root
 * @param grants - who may do what from now on
 * @throws KemptError `invalid_request` for users that do not exist or are named twice
 */
export async function replaceGrants(db: Db, rootId: string, grants: readonly GrantRow[]): Promise<void> {
  const users = new Set(grants.map(({ userId }) => userId));
  if (users.size !== grants.length) throw new KemptError('invalid_request', 'A user is named twice.');
  await db.transaction(async (tx) => {
    await managedRoot(tx, rootId);
    const found = await tx
      .select({ id: appUser.id })
      .from(appUser)
      .where(inArray(appUser.id, [...users]));
    const known = new Set(found.map(({ id }) => id));
    const unknown = [...users].filter((id) => !known.has(id));
    if (unknown.length > 0) throw new KemptError('invalid_request', `There is no user ${unknown[0] ?? ''}.`);
    await tx.delete(rootGrant).where(eq(rootGrant.rootId, rootId));
    if (grants.length > 0) await tx.insert(rootGrant).values(grants.map((grant) => ({ ...grant, rootId })));
  });
}
