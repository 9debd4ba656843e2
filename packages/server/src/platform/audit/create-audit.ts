import type { Db } from '../db/open-database.ts';
import { auditEvent } from '../db/schema/index.ts';
import type { Log } from '../log/create-log.ts';

/** One thing that somebody did, or tried. */
export interface AuditEntry {
  /** A verb phrase such as `sign_in`. */
  readonly action: string;
  readonly outcome: 'allowed' | 'denied' | 'failed';
  /** Undefined for nobody. */
  readonly userId?: string | undefined;
  /** What it was done to. */
  readonly target?: string;
  readonly address: string;
  readonly requestId: string;
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Keeps what people do. */
export interface Audit {
  record(entry: AuditEntry): Promise<void>;
}

/**
 * Keeps what people do in the database and says it in the log.
 *
 * @param db - the database
 * @param log - the log
 * @returns the audit log
 */
export function createAudit(db: Db, log: Log): Audit {
  return {
    record: async ({ action, outcome, userId, target, address, requestId, details = {} }) => {
      log.info('record_audit', {
        user_id: userId,
        request_id: requestId,
        status: outcome,
        context: { ...details, action, target, address },
      });
      await db.insert(auditEvent).values({ action, outcome, userId, target, address, requestId, details });
    },
  };
}
