import { sql } from 'drizzle-orm';
import { bigint, boolean, check, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { AUDIT_ACTORS, AUDIT_OUTCOMES } from '@kempt/contracts';
import { bytea, moment } from '../columns.ts';

/**
 * Who did what to what, from where, and whether it was allowed: a chain in which each entry carries the hash of the one
 * before. A trigger gives an entry its number, its moment and its hashes, whoever inserts it; others refuse to change or
 * remove one. Entries are kept for good.
 */
export const auditEvent = pgTable(
  'audit_event',
  {
    /** Place in the chain: from 1, without gaps. */
    id: bigint('id', { mode: 'bigint' }).primaryKey(),
    /** By the clock of the database. */
    createdAt: moment('created_at').notNull(),
    actor: text('actor', { enum: AUDIT_ACTORS }).notNull(),
    /** No reference: an entry outlives its user. */
    userId: uuid('user_id'),
    /** No reference either. */
    apiKeyId: uuid('api_key_id'),
    action: text('action').notNull(),
    /** What it was done to: a kind of thing, and which one. */
    targetKind: text('target_kind'),
    target: text('target'),
    outcome: text('outcome', { enum: AUDIT_OUTCOMES }).notNull(),
    /** Null where no request was made. */
    address: text('address'),
    userAgent: text('user_agent'),
    requestId: text('request_id'),
    details: jsonb('details').$type<Record<string, unknown>>().notNull().default({}),
    /** SHA-256 of the entry before; 32 zero bytes for the first. */
    previousHash: bytea('previous_hash').notNull(),
    /** SHA-256 of everything above, see `hash-entry.ts`. */
    hash: bytea('hash').notNull(),
  },
  (table) => [
    index('audit_event_user_id_idx').on(table.userId, table.id),
    index('audit_event_action_idx').on(table.action, table.id),
    index('audit_event_outcome_idx')
      .on(table.outcome, table.id)
      .where(sql`${table.outcome} <> 'allowed'`),
    index('audit_event_target_idx')
      .on(table.target, table.id)
      .where(sql`${table.target} is not null`),
    index('audit_event_created_at_idx').on(table.createdAt),
    check('audit_event_actor_check', sql`${table.actor} in ('user', 'api_key', 'system', 'nobody')`),
    check('audit_event_outcome_check', sql`${table.outcome} in ('allowed', 'denied', 'failed')`),
    check('audit_event_details_check', sql`octet_length(${table.details}::text) <= 8192`),
  ],
);

/** Where the chain ends: the newest entry. Kept apart, so that entries cut off from the end are missed. One row. */
export const auditHead = pgTable(
  'audit_head',
  {
    only: boolean('only').primaryKey().default(true),
    /** 0 before the first entry. */
    lastId: bigint('last_id', { mode: 'bigint' }).notNull(),
    lastHash: bytea('last_hash').notNull(),
  },
  (table) => [check('audit_head_only_check', sql`${table.only}`)],
);
