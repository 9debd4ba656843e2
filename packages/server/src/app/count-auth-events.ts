import type { Audit } from '../platform/audit/create-audit.ts';
import type { AuthEvent } from '../platform/metrics/labels.ts';
import type { PeopleMetrics } from '../platform/metrics/people-metrics.ts';

/** The audit calls them the same. */
const EVENTS: readonly AuthEvent[] = [
  'change_password',
  'end_sessions',
  'register',
  'reuse_refresh_token',
  'set_up',
  'sign_in',
  'sign_out',
];

/**
 * Counts what the audit hears of accounts and sessions.
 *
 * @param audit - keeps what people do
 * @param metrics - counts
 * @returns an audit that keeps the same
 */
export function countAuthEvents(audit: Audit, metrics: Pick<PeopleMetrics, 'authEvent'>): Audit {
  return {
    ...audit,
    record: (entry) => {
      const event = EVENTS.find((known) => known === entry.action);
      if (event !== undefined) metrics.authEvent(event, entry.outcome);
      return audit.record(entry);
    },
  };
}
