import { and, eq, sql, type SQL } from 'drizzle-orm';
import type { AuditEvent, AuditExportQuery } from '@kempt/contracts/api';
import type { Static } from 'typebox';
import { writtenColumns, type WrittenEntry } from '../../platform/audit/hash-entry.ts';
import type { Db } from '../../platform/db/open-database.ts';
import { auditEvent } from '../../platform/db/schema/index.ts';

/** Which entries are meant. */
export type AuditFilter = Omit<Static<typeof AuditExportQuery>, 'format'>;

/** Entries of an export that are read at once. */
const BATCH = 1000;

/**
 * Entries, the newest first.
 *
 * @param db - the database
 * @param filter - which
 * @param page - how many, and before which number
 * @returns the entries
 */
export function listEntries(
  db: Db,
  filter: AuditFilter,
  page: { readonly limit: number; readonly before: number | undefined },
): Promise<AuditEvent[]> {
  const before = page.before === undefined ? undefined : sql`${auditEvent.id} < ${page.before}`;
  return read(db, and(conditionOf(filter), before), sql`desc limit ${page.limit}`);
}

/**
 * Entries, the oldest first, as far as the log goes when it begins. Nothing is held open between two batches, so that
 * whoever reads slowly is in nobody's way.
 *
 * @param db - the database
 * @param filter - which
 * @returns the entries
 */
export async function* everyEntry(db: Db, filter: AuditFilter = {}): AsyncGenerator<AuditEvent> {
  const { rows } = await db.execute<{ last: string }>(
    sql`select coalesce(max(id), 0)::text as last from ${auditEvent}`,
  );
  const last = Number(rows[0]?.last ?? 0);
  for (let behind = 0; ;) {
    const place = sql`${auditEvent.id} > ${behind} and ${auditEvent.id} <= ${last}`;
    const entries = await read(db, and(conditionOf(filter), place), sql`asc limit ${BATCH}`);
    yield* entries;
    const newest = entries.at(-1);
    if (entries.length < BATCH || newest === undefined) return;
    behind = newest.id;
  }
}

async function read(db: Db, condition: SQL | undefined, order: SQL): Promise<AuditEvent[]> {
  const { rows } = await db.execute<WrittenEntry>(
    sql`select ${writtenColumns()} from ${auditEvent} where ${condition ?? sql`true`} order by ${auditEvent.id} ${order}`,
  );
  return rows.map(toEvent);
}

function conditionOf(filter: AuditFilter): SQL | undefined {
  const { user_id: userId, action, outcome, target_kind: kind, target, from, to } = filter;
  return and(
    userId === undefined ? undefined : eq(auditEvent.userId, userId),
    action === undefined ? undefined : eq(auditEvent.action, action),
    outcome === undefined ? undefined : eq(auditEvent.outcome, outcome),
    kind === undefined ? undefined : eq(auditEvent.targetKind, kind),
    target === undefined ? undefined : eq(auditEvent.target, target),
    from === undefined ? undefined : sql`${auditEvent.createdAt} >= ${from}::timestamptz`,
    to === undefined ? undefined : sql`${auditEvent.createdAt} < ${to}::timestamptz`,
  );
}

function toEvent(row: WrittenEntry): AuditEvent {
  return {
    ...row,
    id: Number(row.id),
    actor: row.actor as AuditEvent['actor'],
    outcome: row.outcome as AuditEvent['outcome'],
    details: JSON.parse(row.details) as AuditEvent['details'],
  };
}
