import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
  type AnyPgColumn,
} from 'drizzle-orm/pg-core';
import { bytea, moment } from '../columns.ts';
import { appUser } from './people.ts';
import { root } from './roots.ts';

const count = (name: string) => bigint(name, { mode: 'number' }).notNull().default(0);

/** What was asked for and what became of it, one row an operation. What changes often is in no index but partial ones. */
export const operation = pgTable(
  'operation',
  {
    /** Sorts by the time it was asked for. */
    id: text('id').primaryKey(),
    /** The id under which the engine keeps it; given when it begins, since the engine's ids sort by that. */
    engineId: text('engine_id'),
    /** High bits of the ids of its file records. */
    number: bigint('number', { mode: 'bigint' }).notNull().generatedAlwaysAsIdentity(),
    type: text('type', { enum: ['scan', 'organize', 'deduplicate', 'rollback', 'purge'] }).notNull(),
    status: text('status', {
      enum: [
        'pending',
        'running',
        'planned',
        'completed',
        'completed_with_errors',
        'failed',
        'cancelled',
        'interrupted',
        'rolled_back',
      ],
    }).notNull(),
    dryRun: boolean('dry_run').notNull().default(false),
    /** Null for what the command line did, or a user who is gone. */
    userId: uuid('user_id').references(() => appUser.id, { onDelete: 'set null' }),
    /** The request that handed it to the workers last; null for what the command line did. */
    requestId: text('request_id'),
    /** The span of that request, as `traceparent` says it; null where nothing was traced. */
    traceParent: text('trace_parent'),
    /** Null for what the command line did outside all roots. */
    rootId: uuid('root_id').references(() => root.id),
    destinationRootId: uuid('destination_root_id').references(() => root.id),
    /** Absolute path of the folder that is worked on, at or below the root. */
    rootPath: text('root_path').notNull(),
    destinationPath: text('destination_path'),
    /** What was asked for beside the folders. */
    options: jsonb('options').$type<Record<string, unknown>>().notNull().default({}),
    planDigest: text('plan_digest'),
    /** The operation a rollback takes back. */
    undoes: text('undoes').references((): AnyPgColumn => operation.id, { onDelete: 'set null' }),
    filesScanned: count('files_scanned'),
    filesPlanned: count('files_planned'),
    filesProcessed: count('files_processed'),
    filesCompleted: count('files_completed'),
    filesSkipped: count('files_skipped'),
    filesFailed: count('files_failed'),
    duplicatesFound: count('duplicates_found'),
    spaceSavedBytes: count('space_saved_bytes'),
    bytesProcessed: count('bytes_processed'),
    /** Phase, percent, rate, time left, last path. */
    progress: jsonb('progress').$type<Record<string, unknown>>(),
    /** What the engine reported in the end. */
    result: jsonb('result').$type<Record<string, unknown>>(),
    /** Code and message of what ended it. */
    error: jsonb('error').$type<{ code: string; message: string; hint?: string }>(),
    /** The operation on an overlapping tree that goes first. */
    waitingFor: text('waiting_for'),
    cancelRequestedAt: moment('cancel_requested_at'),
    /** Whoever holds the lease, and until when without a sign of life. */
    workerId: text('worker_id'),
    leaseExpiresAt: moment('lease_expires_at'),
    /** Grows with every take-over: a worker that was away finds its own number outdated. */
    fencingToken: integer('fencing_token').notNull().default(0),
    createdAt: moment('created_at').notNull().defaultNow(),
    /** When it was last handed to the workers: the order among operations on overlapping folders. */
    queuedAt: moment('queued_at').notNull().defaultNow(),
    startedAt: moment('started_at'),
    completedAt: moment('completed_at'),
    /** When its file records were all there. */
    recordsLoadedAt: moment('records_loaded_at'),
  },
  (table) => [
    uniqueIndex('operation_number_key').on(table.number),
    uniqueIndex('operation_engine_id_key').on(table.engineId),
    index('operation_user_id_created_at_idx').on(table.userId, table.createdAt),
    index('operation_created_at_idx').on(table.createdAt),
    index('operation_root_id_created_at_idx').on(table.rootId, table.createdAt),
    index('operation_destination_root_id_idx').on(table.destinationRootId),
    index('operation_undoes_idx')
      .on(table.undoes)
      .where(sql`${table.undoes} is not null`),
    index('operation_status_idx')
      .on(table.status)
      .where(sql`${table.status} in ('pending', 'running', 'planned', 'interrupted', 'failed')`),
    check('operation_type_check', sql`${table.type} in ('scan', 'organize', 'deduplicate', 'rollback', 'purge')`),
    check(
      'operation_status_check',
      sql`${table.status} in ('pending', 'running', 'planned', 'completed', 'completed_with_errors', 'failed', 'cancelled', 'interrupted', 'rolled_back')`,
    ),
  ],
);

/**
 * What became of each file, written once when an operation has ended. The table is split by operation: a large one has
 * a part of its own, so that it can be loaded and removed without others noticing. `id` is the operation's number times 2^32 plus the step, so that records made again are the same.
 */
export const fileRecord = pgTable(
  'file_record',
  {
    id: bigint('id', { mode: 'bigint' }).notNull(),
    operationId: text('operation_id')
      .notNull()
      .references(() => operation.id, { onDelete: 'cascade' }),
    /** Shown paths: what is no UTF-8 is escaped, and there in bytes as well. */
    originalPath: text('original_path').notNull(),
    originalPathBytes: bytea('original_path_bytes'),
    newPath: text('new_path').notNull(),
    newPathBytes: bytea('new_path_bytes'),
    category: text('category').notNull(),
    mimetype: text('mimetype').notNull(),
    status: text('status', { enum: ['planned', 'completed', 'skipped', 'failed'] }).notNull(),
    sizeBytes: bigint('size_bytes', { mode: 'number' }).notNull(),
    fileHash: bytea('file_hash'),
    errorCode: text('error_code'),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.operationId, table.id] }),
    index('file_record_operation_id_status_idx').on(table.operationId, table.status),
    index('file_record_operation_id_file_hash_idx')
      .on(table.operationId, table.fileHash)
      .where(sql`${table.fileHash} is not null`),
    index('file_record_operation_id_size_bytes_idx').on(table.operationId, table.sizeBytes, table.id),
    index('file_record_operation_id_original_path_idx').on(
      table.operationId,
      sql`left(${table.originalPath}, 250) collate "C"`,
      table.id,
    ),
    index('file_record_category_idx').on(table.category),
    index('file_record_file_hash_idx')
      .on(table.fileHash)
      .where(sql`${table.fileHash} is not null`),
    index('file_record_new_path_idx').on(sql`md5(${table.newPath})`),
    check('file_record_status_check', sql`${table.status} in ('planned', 'completed', 'skipped', 'failed')`),
  ],
);

/** Files with the same bytes that an operation found. */
export const duplicateGroup = pgTable(
  'duplicate_group',
  {
    operationId: text('operation_id')
      .notNull()
      .references(() => operation.id, { onDelete: 'cascade' }),
    /** In the order of the report: the most space first. */
    position: integer('position').notNull(),
    fileHash: bytea('file_hash').notNull(),
    sizeBytes: bigint('size_bytes', { mode: 'number' }).notNull(),
    fileCount: integer('file_count').notNull(),
    /** The first of them, as the engine reports them. */
    files: jsonb('files').$type<readonly Record<string, unknown>[]>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.operationId, table.position] })],
);

/** What was not dealt with, and why: folders that could not be read, files that were left. */
export const operationProblem = pgTable(
  'operation_problem',
  {
    operationId: text('operation_id')
      .notNull()
      .references(() => operation.id, { onDelete: 'cascade' }),
    position: integer('position').notNull(),
    path: text('path').notNull(),
    code: text('code').notNull(),
    message: text('message').notNull(),
  },
  (table) => [primaryKey({ columns: [table.operationId, table.position] })],
);

/**
 * Operations of the engine that the service has forgotten. Their journals stay on the disk, and the history of the state
 * folder must not bring them back.
 */
export const forgottenOperation = pgTable('forgotten_operation', {
  engineId: text('engine_id').primaryKey(),
  forgottenAt: moment('forgotten_at').notNull().defaultNow(),
});
