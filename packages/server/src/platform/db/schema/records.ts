import { index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { bytea, moment } from '../columns.ts';
import { appUser } from './people.ts';

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
