import { and, eq, gt, isNull, or, sql } from 'drizzle-orm';
import Type, { type Static } from 'typebox';
import { ApiKeyScope, GrantRole } from '@kempt/contracts/api';
import { KemptError } from '@kempt/engine';
import type { Db } from '../../platform/db/open-database.ts';
import { apiKey, appUser, session } from '../../platform/db/schema/index.ts';

/** What somebody may do, as long as nothing changes. */
export const Standing = Type.Object({
  user_id: Type.String(),
  role: Type.Union([Type.Literal('administrator'), Type.Literal('member')]),
  /** What a key is good for; null for a session. */
  scopes: Type.Union([Type.Array(ApiKeyScope), Type.Null()]),
  /** The role on each root that has one. */
  grants: Type.Record(Type.String(), GrantRole),
  /** Seconds until the session or key ends, by the clock of the database. */
  seconds_left: Type.Number(),
});

/** See the schema of the same name. */
export type Standing = Static<typeof Standing>;

const GRANTS = sql<Record<string, GrantRole>>`coalesce((
  select jsonb_object_agg(g.root_id, g.role) from root_grant g join root r on r.id = g.root_id
  where g.user_id = ${appUser.id} and r.removed_at is null
), '{}')`;
const FOR_EVER = 1e9;

const secondsUntil = (moment: typeof session.expiresAt | typeof apiKey.expiresAt) =>
  sql<number>`coalesce(extract(epoch from ${moment} - now()), ${FOR_EVER})::float8`;

/**
 * What the holder of a session may do.
 *
 * @param db - the database
 * @param who - session and account, as an access token names them
 * @returns their standing
 * @throws KemptError `unauthenticated` when the session has ended
 */
export async function standingOfSession(
  db: Db,
  who: { readonly sessionId: string; readonly userId: string },
): Promise<Standing> {
  const [row] = await db
    .select({ role: appUser.role, grants: GRANTS, seconds_left: secondsUntil(session.expiresAt) })
    .from(session)
    .innerJoin(appUser, eq(appUser.id, session.userId))
    .where(
      and(
        eq(session.id, who.sessionId),
        eq(session.userId, who.userId),
        isNull(session.revokedAt),
        gt(session.expiresAt, sql`now()`),
        isNull(appUser.disabledAt),
      ),
    );
  if (row === undefined) throw notGood('The session has ended.');
  return { ...row, user_id: who.userId, scopes: null };
}

/** A key, and whose it is: neither changes as long as there is the key. */
export const KeyOwner = Type.Object({ id: Type.String(), user_id: Type.String() });

/**
 * Whose key it is.
 *
 * @param db - the database
 * @param tokenHash - SHA-256 of the key
 * @returns key and account
 * @throws KemptError `unauthenticated` for one that there is not
 */
export async function ownerOfKey(db: Db, tokenHash: Buffer): Promise<Static<typeof KeyOwner>> {
  const [row] = await db
    .select({ id: apiKey.id, user_id: apiKey.userId })
    .from(apiKey)
    .where(eq(apiKey.tokenHash, tokenHash));
  if (row === undefined) throw notGood('The API key is not good, or no longer.');
  return row;
}

/**
 * What the holder of a key may do.
 *
 * @param db - the database
 * @param keyId - the key
 * @returns their standing
 * @throws KemptError `unauthenticated` when the key is gone or has expired
 */
export async function standingOfKey(db: Db, keyId: string): Promise<Standing> {
  const [row] = await db
    .select({
      user_id: appUser.id,
      role: appUser.role,
      scopes: apiKey.scopes,
      grants: GRANTS,
      seconds_left: secondsUntil(apiKey.expiresAt),
    })
    .from(apiKey)
    .innerJoin(appUser, eq(appUser.id, apiKey.userId))
    .where(
      and(
        eq(apiKey.id, keyId),
        or(isNull(apiKey.expiresAt), gt(apiKey.expiresAt, sql`now()`)),
        isNull(appUser.disabledAt),
      ),
    );
  if (row === undefined) throw notGood('The API key is not good, or no longer.');
  return { ...row, scopes: row.scopes as ApiKeyScope[] };
}

/**
 * The error for credentials that are not good.
 *
 * @param message - what is wrong
 * @returns the error, `unauthenticated`
 */
export function notGood(message: string): KemptError {
  return new KemptError('unauthenticated', message, { hint: 'Sign in again.' });
}
