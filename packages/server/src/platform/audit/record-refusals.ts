import type { FastifyRequest } from 'fastify';
import type { KemptError } from '@kempt/engine';
import { subjectOfAddress } from '../http/limit-requests.ts';
import { recordRequest } from './audit-request.ts';
import type { Audit } from './create-audit.ts';

/** Of limits that somebody runs into again and again, one entry is kept in so long. */
const LIMIT_WINDOW_MS = 60_000;
/** Callers that are remembered at most. */
const MOST_CALLERS = 10_000;
const FORBIDDEN = 403;
const TOO_MANY = 429;

/** Keeps a request that was refused; does nothing for other answers. */
export type RefusalRecorder = (
  request: FastifyRequest,
  refusal: { readonly status: number; readonly error: KemptError },
) => Promise<void>;

/**
 * Keeps what was refused: every request that somebody had no right to, and those that ran into a limit, where the first
 * of a caller in a minute is kept and the next one says how many there were. A limit would be none if each request
 * beyond it led to a write.
 *
 * @param audit - where they are kept
 * @param now - milliseconds of a clock that never goes back
 * @returns takes refusals
 */
export function createRefusalRecorder(audit: Audit, now: () => number = () => performance.now()): RefusalRecorder {
  const callers = new Map<string, { readonly since: number; untold: number }>();
  const limit: RefusalRecorder = async (request, { error }) => {
    const kind = typeof error.details['limit'] === 'string' ? error.details['limit'] : 'requests';
    const caller = `${kind} ${request.principal?.userId ?? subjectOfAddress(request.ip)}`;
    const known = callers.get(caller);
    if (known !== undefined && now() - known.since < LIMIT_WINDOW_MS) {
      known.untold++;
      return;
    }
    callers.delete(caller);
    const [oldest] = callers.keys();
    if (callers.size >= MOST_CALLERS && oldest !== undefined) callers.delete(oldest);
    callers.set(caller, { since: now(), untold: 0 });
    await recordRequest(audit, request, {
      action: 'reach_limit',
      outcome: 'denied',
      target: { kind: 'limit', id: kind },
      details: { ...placeOf(request), untold_before: known?.untold ?? 0 },
    });
  };
  return async (request, refusal) => {
    if (refusal.status === TOO_MANY) await limit(request, refusal);
    if (refusal.status !== FORBIDDEN) return;
    await recordRequest(audit, request, {
      action: 'refuse_request',
      outcome: 'denied',
      target: { kind: 'route', id: `${request.method} ${request.routeOptions.url ?? ''}` },
      details: { ...placeOf(request), code: refusal.error.code },
    });
  };
}

/** What follows `?` may hold a ticket. */
function placeOf({ url }: FastifyRequest): { readonly path: string } {
  return { path: url.replace(/\?.*$/s, '') };
}
