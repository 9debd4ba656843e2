import { inArray, sql, type SQL } from 'drizzle-orm';
import { KemptError } from '@kempt/engine';
import type { OperationRow } from '../../platform/access/operation-access.ts';
import type { Db } from '../../platform/db/open-database.ts';
import { operation } from '../../platform/db/schema/index.ts';
import { forgetOperations, type ForgetParts } from './forget-operations.ts';

/** What forgetting old operations works with. */
export interface RetentionParts extends ForgetParts {
  /** The engine's ids of operations of which files lie in a quarantine; asked once there is something to forget. */
  readonly holding: () => Promise<ReadonlySet<string>>;
  /** Ends it between two operations. */
  readonly signal: AbortSignal;
}

/** What came of it. */
export interface Retention {
  readonly forgotten: number;
  /** Old operations that somebody was reading all the time. */
  readonly left: number;
}

/** Operations that are looked at together. */
const BATCH = 100;

/** An operation with what took it back, and what took that back. */
type Family = Readonly<{ id: string; created_at: string; ids: readonly string[]; engine_ids: readonly string[] }>;

/**
 * Forgets what ended longer ago than some days, the oldest first, and previews that nobody carried out for as long. An
 * operation and its rollbacks go together, once all of them are old: what became of its files is told by theirs.
 * Operations of which files lie in a quarantine stay, since nobody could see or restore those files without.
 *
 * @param parts - the database, and what is asked of the engine
 * @param days - how long ago
 * @returns how many were forgotten
 */
export async function forgetOldOperations(parts: RetentionParts, days: number): Promise<Retention> {
  const { db, holding, signal } = parts;
  let after: Family | undefined;
  let held: ReadonlySet<string> | undefined;
  let [forgotten, left] = [0, 0];
  for (;;) {
    const families = await oldFamilies(db, days, after);
    held ??= families.length > 0 ? await holding() : new Set();
    for (const family of families) {
      if (signal.aborted) return { forgotten, left };
      if (family.engine_ids.some((id) => held?.has(id))) continue;
      const count = await forgetFamily(parts, family, days);
      forgotten += count ?? 0;
      if (count === undefined) left += family.ids.length;
    }
    after = families.at(-1);
    if (families.length < BATCH || after === undefined) return { forgotten, left };
  }
}

/** Whether an operation ended long enough ago. One that was interrupted has not ended. */
function isOld(row: SQL, days: number): SQL {
  return sql`(
    ${row}.status in ('planned', 'completed', 'completed_with_errors', 'failed', 'cancelled', 'rolled_back')
    and coalesce(${row}.completed_at, ${row}.created_at) < now() - make_interval(days => ${days})
  )`;
}

async function oldFamilies(db: Db, days: number, after: Family | undefined): Promise<readonly Family[]> {
  const { rows } = await db.execute<Family>(sql`
    select head.id, head.created_at::text as created_at, family.ids, family.engine_ids
    from operation head cross join lateral (
      with recursive member as (
        select head.id, head.engine_id, ${isOld(sql`head`, days)} as old
        union all
        select o.id, o.engine_id, ${isOld(sql`o`, days)} from operation o join member on o.undoes = member.id
      )
      select array_agg(id) as ids, array_remove(array_agg(engine_id), null) as engine_ids, bool_and(old) as old
      from member
    ) family
    where head.undoes is null and family.old and head.created_at < now() - make_interval(days => ${days})
      ${after === undefined ? sql`` : sql`and (head.created_at, head.id) > (${after.created_at}::timestamptz, ${after.id})`}
    order by head.created_at, head.id
    limit ${BATCH}`);
  return rows;
}

/** Answers undefined where somebody was in the way. */
async function forgetFamily(parts: RetentionParts, { ids }: Family, days: number): Promise<number | undefined> {
  try {
    return (await forgetOperations(parts, ids, (tx) => lockOld(tx, ids, days))).length;
  } catch (error) {
    if (error instanceof KemptError && error.code === 'unavailable') return undefined;
    throw error;
  }
}

/** Looked at again under the lock: somebody may have asked for a rollback, or for the plan to be carried out, since. */
async function lockOld(tx: Db, ids: readonly string[], days: number): Promise<readonly OperationRow[]> {
  const rows = await tx
    .select()
    .from(operation)
    .where(inArray(operation.id, [...ids]))
    .for('update');
  const family = sql`any(${sql.param([...ids])})`;
  const { rows: young } = await tx.execute(sql`
    select from operation
    where (id = ${family} and not ${isOld(sql`operation`, days)}) or (undoes = ${family} and id <> all(${sql.param([...ids])}))
    limit 1`);
  return young.length > 0 ? [] : rows;
}
