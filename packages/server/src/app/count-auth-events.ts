import type { Audit } from '../platform/audit/create-audit.ts';
import { AUTH_EVENTS } from '../platform/metrics/labels.ts';
import type { PeopleMetrics } from '../platform/metrics/people-metrics.ts';

/**
 * Counts what the audit hears of accounts and sessions, which it calls by the same words.
 *
 * @param audit - keeps what people do
 * @param metrics - counts
 * @returns an audit that keeps the same
 */
export function countAuthEvents(audit: Audit, metrics: Pick<PeopleMetrics, 'authEvent'>): Audit {
  return {
    ...audit,
    record: (entry) => {
      const event = AUTH_EVENTS.find((known) => known === entry.action);
      if (event !== undefined) metrics.authEvent(event, entry.outcome);
      return audit.record(entry);
    },
  };
}
