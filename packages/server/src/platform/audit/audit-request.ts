import type { FastifyRequest } from 'fastify';
import type { Db } from '../db/open-database.ts';
import { toKemptError } from '../http/problem.ts';
import type { AuditDeed, AuditDetails, AuditEntry } from './audit-entry.ts';
import type { Audit } from './create-audit.ts';

/** What a request did; `userId` for somebody who proved who they are in this request and not before. */
export interface RequestDeed extends AuditDeed {
  readonly userId?: string | undefined;
}

/**
 * Keeps something that stands for itself: a refusal, or what is about to be read or done outside the database.
 *
 * @param audit - where it is kept
 * @param request - who asked, and from where
 * @param deed - what was done, or tried
 * @returns when it is kept
 */
export function recordRequest(audit: Audit, request: FastifyRequest, deed: RequestDeed): Promise<void> {
  return audit.record(entryOf(request, deed));
}

/**
 * Runs a transaction of a request and keeps with it what it notes.
 *
 * @param audit - where it is kept
 * @param request - who asked, and from where
 * @param work - what is done; its `note` takes what the log tells of it
 * @returns what the work answers, once all of it is committed
 */
export function auditRequest<T>(
  audit: Audit,
  request: FastifyRequest,
  work: (tx: Db, note: (deed: RequestDeed) => void) => Promise<T>,
): Promise<T> {
  return audit.during((tx, note) => work(tx, (deed) => note(entryOf(request, deed))));
}

/** Something that is done outside the database, where no transaction holds it and its entry together. */
export interface OutsideDeed<T> extends Omit<AuditDeed, 'outcome'> {
  readonly work: () => Promise<T>;
  /** Details of the second entry. */
  readonly detailsOf: (answer: T) => AuditDetails;
}

/**
 * Does something outside the database, with an entry before it and one behind it: `stage` is `begun`, then `ended`.
 * After a crash between the two the first one tells that something may have been done.
 *
 * @param audit - where they are kept
 * @param request - who asked, and from where
 * @param deed - what is done
 * @returns what the work answers
 */
export async function auditAround<T>(audit: Audit, request: FastifyRequest, deed: OutsideDeed<T>): Promise<T> {
  const { work, detailsOf, details, ...rest } = deed;
  const keep = (outcome: AuditDeed['outcome'], more: AuditDetails): Promise<void> =>
    recordRequest(audit, request, { ...rest, outcome, details: { ...details, ...more } });
  await keep('allowed', { stage: 'begun' });
  let answer;
  try {
    answer = await work();
  } catch (error) {
    await keep('failed', { stage: 'ended', code: toKemptError(error).code });
    throw error;
  }
  await keep('allowed', { stage: 'ended', ...detailsOf(answer) });
  return answer;
}

function entryOf(request: FastifyRequest, { userId, ...deed }: RequestDeed): AuditEntry {
  const { principal, ip: address, id: requestId, headers } = request;
  const who =
    principal === undefined
      ? { actor: userId === undefined ? ('nobody' as const) : ('user' as const), userId }
      : {
          actor: principal.apiKeyId === undefined ? ('user' as const) : ('api_key' as const),
          userId: principal.userId,
          apiKeyId: principal.apiKeyId,
        };
  return { ...deed, ...who, address, requestId, userAgent: headers['user-agent'] };
}
