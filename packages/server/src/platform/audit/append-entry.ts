import { sql } from 'drizzle-orm';
import { KemptError } from '@kempt/engine';
import type { Db } from '../db/open-database.ts';
import { auditEvent } from '../db/schema/index.ts';
import type { AuditEntry } from './audit-entry.ts';
import { boundDetails, boundText } from './bound-details.ts';

/** Where an entry has its place. */
export interface AuditPlace {
  readonly id: number;
  /** SHA-256, hexadecimal. */
  readonly hash: string;
}

/**
 * Appends an entry to the chain, with the transaction. Others who append wait until the transaction ends, so it is the
 * last thing in one: what is locked after it can be what another one holds that waits here.
 *
 * @param tx - the transaction
 * @param entry - what was done
 * @returns its place, which the database gives it
 */
export async function appendEntry(tx: Db, entry: AuditEntry): Promise<AuditPlace> {
  const { actor, userId = null, apiKeyId = null, action, outcome, target } = entry;
  const { requestId = null, details = {} } = entry;
  const [address, agent, id] = [entry.address, entry.userAgent, target?.id].map((text) =>
    text === undefined ? null : boundText(text),
  );
  const { rows } = await tx.execute<{ id: string; hash: string }>(sql`
    insert into ${auditEvent}
      (actor, user_id, api_key_id, action, target_kind, target, outcome, address, user_agent, request_id, details)
    values (
      ${actor}, ${userId}::uuid, ${apiKeyId}::uuid, ${action}, ${target?.kind ?? null}, ${id}, ${outcome},
      ${address}, ${agent}, ${requestId}, ${JSON.stringify(boundDetails(details))}::jsonb
    )
    returning id::text as id, encode(hash, 'hex') as hash`);
  const [place] = rows;
  if (place === undefined) throw new KemptError('internal', 'The audit log took no entry.');
  return { id: Number(place.id), hash: place.hash };
}
