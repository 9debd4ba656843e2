import { and, asc, eq, gt, isNull, or, sql } from 'drizzle-orm';
import type { GrantRole } from '@kempt/contracts/api';
import { KemptError } from '@kempt/engine';
import type { Db } from '../db/open-database.ts';
import { root, rootGrant } from '../db/schema/index.ts';

/** A root as the database has it. */
export type RootRow = typeof root.$inferSelect;

/** A root that somebody may use, and as what. */
export type GrantedRoot = RootRow & { readonly role: GrantRole };

const RANK: Readonly<Record<GrantRole, number>> = { viewer: 1, proposer: 2, approver: 3 };

/**
 * Whether a role is as good as another one.
 *
 * @param role - what somebody has
 * @param needed - what it takes
 * @returns true when it suffices
 */
export function suffices(role: GrantRole, needed: GrantRole): boolean {
  return RANK[role] >= RANK[needed];
}

/**
 * The lesser of two roles: what somebody may do with what touches two roots.
 *
 * @param one - a role
 * @param other - another one
 * @returns one of them
 */
export function lesser(one: GrantRole, other: GrantRole): GrantRole {
  return suffices(one, other) ? other : one;
}

/**
 * A root on which a user has a role. Without any grant the root does not exist for them, administrators included, so
 * that nobody learns which roots there are.
 *
 * @param db - the database
 * @param userId - who asks
 * @param wanted - which root, and as what
 * @returns the root
 * @throws KemptError `not_found` without a grant, `forbidden` with one that does not suffice
 */
export async function requireRoot(
  db: Db,
  userId: string,
  wanted: { readonly rootId: string; readonly role: GrantRole },
): Promise<GrantedRoot> {
  const [row] = await db
    .select({ root, role: rootGrant.role })
    .from(root)
    .innerJoin(rootGrant, and(eq(rootGrant.rootId, root.id), eq(rootGrant.userId, userId)))
    .where(and(eq(root.id, wanted.rootId), isNull(root.removedAt)));
  if (row === undefined) throw new KemptError('not_found', 'There is no such root.');
  if (!suffices(row.role, wanted.role)) {
    throw new KemptError('forbidden', `This takes the role ${wanted.role} on the root; yours is ${row.role}.`);
  }
  return { ...row.root, role: row.role };
}

/**
 * Roots on which a user has a role.
 *
 * @param db - the database
 * @param userId - who asks
 * @param page - how many, and behind which name and id
 * @returns by name
 */
export async function grantedRoots(
  db: Db,
  userId: string,
  page: { readonly limit: number; readonly after: readonly [string, string] | undefined },
): Promise<GrantedRoot[]> {
  const rows = await db
    .select({ root, role: rootGrant.role })
    .from(rootGrant)
    .innerJoin(root, and(eq(root.id, rootGrant.rootId), isNull(root.removedAt)))
    .where(and(eq(rootGrant.userId, userId), behind(page.after)))
    .orderBy(asc(root.name), asc(root.id))
    .limit(page.limit);
  return rows.map(({ root: row, role }) => ({ ...row, role }));
}

/**
 * All roots on which a user has a role.
 *
 * @param db - the database
 * @param userId - who asks
 * @returns in no order
 */
export async function everyGrantedRoot(db: Db, userId: string): Promise<GrantedRoot[]> {
  const rows = await db
    .select({ root, role: rootGrant.role })
    .from(rootGrant)
    .innerJoin(root, and(eq(root.id, rootGrant.rootId), isNull(root.removedAt)))
    .where(eq(rootGrant.userId, userId));
  return rows.map(({ root: row, role }) => ({ ...row, role }));
}

/**
 * The condition for rows behind a place in the order of name and id.
 *
 * @param after - name and id of the last one given
 * @returns the condition; undefined at the start
 */
export function behind(after: readonly [string, string] | undefined) {
  if (after === undefined) return undefined;
  const [name, id] = after;
  return or(gt(root.name, name), and(eq(root.name, name), gt(root.id, sql`${id}::uuid`)));
}
