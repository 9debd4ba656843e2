import { randomBytes, randomUUID } from 'node:crypto';
import { desc, lt, sql } from 'drizzle-orm';
import { decodeProtectedHeader, jwtVerify, SignJWT } from 'jose';
import { KemptError } from '@kempt/engine';
import type { Db } from '../db/open-database.ts';
import { signingKey } from '../db/schema/index.ts';

/** Seconds for which an access token is good. */
export const ACCESS_TOKEN_SECONDS = 900;

/** What an access token says. */
export interface AccessClaims {
  readonly userId: string;
  readonly sessionId: string;
}

/** Makes and checks access tokens. */
export interface AccessTokens {
  sign(claims: AccessClaims): Promise<string>;
  /**
   * Reads a token.
   *
   * @throws KemptError `unauthenticated` for one that was not signed by Kempt, or is too old
   */
  verify(token: string): Promise<AccessClaims>;
  /** Makes a new key; tokens under the one before stay good until they expire. */
  rotate(): Promise<void>;
}

const ALGORITHM = 'HS256';
const AUDIENCE = 'kempt';
/** A key signs for so long. How old one is, the database says: its clock made it, and this one may be wrong. */
const ROTATION_DAYS = 30;
/** Another process may have made a key; it is looked for this often at most. */
const RELOAD_MS = 1000;
const KEPT_MS = 60_000;

interface Key {
  readonly id: string;
  readonly secret: Uint8Array;
  readonly isOld: boolean;
}

/** What time it is. */
export interface TokenClock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds since some moment, which no one sets. */
  readonly monotonic: () => number;
}

const CLOCK: TokenClock = { now: () => Date.now(), monotonic: () => performance.now() };

/**
 * Makes and checks access tokens with keys that all processes share through the database.
 *
 * @param db - the database
 * @param clock - the machine's when absent
 * @returns the tokens' maker
 */
export function createAccessTokens(db: Db, { now, monotonic }: TokenClock = CLOCK): AccessTokens {
  let keys: readonly Key[] = [];
  let loadedAt = -Infinity;
  const load = async (): Promise<void> => {
    const { id, secret, createdAt } = signingKey;
    const isOld = sql<boolean>`${createdAt} < now() - make_interval(days => ${ROTATION_DAYS})`;
    keys = await db.select({ id, secret, isOld }).from(signingKey).orderBy(desc(createdAt));
    loadedAt = monotonic();
  };
  const rotate = async (): Promise<void> => {
    await db.insert(signingKey).values({ id: randomUUID(), secret: randomBytes(32) });
    const forgotten = sql`now() - make_interval(days => ${2 * ROTATION_DAYS})`;
    await db.delete(signingKey).where(lt(signingKey.createdAt, forgotten));
    await load();
  };
  const newest = async (): Promise<Key> => {
    if (monotonic() - loadedAt > KEPT_MS) await load();
    const [key] = keys;
    if (key?.isOld === false) return key;
    await rotate();
    const [made] = keys;
    if (made === undefined) throw new KemptError('internal', 'There is no signing key.');
    return made;
  };
  const named = async (id: string | undefined): Promise<Key | undefined> => {
    const known = keys.find((key) => key.id === id);
    if (known !== undefined || monotonic() - loadedAt < RELOAD_MS) return known;
    await load();
    return keys.find((key) => key.id === id);
  };
  return {
    rotate,
    sign: async ({ userId, sessionId }) => {
      const key = await newest();
      return new SignJWT({ sid: sessionId })
        .setProtectedHeader({ alg: ALGORITHM, kid: key.id, typ: 'JWT' })
        .setSubject(userId)
        .setAudience(AUDIENCE)
        .setIssuer(AUDIENCE)
        .setIssuedAt(Math.floor(now() / 1000))
        .setExpirationTime(Math.floor(now() / 1000) + ACCESS_TOKEN_SECONDS)
        .sign(key.secret);
    },
    verify: async (token) => {
      const key = await named(keyIdOf(token));
      if (key === undefined) throw notGood();
      const { payload } = await jwtVerify(token, key.secret, {
        algorithms: [ALGORITHM],
        audience: AUDIENCE,
        issuer: AUDIENCE,
        currentDate: new Date(now()),
      }).catch((error: unknown) => {
        throw notGood(error);
      });
      const { sub, sid } = payload;
      if (sub === undefined || typeof sid !== 'string') throw notGood();
      return { userId: sub, sessionId: sid };
    },
  };
}

function keyIdOf(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).kid;
  } catch {
    return undefined;
  }
}

function notGood(cause?: unknown): KemptError {
  return new KemptError('unauthenticated', 'The access token is not good, or no longer.', {
    hint: 'Sign in again, or refresh the session.',
    cause,
  });
}
