import { everyEntry } from '../features/audit/audit-store.ts';
import { auditLines } from '../features/audit/write-entries.ts';
import { createAudit } from '../platform/audit/create-audit.ts';
import { verifyChain, type ChainAnchor, type ChainVerdict } from '../platform/audit/verify-chain.ts';
import { withDatabase, type ServiceProcess } from './with-database.ts';

/** What `kempt admin audit` can do. Both are in the log they look at. */
export const AUDIT_TASKS = {
  /** Looks whether every entry is there, as it was. */
  verifyAudit: (service: ServiceProcess, anchor?: ChainAnchor): Promise<ChainVerdict> =>
    withDatabase(service, 'kempt.admin', async ({ log, database: { db } }) => {
      const verdict = await verifyChain(db, anchor);
      const { broken, entries } = verdict;
      const outcome = broken === null ? 'allowed' : 'failed';
      const details = broken === null ? { entries } : { broken_id: broken.id, problem: broken.problem };
      // A chain that is broken may take no entry; what was found must be said all the same.
      await createAudit(db, log)
        .record({ actor: 'system', action: 'verify_audit', outcome, details })
        .catch((error: unknown) => {
          log.warn('fail_to_record_audit', { error });
        });
      return verdict;
    }),

  /** Says every entry, the oldest first, as JSON lines. */
  exportAudit: (service: ServiceProcess): Promise<void> =>
    withDatabase(service, 'kempt.admin', async ({ log, database: { db } }) => {
      await createAudit(db, log).record({ actor: 'system', action: 'export_audit', outcome: 'allowed' });
      for await (const piece of auditLines(everyEntry(db))) await service.say(piece.trimEnd());
    }),
} as const;
