import type { AuditAction, AuditActor, AuditOutcome, AuditTarget } from '@kempt/contracts';

/** Facts beside the columns: numbers, names and codes; no secrets, no content. */
export type AuditDetails = Readonly<Record<string, string | number | boolean | null>>;

/** What somebody did, or tried to. */
export interface AuditDeed {
  readonly action: AuditAction;
  readonly outcome: AuditOutcome;
  /** What it was done to. */
  readonly target?: { readonly kind: AuditTarget; readonly id: string } | undefined;
  /** Kept as far as they fit, see {@link boundDetails}. */
  readonly details?: AuditDetails | undefined;
}

/** An entry of the audit log: what was done, by whom, and from where. */
export interface AuditEntry extends AuditDeed {
  readonly actor: AuditActor;
  readonly userId?: string | undefined;
  readonly apiKeyId?: string | undefined;
  readonly address?: string | undefined;
  /** Kept as far as it fits. */
  readonly userAgent?: string | undefined;
  readonly requestId?: string | undefined;
}
