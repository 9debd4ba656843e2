import { and, eq, gt, isNull, lt, or, sql } from 'drizzle-orm';
import type { ApiKeyScope } from '@kempt/contracts/api';
import { KemptError } from '@kempt/engine';
import type { Principal } from '../../platform/access/principal.ts';
import type { Db } from '../../platform/db/open-database.ts';
import { apiKey, appUser, session } from '../../platform/db/schema/index.ts';
import type { AccessTokens } from '../../platform/security/access-tokens.ts';
import { hashSecret } from '../../platform/security/secrets.ts';
import { KEY_PREFIX } from './api-key-store.ts';

/**
 * Finds out who asks. The session, the key and the account are looked up for each request, so that their end is at once.
 *
 * @param db - the database
 * @param tokens - checks access tokens
 * @returns what takes the two headers; it answers undefined where there are no credentials
 */
export function createAuthenticate(
  db: Db,
  tokens: AccessTokens,
): (authorization: string | undefined, key: string | undefined) => Promise<Principal | undefined> {
  return async (authorization, key) => {
    const bearer = authorization === undefined ? undefined : bearerOf(authorization);
    const shown = key ?? bearer;
    if (shown === undefined) return undefined;
    if (shown.startsWith(KEY_PREFIX)) return principalOfKey(db, shown);
    if (key !== undefined) throw notGood('The API key is not good, or no longer.');
    return principalOfToken(db, tokens, shown);
  };
}

function bearerOf(authorization: string): string {
  const token = /^Bearer ([A-Za-z0-9._~+/=-]{1,4096})$/i.exec(authorization)?.[1];
  if (token === undefined) throw notGood('The Authorization header is not a bearer token.');
  return token;
}

async function principalOfToken(db: Db, tokens: AccessTokens, token: string): Promise<Principal> {
  const { userId, sessionId } = await tokens.verify(token);
  const [row] = await db
    .select({ role: appUser.role })
    .from(session)
    .innerJoin(appUser, eq(appUser.id, session.userId))
    .where(
      and(
        eq(session.id, sessionId),
        eq(session.userId, userId),
        isNull(session.revokedAt),
        gt(session.expiresAt, sql`now()`),
        isNull(appUser.disabledAt),
      ),
    );
  if (row === undefined) throw notGood('The session has ended.');
  return { userId, sessionId, role: row.role };
}

async function principalOfKey(db: Db, key: string): Promise<Principal> {
  const [row] = await db
    .select({
      id: apiKey.id,
      scopes: apiKey.scopes,
      lastUsedAt: apiKey.lastUsedAt,
      userId: appUser.id,
      role: appUser.role,
    })
    .from(apiKey)
    .innerJoin(appUser, eq(appUser.id, apiKey.userId))
    .where(
      and(
        eq(apiKey.tokenHash, hashSecret(key)),
        or(isNull(apiKey.expiresAt), gt(apiKey.expiresAt, sql`now()`)),
        isNull(appUser.disabledAt),
      ),
    );
  if (row === undefined) throw notGood('The API key is not good, or no longer.');
  await noteUse(db, row.id);
  const { userId, role, id, scopes } = row;
  return { userId, role, apiKeyId: id, scopes: scopes as ApiKeyScope[] };
}

/** Once a minute is exact enough, and spares a write for each request. */
async function noteUse(db: Db, id: string): Promise<void> {
  const minuteAgo = sql`now() - interval '1 minute'`;
  await db
    .update(apiKey)
    .set({ lastUsedAt: sql`now()` })
    .where(and(eq(apiKey.id, id), or(isNull(apiKey.lastUsedAt), lt(apiKey.lastUsedAt, minuteAgo))));
}

function notGood(message: string): KemptError {
  return new KemptError('unauthenticated', message, { hint: 'Sign in again.' });
}
