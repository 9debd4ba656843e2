import { and, desc, eq, gt, isNull, ne, sql } from 'drizzle-orm';
import type { Db } from '../../platform/db/open-database.ts';
import { appUser, refreshToken, session } from '../../platform/db/schema/index.ts';
import { hashSecret, newSecret } from '../../platform/security/secrets.ts';

/** A sign-in as the database has it. */
export type SessionRow = typeof session.$inferSelect;

/** From where somebody signs in. */
export interface SignInPlace {
  readonly address: string;
  readonly userAgent: string;
}

/** Days without use after which a session ends. */
export const SESSION_DAYS = 30;
/** A page that asked twice at once, or lost the answer, may use a token again for so long. */
const GRACE_SECONDS = 10;

const expiry = sql`now() + make_interval(days => ${SESSION_DAYS})`;

/**
 * Opens a session.
 *
 * @param tx - the transaction that checks, or makes, the account
 * @param userId - whose
 * @param place - from where
 * @returns its id, and the refresh token that is kept only as a hash
 */
export async function openSession(
  tx: Db,
  userId: string,
  place: SignInPlace,
): Promise<{ readonly sessionId: string; readonly token: string }> {
  const token = newSecret();
  const [row] = await tx
    .insert(session)
    .values({ userId, address: place.address, userAgent: place.userAgent.slice(0, 300), expiresAt: expiry })
    .returning({ id: session.id });
  const sessionId = row?.id ?? '';
  await tx.insert(refreshToken).values({ tokenHash: hashSecret(token), sessionId });
  return { sessionId, token };
}

/** Addresses of one account that are looked at. */
const MOST_PLACES = 100;

/**
 * From where somebody signed in to an account, as long as such a session would last.
 *
 * @param db - the database
 * @param email - the address of the account, in whatever case it was typed
 * @returns addresses, each once; none for an account that there is not
 */
export async function placesOf(db: Db, email: string): Promise<readonly string[]> {
  const rows = await db
    .selectDistinct({ address: session.address })
    .from(session)
    .innerJoin(appUser, eq(appUser.id, session.userId))
    .where(and(eq(sql`lower(${appUser.email})`, email.toLowerCase()), gt(session.expiresAt, sql`now()`)))
    .limit(MOST_PLACES);
  return rows.map(({ address }) => address);
}

/** What became of a refresh token that was shown. */
export type Refreshed =
  | { readonly kind: 'refreshed'; readonly userId: string; readonly sessionId: string; readonly token: string }
  | { readonly kind: 'reused'; readonly userId: string; readonly sessionId: string }
  | { readonly kind: 'unknown' };

/**
 * Takes a refresh token for a new one. One that was used before ends its session, since two hold it; only the parent of
 * the newest may come again within a few seconds.
 *
 * @param db - the database
 * @param token - what was shown
 * @returns the new token, or what is wrong with the old one
 */
export function refreshSession(db: Db, token: string): Promise<Refreshed> {
  return db.transaction(async (tx): Promise<Refreshed> => {
    const tokenHash = hashSecret(token);
    const [found] = await tx
      .select({ token: refreshToken, session, disabledAt: appUser.disabledAt })
      .from(refreshToken)
      .innerJoin(session, eq(session.id, refreshToken.sessionId))
      .innerJoin(appUser, eq(appUser.id, session.userId))
      .where(and(eq(refreshToken.tokenHash, tokenHash), gt(session.expiresAt, sql`now()`)))
      .for('update', { of: session });
    if (found === undefined || found.session.revokedAt !== null || found.disabledAt !== null)
      return { kind: 'unknown' };
    const { id: sessionId, userId } = found.session;
    const [used] = await tx
      .update(refreshToken)
      .set({ usedAt: sql`now()` })
      .where(and(eq(refreshToken.tokenHash, tokenHash), isNull(refreshToken.usedAt)))
      .returning();
    if (used === undefined && !(await isJustReplaced(tx, sessionId, tokenHash))) {
      await revokeSession(tx, sessionId);
      return { kind: 'reused', userId, sessionId };
    }
    const next = newSecret();
    await tx.insert(refreshToken).values({ tokenHash: hashSecret(next), sessionId, parentHash: tokenHash });
    await tx
      .update(session)
      .set({ lastUsedAt: sql`now()`, expiresAt: expiry })
      .where(eq(session.id, sessionId));
    return { kind: 'refreshed', userId, sessionId, token: next };
  });
}

/** Whether a used token is the parent of tokens that nobody used, and was used a moment ago. */
async function isJustReplaced(tx: Db, sessionId: string, tokenHash: Buffer): Promise<boolean> {
  const [row] = await tx
    .select({ hash: refreshToken.tokenHash })
    .from(refreshToken)
    .where(
      and(
        eq(refreshToken.tokenHash, tokenHash),
        gt(refreshToken.usedAt, sql`now() - make_interval(secs => ${GRACE_SECONDS})`),
        // The session narrows it: there is an index of that.
        sql`not exists (
          select 1 from refresh_token child
          where child.session_id = ${sessionId} and child.parent_hash = ${tokenHash} and child.used_at is not null
        )`,
      ),
    );
  return row !== undefined;
}

/**
 * The session of a refresh token.
 *
 * @param db - the database
 * @param token - what was shown
 * @returns its session; undefined for a token that is not known
 */
export async function sessionOfToken(db: Db, token: string): Promise<SessionRow | undefined> {
  const [row] = await db
    .select({ session })
    .from(refreshToken)
    .innerJoin(session, eq(session.id, refreshToken.sessionId))
    .where(eq(refreshToken.tokenHash, hashSecret(token)));
  return row?.session;
}

/**
 * Ends a session.
 *
 * @param db - the database
 * @param sessionId - its id
 */
export async function revokeSession(db: Db, sessionId: string): Promise<void> {
  await db
    .update(session)
    .set({ revokedAt: sql`now()` })
    .where(and(eq(session.id, sessionId), isNull(session.revokedAt)));
}

/** Which of a user's sessions are meant: all when nothing is said. */
export interface WhichSessions {
  readonly except?: string | undefined;
  readonly only?: string | undefined;
}

/**
 * Ends a user's sessions.
 *
 * @param db - the database
 * @param userId - whose
 * @param which - one that goes on, or the only one that ends
 */
export async function revokeSessions(db: Db, userId: string, { except, only }: WhichSessions = {}): Promise<void> {
  await db
    .update(session)
    .set({ revokedAt: sql`now()` })
    .where(
      and(
        eq(session.userId, userId),
        isNull(session.revokedAt),
        except === undefined ? undefined : ne(session.id, except),
        only === undefined ? undefined : eq(session.id, only),
      ),
    );
}

/**
 * A user's sessions that are open.
 *
 * @param db - the database
 * @param userId - whose
 * @returns the last used first
 */
export function listSessions(db: Db, userId: string): Promise<SessionRow[]> {
  return db
    .select()
    .from(session)
    .where(and(eq(session.userId, userId), isNull(session.revokedAt), gt(session.expiresAt, sql`now()`)))
    .orderBy(desc(session.lastUsedAt))
    .limit(1000);
}
