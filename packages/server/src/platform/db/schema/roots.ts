import { sql } from 'drizzle-orm';
import { bigint, check, index, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { moment } from '../columns.ts';
import { appUser } from './people.ts';

/** Folders that Kempt may touch: those an administrator registered, and the inbox of each user. */
export const root = pgTable(
  'root',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    name: text('name').notNull(),
    /** Absolute, real path. */
    path: text('path').notNull(),
    /** Which folder it is, in place of whatever lies at its path: null for inboxes, which Kempt makes itself. */
    device: text('device'),
    inode: text('inode'),
    fileSystemId: text('file_system_id'),
    kind: text('kind', { enum: ['folder', 'inbox'] }).notNull(),
    /** Whose inbox it is. */
    ownerId: uuid('owner_id').references(() => appUser.id, { onDelete: 'set null' }),
    /** Bytes it may hold; no limit when null. */
    quotaBytes: bigint('quota_bytes', { mode: 'number' }),
    createdAt: moment('created_at').notNull().defaultNow(),
    /** A root that was given up keeps its row, for the operations on it. */
    removedAt: moment('removed_at'),
  },
  (table) => [
    uniqueIndex('root_path_key')
      .on(table.path)
      .where(sql`${table.removedAt} is null`),
    index('root_owner_id_idx').on(table.ownerId),
    check('root_kind_check', sql`${table.kind} in ('folder', 'inbox')`),
    check('root_path_check', sql`${table.path} like '/%'`),
  ],
);

/** What a user may do on a root. Without a row there: nothing, whoever they are. */
export const rootGrant = pgTable(
  'root_grant',
  {
    rootId: uuid('root_id')
      .notNull()
      .references(() => root.id, { onDelete: 'cascade' }),
    userId: uuid('user_id')
      .notNull()
      .references(() => appUser.id, { onDelete: 'cascade' }),
    role: text('role', { enum: ['viewer', 'proposer', 'approver'] }).notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.rootId, table.userId] }),
    index('root_grant_user_id_idx').on(table.userId),
    check('root_grant_role_check', sql`${table.role} in ('viewer', 'proposer', 'approver')`),
  ],
);

/**
 * What was last measured of a root with a quota. Uploads that were stored since then are counted beside it, so that all
 * of them together stay within the quota.
 */
export const rootUsage = pgTable('root_usage', {
  rootId: uuid('root_id')
    .primaryKey()
    .references(() => root.id, { onDelete: 'cascade' }),
  usedBytes: bigint('used_bytes', { mode: 'number' }).notNull(),
  /** When the measuring began. */
  measuredAt: moment('measured_at').notNull(),
});

/** Categories of people's own, beside the built-in ones. */
export const category = pgTable(
  'category',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    name: text('name').notNull(),
    extensions: text('extensions').array().notNull(),
    keywords: text('keywords').array().notNull(),
    color: text('color').notNull(),
    icon: text('icon').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (table) => [uniqueIndex('category_name_key').on(sql`lower(${table.name})`)],
);

/** No extension belongs to two categories. */
export const categoryExtension = pgTable(
  'category_extension',
  {
    extension: text('extension').primaryKey(),
    categoryId: uuid('category_id')
      .notNull()
      .references(() => category.id, { onDelete: 'cascade' }),
  },
  (table) => [index('category_extension_category_id_idx').on(table.categoryId)],
);
