import { decodeProtectedHeader, jwtVerify, SignJWT } from 'jose';
import { KemptError } from '@kempt/engine';
import type { Db } from '../db/open-database.ts';
import { createSigningKeys } from './signing-keys.ts';

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
  const keys = createSigningKeys(db, monotonic);
  return {
    rotate: () => keys.rotate(),
    sign: async ({ userId, sessionId }) => {
      const key = await keys.newest();
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
      const key = await keys.named(keyIdOf(token));
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
