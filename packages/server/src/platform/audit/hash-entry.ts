import { createHash } from 'node:crypto';
import { sql, type SQL } from 'drizzle-orm';
import { auditEvent } from '../db/schema/index.ts';

/** An entry as text, field by field, as it goes into its hash. */
export interface WrittenEntry extends Record<string, unknown> {
  readonly id: string;
  /** ISO 8601 with microseconds, UTC. */
  readonly created_at: string;
  readonly actor: string;
  readonly user_id: string | null;
  readonly api_key_id: string | null;
  readonly action: string;
  readonly target_kind: string | null;
  readonly target: string | null;
  readonly outcome: string;
  readonly address: string | null;
  readonly user_agent: string | null;
  readonly request_id: string | null;
  /** As PostgreSQL writes jsonb. */
  readonly details: string;
  /** Hexadecimal. */
  readonly previous_hash: string;
  /** Hexadecimal. */
  readonly hash: string;
}

/** What is hashed, in this order. */
const FIELDS = [
  'id',
  'created_at',
  'actor',
  'user_id',
  'api_key_id',
  'action',
  'target_kind',
  'target',
  'outcome',
  'address',
  'user_agent',
  'request_id',
  'details',
  'previous_hash',
] as const satisfies readonly (keyof WrittenEntry)[];

/** What the first entry says of the one before it. */
export const NO_HASH = '00'.repeat(32);

/**
 * What selects entries as text.
 *
 * @returns the columns of {@link WrittenEntry}
 */
export function writtenColumns(): SQL {
  return sql`${auditEvent.id}::text as id,
    to_char(${auditEvent.createdAt} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_at,
    actor, user_id::text as user_id, api_key_id::text as api_key_id, action, target_kind, target, outcome,
    address, user_agent, request_id, details::text as details,
    encode(previous_hash, 'hex') as previous_hash, encode(hash, 'hex') as hash`;
}

/**
 * The hash that an entry must have: SHA-256 over its fields in a fixed order, each with its length in bytes before it.
 * `audit_hash` in the database computes the same.
 *
 * @param entry - the entry
 * @returns hexadecimal
 */
export function hashEntry(entry: WrittenEntry): string {
  const hash = createHash('sha256').update('kempt-audit-1,');
  for (const name of FIELDS) {
    const value = entry[name];
    hash.update(value === null ? '-,' : `${Buffer.byteLength(value)}:${value},`);
  }
  return hash.digest('hex');
}
