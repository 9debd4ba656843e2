import { sql } from 'drizzle-orm';
import { check, index, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { bytea, moment } from '../columns.ts';

/** Everybody with an account. `user` is a reserved word of SQL. */
export const appUser = pgTable(
  'app_user',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    email: text('email').notNull(),
    name: text('name').notNull(),
    passwordHash: text('password_hash').notNull(),
    role: text('role', { enum: ['administrator', 'member'] }).notNull(),
    preferences: jsonb('preferences').$type<Record<string, unknown>>().notNull().default({}),
    disabledAt: moment('disabled_at'),
    createdAt: moment('created_at').notNull().defaultNow(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('app_user_email_key').on(sql`lower(${table.email})`),
    check('app_user_role_check', sql`${table.role} in ('administrator', 'member')`),
    check('app_user_email_check', sql`length(${table.email}) between 3 and 254`),
  ],
);

/** One sign-in: a family of refresh tokens that ends as a whole. */
export const session = pgTable(
  'session',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    userId: uuid('user_id')
      .notNull()
      .references(() => appUser.id, { onDelete: 'cascade' }),
    createdAt: moment('created_at').notNull().defaultNow(),
    lastUsedAt: moment('last_used_at').notNull().defaultNow(),
    expiresAt: moment('expires_at').notNull(),
    revokedAt: moment('revoked_at'),
    /** From where it was opened. */
    address: text('address').notNull(),
    userAgent: text('user_agent').notNull(),
  },
  (table) => [index('session_user_id_idx').on(table.userId)],
);

/** Refresh tokens, by their SHA-256. A used one that comes again ends its session. */
export const refreshToken = pgTable(
  'refresh_token',
  {
    tokenHash: bytea('token_hash').primaryKey(),
    sessionId: uuid('session_id')
      .notNull()
      .references(() => session.id, { onDelete: 'cascade' }),
    parentHash: bytea('parent_hash'),
    createdAt: moment('created_at').notNull().defaultNow(),
    usedAt: moment('used_at'),
  },
  (table) => [index('refresh_token_session_id_idx').on(table.sessionId)],
);

/** Keys for programs, by their SHA-256. */
export const apiKey = pgTable(
  'api_key',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    userId: uuid('user_id')
      .notNull()
      .references(() => appUser.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    /** The first characters, so that a person finds a key again. */
    prefix: text('prefix').notNull(),
    tokenHash: bytea('token_hash').notNull(),
    scopes: text('scopes').array().notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    expiresAt: moment('expires_at'),
    lastUsedAt: moment('last_used_at'),
  },
  (table) => [index('api_key_user_id_idx').on(table.userId), uniqueIndex('api_key_token_hash_key').on(table.tokenHash)],
);

/** Who may make an account, by the SHA-256 of the token in the link. */
export const invitation = pgTable(
  'invitation',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    tokenHash: bytea('token_hash').notNull(),
    /** Whom it is for; everybody who holds the link when null. */
    email: text('email'),
    role: text('role', { enum: ['administrator', 'member'] }).notNull(),
    createdBy: uuid('created_by')
      .notNull()
      .references(() => appUser.id, { onDelete: 'cascade' }),
    createdAt: moment('created_at').notNull().defaultNow(),
    expiresAt: moment('expires_at').notNull(),
    usedAt: moment('used_at'),
  },
  (table) => [
    uniqueIndex('invitation_token_hash_key').on(table.tokenHash),
    index('invitation_created_by_idx').on(table.createdBy),
    check('invitation_role_check', sql`${table.role} in ('administrator', 'member')`),
  ],
);

/** Keys that sign access tokens. The newest one signs, the others still verify until they are removed. */
export const signingKey = pgTable('signing_key', {
  id: text('id').primaryKey(),
  secret: bytea('secret').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
});

/** Facts about this installation, such as the hash of the set-up token. */
export const installation = pgTable('installation', {
  name: text('name').primaryKey(),
  value: jsonb('value').$type<unknown>().notNull(),
});
