import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { applyDecision, subjectOfAddress, tooMany } from '../../platform/http/limit-requests.ts';
import type { AccountParts } from './account-parts.ts';
import { placesOf } from './session-store.ts';

/** An attempt to prove who one is. */
export interface Attempt {
  /** It failed: the next one waits longer. */
  fail(): Promise<void>;
  /** It succeeded: what failed before is forgiven. */
  succeed(): Promise<void>;
}

/**
 * Lets somebody try a password. Attempts from an address and for an account are counted before any of them is looked at,
 * so that many at once are no way around; and after some failures in a row each next one has to wait longer, whether there
 * is such an account or not. Who waits is that address with that account, and attempts from where somebody signed in to the
 * account before are counted apart from those of strangers, so that nobody can lock somebody else out.
 *
 * @param parts - the limits, and the database that knows from where somebody signed in
 * @param place - the request, and its reply, which gets the headers
 * @param account - the account as it was typed
 * @returns takes what came of it
 * @throws KemptError `too_many_requests`
 */
export async function guardSignIn(
  { limits, db }: Pick<AccountParts, 'limits' | 'db'>,
  place: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  account: string,
): Promise<Attempt> {
  const { request, reply } = place;
  const who = subjectOfAddress(request.ip);
  // Addresses of people are not for Redis to keep.
  const subject = `account:${createHash('sha256').update(account.toLowerCase()).digest('base64url')}`;
  const key = `${who}:${subject}`;
  const wait = await limits.penalties.waitSeconds(key);
  if (wait > 0) throw tooMany('sign_in', wait, reply);
  const isKnown = (await placesOf(db, account)).some((address) => subjectOfAddress(address) === who);
  const together = isKnown ? `${subject}:${who}` : subject;
  applyDecision(await limits.take({ kind: 'sign_in', who, together }), reply);
  return { fail: () => limits.penalties.fail(key), succeed: () => limits.penalties.clear(key) };
}
