import { sql } from 'drizzle-orm';
import type { Db } from '../db/open-database.ts';

/** Some operation was undone, in part or as a whole, or an undo of one was: reports say so. */
export const UNDONE = 'undone';

/**
 * Tells all processes of a change as the triggers of the database do, for what no trigger sees: files, and what an
 * administrator wants forgotten. Whoever is away hears of it later.
 *
 * @param db - the database, or a transaction that the change is a part of
 * @param tag - what changed
 */
export async function tellChange(db: Db, tag: string): Promise<void> {
  await db.execute(sql`
    with told as (insert into data_change (tag, transaction_id) values (${tag}, pg_current_xact_id()))
    select pg_notify('kempt_changes', ${tag})`);
}
