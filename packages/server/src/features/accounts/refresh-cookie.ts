import '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { KemptError } from '@kempt/engine';
import { isOwnOrigin } from '../../platform/http/is-own-origin.ts';
import { SESSION_DAYS } from './session-store.ts';

/** Only these addresses ever see the cookie. */
const COOKIE_PATH = '/api/v1/auth';
const COOKIE = 'kempt_refresh';

/**
 * Hands a refresh token to a page, which cannot read it.
 *
 * @param reply - the answer
 * @param token - the token
 * @param publicUrl - address of Kempt: behind TLS the cookie never travels without
 */
export function setRefreshCookie(reply: FastifyReply, token: string, publicUrl: string): void {
  void reply.setCookie(COOKIE, token, {
    path: COOKIE_PATH,
    httpOnly: true,
    sameSite: 'strict',
    secure: publicUrl.startsWith('https:'),
    maxAge: SESSION_DAYS * 24 * 3600,
  });
}

/**
 * Takes the cookie away.
 *
 * @param reply - the answer
 */
export function clearRefreshCookie(reply: FastifyReply): void {
  void reply.clearCookie(COOKIE, { path: COOKIE_PATH, httpOnly: true, sameSite: 'strict' });
}

/**
 * The refresh token of a request: from its body, else from the cookie.
 *
 * @param request - the request
 * @param fromBody - what the body holds
 * @param publicUrl - address of Kempt
 * @returns the token and where it was; undefined where there is none
 * @throws KemptError `origin_refused` where a page of another site sends the cookie along
 */
export function shownRefreshToken(
  request: FastifyRequest,
  fromBody: string | undefined,
  publicUrl: string,
): { readonly token: string; readonly inCookie: boolean } | undefined {
  if (fromBody !== undefined) return { token: fromBody, inCookie: false };
  const token = request.cookies[COOKIE];
  if (token === undefined) return undefined;
  refuseForeignPage(request, publicUrl);
  return { token, inCookie: true };
}

function refuseForeignPage(request: FastifyRequest, publicUrl: string): void {
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const foreign = origin !== undefined && !isOwnOrigin(origin, { publicUrl, protocol: request.protocol, host });
  if (!foreign && site !== 'cross-site' && site !== 'same-site') return;
  throw new KemptError('origin_refused', 'The request comes from a page of another site.');
}
