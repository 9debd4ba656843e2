import { sql } from 'drizzle-orm';
import type { Db } from '../../platform/db/open-database.ts';

/**
 * Adds up what all inboxes hold, as they were last measured and with what was stored since.
 *
 * @param db - the database
 * @returns bytes
 */
export async function readInboxBytes(db: Db): Promise<number> {
  const { rows } = await db.execute<{ bytes: string }>(sql`
    select coalesce(sum(
      coalesce(u.used_bytes, 0) + coalesce((
        select sum(up.size_bytes)
        from upload up
        where up.root_id = r.id and up.stored_at >= coalesce(u.measured_at, '-infinity')
      ), 0)
    ), 0)::text as bytes
    from root r
    left join root_usage u on u.root_id = r.id
    where r.kind = 'inbox' and r.removed_at is null`);
  return Number(rows[0]?.bytes ?? 0);
}
