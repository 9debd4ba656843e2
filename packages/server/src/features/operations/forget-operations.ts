import { setTimeout as sleep } from 'node:timers/promises';
import { inArray, sql } from 'drizzle-orm';
import { KemptError } from '@kempt/engine';
import type { OperationRow } from '../../platform/access/operation-access.ts';
import { isContended } from '../../platform/db/is-contended.ts';
import type { Db } from '../../platform/db/open-database.ts';
import { forgottenOperation, operation } from '../../platform/db/schema/index.ts';
import type { AnnouncedOperation } from '../../platform/events/announce-progress.ts';
import { removePlanFile } from '../../platform/storage/plan-files.ts';
import { partitionOf } from './partition-of.ts';

/** What forgetting works with. */
export interface ForgetParts {
  readonly db: Db;
  /** Absolute path of the state folder, where the plans of previews lie. */
  readonly stateFolder: string;
  /** Tells listeners, with the transaction, that an operation is gone. */
  readonly announceChange: (tx: Db, row: AnnouncedOperation) => Promise<void>;
  /** Runs the transaction, and keeps with it what the audit log tells of it. */
  readonly transaction: <T>(work: (tx: Db) => Promise<T>) => Promise<T>;
}

/**
 * Milliseconds for which a table is waited for: whoever comes meanwhile waits behind, so it is tried again and again in
 * place of waiting long.
 */
const LOCK_MS = 200;
const PAUSE_MS = 100;
const ATTEMPTS = 10;

/**
 * Forgets operations, all or none: their rows, file records, groups and problems, and the plans of previews. Journals
 * stay on the disk, and the history of the state folder does not bring the operations back. The records of a large one
 * are dropped as a table, which takes a moment without any reader of records.
 *
 * @param parts - the database, and where plans lie
 * @param ids - which
 * @param choose - locks them in the transaction, and answers those that may be forgotten; what it throws ends it
 * @returns those that were forgotten
 * @throws KemptError `unavailable` where records were read all the time
 */
export async function forgetOperations(
  { stateFolder, announceChange, transaction }: ForgetParts,
  ids: readonly string[],
  choose: (tx: Db) => Promise<readonly OperationRow[]>,
): Promise<readonly OperationRow[]> {
  const forgotten = await persist(() =>
    transaction(async (tx) => {
      const tables = await tablesOf(tx, ids);
      if (tables.length > 0) await lockTables(tx, tables);
      const rows = await choose(tx);
      await forget(tx, rows);
      for (const row of rows) await announceChange(tx, row);
      return rows;
    }),
  );
  for (const { id } of forgotten) await removePlanFile(stateFolder, id);
  return forgotten;
}

async function persist<T>(attempt: () => Promise<T>): Promise<T> {
  for (let left = ATTEMPTS; ; left--) {
    try {
      return await attempt();
    } catch (error) {
      if (!isContended(error)) throw error;
      if (left === 0) {
        const hint = 'Try again in a moment.';
        throw new KemptError('unavailable', 'The records are being read or written.', { hint, cause: error });
      }
      await sleep(PAUSE_MS);
    }
  }
}

/** The tables of those that have one of their own. */
async function tablesOf(tx: Db, ids: readonly string[]): Promise<readonly string[]> {
  const { rows } = await tx.execute<{ name: string }>(sql`
    select c.relname as name from ${operation} o join pg_class c on c.relname = 'file_record_' || o.number
    where o.id = any(${sql.param([...ids])}) and c.relnamespace = 'public'::regnamespace`);
  return rows.map(({ name }) => name);
}

/**
 * To drop a part of the records, PostgreSQL locks the whole, the part for all others, and the table that records refer
 * to. They are locked before any row, the busiest last, so that nobody waits for whom this waits for.
 */
async function lockTables(tx: Db, tables: readonly string[]): Promise<void> {
  await tx.execute(sql`select set_config('lock_timeout', ${String(LOCK_MS)}, true)`);
  const own = tables.map((name) => sql.identifier(name));
  const all = [...own, sql`file_record_rest`, sql`only file_record`, sql`only operation`];
  await tx.execute(sql`lock table ${sql.join(all, sql`, `)} in access exclusive mode`);
}

async function forget(tx: Db, rows: readonly OperationRow[]): Promise<void> {
  if (rows.length === 0) return;
  for (const { number } of rows) {
    await tx.execute(sql`drop table if exists ${sql.identifier(partitionOf(number))}`);
  }
  const known = rows.flatMap(({ engineId }) => (engineId === null ? [] : [{ engineId }]));
  if (known.length > 0) await tx.insert(forgottenOperation).values(known).onConflictDoNothing();
  await tx.delete(operation).where(
    inArray(
      operation.id,
      rows.map(({ id }) => id),
    ),
  );
}
