import { customType, index, pgTable, text } from 'drizzle-orm/pg-core';
import { moment } from '../columns.ts';

const transactionId = customType<{ data: string }>({ dataType: () => 'xid8' });

/**
 * What changed lately, written by triggers: a process that was away learns from it what it missed. Told on the channel
 * `kempt_changes` as well.
 */
export const dataChange = pgTable(
  'data_change',
  {
    /** What changed: `categories`, `roots`, `records`, `undone`, `user:ID`, `operation:ID`; `all`, or `match:KIND:PATTERN`
     * of what is to be forgotten. */
    tag: text('tag').notNull(),
    transactionId: transactionId('transaction_id').notNull(),
    changedAt: moment('changed_at').notNull().defaultNow(),
  },
  (table) => [index('data_change_changed_at_idx').on(table.changedAt)],
);
