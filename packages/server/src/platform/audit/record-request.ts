import type { FastifyRequest } from 'fastify';
import type { Audit, AuditEntry } from './create-audit.ts';

/**
 * Keeps what a request did, or tried to.
 *
 * @param audit - where it is kept
 * @param request - who asked, and from where
 * @param entry - what was done
 * @returns when it is kept
 */
export function recordRequest(
  audit: Audit,
  request: FastifyRequest,
  entry: Omit<AuditEntry, 'address' | 'requestId'>,
): Promise<void> {
  return audit.record({ userId: request.principal?.userId, ...entry, address: request.ip, requestId: request.id });
}
