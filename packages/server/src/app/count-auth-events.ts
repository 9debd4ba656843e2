import type { AuditEntry } from '../platform/audit/audit-entry.ts';
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
  const count = ({ action, outcome }: AuditEntry): void => {
    const event = AUTH_EVENTS.find((known) => known === action);
    if (event !== undefined) metrics.authEvent(event, outcome);
  };
  return {
    record: async (entry) => {
      await audit.record(entry);
      count(entry);
    },
    during: async (work) => {
      const noted: AuditEntry[] = [];
      const answer = await audit.during((tx, note) =>
        work(tx, (entry) => {
          noted.push(entry);
          note(entry);
        }),
      );
      for (const entry of noted) count(entry);
      return answer;
    },
  };
}
