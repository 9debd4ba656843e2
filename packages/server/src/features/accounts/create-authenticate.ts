import { and, eq, isNull, lt, or, sql } from 'drizzle-orm';
import type { Principal } from '../../platform/access/principal.ts';
import type { Cache } from '../../platform/cache/create-cache.ts';
import type { Db } from '../../platform/db/open-database.ts';
import { apiKey } from '../../platform/db/schema/index.ts';
import type { AccessTokens } from '../../platform/security/access-tokens.ts';
import { hashSecret } from '../../platform/security/secrets.ts';
import { KEY_PREFIX } from './api-key-store.ts';
import { KeyOwner, notGood, ownerOfKey, Standing, standingOfKey, standingOfSession } from './standing.ts';

/** What finding out who asks takes. */
export interface AuthenticateParts {
  readonly db: Db;
  /** Checks access tokens. */
  readonly tokens: AccessTokens;
  readonly cache: Cache;
}

/**
 * Finds out who asks. What session, key, account and grants allow is looked up once and then kept as long as the database
 * tells of no change, so that their end is at once.
 *
 * @param parts - database, tokens and cache
 * @returns what takes the two headers; it answers undefined where there are no credentials
 */
export function createAuthenticate(
  parts: AuthenticateParts,
): (authorization: string | undefined, key: string | undefined) => Promise<Principal | undefined> {
  return async (authorization, key) => {
    const bearer = authorization === undefined ? undefined : bearerOf(authorization);
    const shown = key ?? bearer;
    if (shown === undefined) return undefined;
    if (shown.startsWith(KEY_PREFIX)) return principalOfKey(parts, shown);
    if (key !== undefined) throw notGood('The API key is not good, or no longer.');
    return principalOfToken(parts, shown);
  };
}

function bearerOf(authorization: string): string {
  const token = /^Bearer ([A-Za-z0-9._~+/=-]{1,4096})$/i.exec(authorization)?.[1];
  if (token === undefined) throw notGood('The Authorization header is not a bearer token.');
  return token;
}

async function principalOfToken({ db, tokens, cache }: AuthenticateParts, token: string): Promise<Principal> {
  const who = await tokens.verify(token);
  const { userId, sessionId } = who;
  const { role, grants } = await cache.cached(
    {
      kind: 'standing',
      key: ['session', userId, sessionId],
      tags: [`user:${userId}`, 'roots'],
      schema: Standing,
      seconds: (standing) => standing.seconds_left,
    },
    () => standingOfSession(db, who),
  );
  return { userId, sessionId, role, grants };
}

async function principalOfKey({ db, cache }: AuthenticateParts, key: string): Promise<Principal> {
  const hash = hashSecret(key);
  const { id, user_id: userId } = await cache.cached(
    { kind: 'standing', key: ['owner', hash.toString('hex')], tags: [], schema: KeyOwner },
    () => ownerOfKey(db, hash),
  );
  const { role, grants, scopes } = await cache.cached(
    {
      kind: 'standing',
      key: ['key', id],
      tags: [`user:${userId}`, 'roots'],
      schema: Standing,
      seconds: (standing) => standing.seconds_left,
    },
    async () => {
      const standing = await standingOfKey(db, id);
      await noteUse(db, id);
      return standing;
    },
  );
  return { userId, role, grants, apiKeyId: id, ...(scopes === null ? {} : { scopes }) };
}

/** Once a minute is exact enough, and spares a write for each request. */
async function noteUse(db: Db, id: string): Promise<void> {
  const minuteAgo = sql`now() - interval '1 minute'`;
  await db
    .update(apiKey)
    .set({ lastUsedAt: sql`now()` })
    .where(and(eq(apiKey.id, id), or(isNull(apiKey.lastUsedAt), lt(apiKey.lastUsedAt, minuteAgo))));
}
