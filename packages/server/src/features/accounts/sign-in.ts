import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TokenAnswer } from '@kempt/contracts/api';
import type { Db } from '../../platform/db/open-database.ts';
import { ACCESS_TOKEN_SECONDS } from '../../platform/security/access-tokens.ts';
import type { AccountParts } from './account-parts.ts';
import { setRefreshCookie } from './refresh-cookie.ts';
import { openSession } from './session-store.ts';
import { toUser, type UserRow } from './to-user.ts';

/** A session that was opened or goes on. */
export interface OpenedSession {
  readonly user: UserRow;
  readonly sessionId: string;
  /** The refresh token. */
  readonly token: string;
  readonly kind: 'cookie' | 'token';
}

/**
 * Opens a session for somebody who proved who they are.
 *
 * @param tx - the transaction that checks, or makes, the account
 * @param request - from where they come
 * @param who - the account, and how the refresh token travels
 * @returns the session
 */
export async function signIn(
  tx: Db,
  request: FastifyRequest,
  who: { readonly user: UserRow; readonly kind: 'cookie' | 'token' },
): Promise<OpenedSession> {
  const place = { address: request.ip, userAgent: request.headers['user-agent'] ?? '' };
  return { ...who, ...(await openSession(tx, who.user.id, place)) };
}

/**
 * The answer to a sign-in or a refresh.
 *
 * @param parts - signs the access token
 * @param reply - gets the cookie of a page
 * @param opened - the session
 * @returns the body
 */
export async function answerTokens(
  parts: AccountParts,
  reply: FastifyReply,
  { user, sessionId, token, kind }: OpenedSession,
): Promise<TokenAnswer> {
  if (kind === 'cookie') setRefreshCookie(reply, token, parts.publicUrl());
  return {
    access_token: await parts.tokens.sign({ userId: user.id, sessionId }),
    token_type: 'Bearer',
    expires_in: ACCESS_TOKEN_SECONDS,
    user: toUser(user),
    ...(kind === 'token' ? { refresh_token: token } : {}),
  };
}
