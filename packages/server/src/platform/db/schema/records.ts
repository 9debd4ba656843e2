import { bigint, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { bytea, moment } from '../columns.ts';
import { appUser } from './people.ts';

/** Who did what to what, from where, and whether it was allowed. Only ever appended to. */
export const auditEvent = pgTable(
  'audit_event',
  {
    id: bigint('id', { mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    createdAt: moment('created_at').notNull().defaultNow(),
    /** No reference: an entry outlives its user. */
    userId: uuid('user_id'),
    action: text('action').notNull(),
    /** What it was done to, such as an operation's id. */
    target: text('target'),
    outcome: text('outcome', { enum: ['allowed', 'denied', 'failed'] }).notNull(),
    address: text('address').notNull(),
    requestId: text('request_id').notNull(),
    details: jsonb('details').$type<Record<string, unknown>>().notNull().default({}),
  },
  (table) => [index('audit_event_user_id_idx').on(table.userId, table.id)],
);

/** What a request under an Idempotency-Key was answered, so that its repetition gets the same. */
export const idempotencyKey = pgTable(
  'idempotency_key',
  {
    userId: uuid('user_id')
      .notNull()
      .references(() => appUser.id, { onDelete: 'cascade' }),
    key: text('key').notNull(),
    /** SHA-256 of method, address and body. */
    requestHash: bytea('request_hash').notNull(),
    /** Null while the first request is under way. */
    status: integer('status'),
    headers: jsonb('headers').$type<Record<string, string>>(),
    body: jsonb('body').$type<unknown>(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.key] }),
    index('idempotency_key_created_at_idx').on(table.createdAt),
  ],
);
