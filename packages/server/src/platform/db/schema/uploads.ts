import { sql } from 'drizzle-orm';
import { bigint, check, index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { moment } from '../columns.ts';
import { appUser } from './people.ts';
import { root } from './roots.ts';

/** Files that are being received, and those that were until their root is measured anew. */
export const upload = pgTable(
  'upload',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    userId: uuid('user_id')
      .notNull()
      .references(() => appUser.id, { onDelete: 'cascade' }),
    rootId: uuid('root_id')
      .notNull()
      .references(() => root.id, { onDelete: 'cascade' }),
    /** Path below the root that was asked for, as it is shown. */
    path: text('path').notNull(),
    /** Null where nobody knew beforehand. */
    sizeBytes: bigint('size_bytes', { mode: 'number' }),
    /** Bytes of the quota that are set aside for it. */
    reservedBytes: bigint('reserved_bytes', { mode: 'number' }).notNull(),
    /** Bytes that are on the disk for certain. */
    offsetBytes: bigint('offset_bytes', { mode: 'number' }).notNull().default(0),
    /** Which file holds them; null before the first. Numbers of 64 bits as text. */
    device: text('device'),
    inode: text('inode'),
    /** When the file was last written to, nanoseconds since 1970. */
    mtime: text('mtime'),
    /** Path below the root that it got, as it is shown. */
    storedPath: text('stored_path'),
    createdAt: moment('created_at').notNull().defaultNow(),
    expiresAt: moment('expires_at').notNull(),
    storedAt: moment('stored_at'),
  },
  (table) => [
    index('upload_user_id_idx').on(table.userId),
    index('upload_root_id_idx').on(table.rootId),
    index('upload_expires_at_idx').on(table.expiresAt),
    check('upload_size_bytes_check', sql`${table.sizeBytes} >= 0`),
    check('upload_offset_bytes_check', sql`${table.offsetBytes} between 0 and ${table.reservedBytes}`),
  ],
);
