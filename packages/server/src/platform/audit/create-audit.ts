import type { Db } from '../db/open-database.ts';
import type { Log } from '../log/create-log.ts';
import { appendEntry, type AuditPlace } from './append-entry.ts';
import type { AuditEntry } from './audit-entry.ts';
import { boundDetails } from './bound-details.ts';

/** Keeps what people do, and try to. */
export interface Audit {
  /**
   * Keeps something that stands for itself, such as a refusal.
   *
   * @throws Error when it could not be kept: then what it tells must not be done either
   */
  record(entry: AuditEntry): Promise<void>;
  /**
   * Runs a transaction and keeps with it what it notes: neither is there without the other.
   *
   * @param work - what is done; its `note` takes an entry, appended in the end
   * @returns what the work answers, once all of it is committed
   */
  during<T>(work: (tx: Db, note: (entry: AuditEntry) => void) => Promise<T>): Promise<T>;
}

/**
 * Keeps what people do in a chain in the database, and says each entry in the log once it is there.
 *
 * @param db - the database
 * @param log - the log
 * @returns the audit log
 */
export function createAudit(db: Db, log: Log): Audit {
  const own = log.with({ logger: 'kempt.audit' });
  const during: Audit['during'] = async (work) => {
    const entries: AuditEntry[] = [];
    const kept: { readonly entry: AuditEntry; readonly place: AuditPlace }[] = [];
    const answer = await db.transaction(async (tx) => {
      const done = await work(tx, (entry) => entries.push(entry));
      for (const entry of entries) kept.push({ entry, place: await appendEntry(tx, entry) });
      return done;
    });
    for (const { entry, place } of kept) say(own, entry, place);
    return answer;
  };
  return {
    during,
    record: (entry) =>
      during((_tx, note) => {
        note(entry);
        return Promise.resolve();
      }),
  };
}

/** The hash is said as well: whoever changes the table does not change lines that have left the machine. */
function say(log: Log, entry: AuditEntry, place: AuditPlace): void {
  const { actor, userId, apiKeyId, action, outcome, target, address, requestId, details = {} } = entry;
  log.info('record_audit', {
    user_id: userId,
    request_id: requestId,
    operation_id: target?.kind === 'operation' ? target.id : undefined,
    status: outcome,
    context: {
      ...boundDetails(details),
      audit_id: place.id,
      hash: place.hash,
      actor,
      api_key_id: apiKeyId,
      action,
      target_kind: target?.kind,
      target: target?.id,
      address,
    },
  });
}
