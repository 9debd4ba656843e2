import { eq, sql } from 'drizzle-orm';
import { KemptError, type OpenRootFiles } from '@kempt/engine';
import type { RootRow } from '../../platform/access/root-access.ts';
import type { Db } from '../../platform/db/open-database.ts';
import { rootUsage, upload } from '../../platform/db/schema/index.ts';

/**
 * Measures what a root with a quota holds, so that what people took away counts no more. What is stored while it is
 * measured may count twice until the next time, never not at all.
 *
 * @param db - the database
 * @param root - the root
 * @param open - the same, open
 */
export async function measureRoot(db: Db, root: RootRow, open: OpenRootFiles): Promise<void> {
  if (root.quotaBytes === null) return;
  const { rows } = await db.execute<{ now: string }>(sql`select now()::text as now`);
  const measuredAt = sql`${rows[0]?.now}::timestamptz`;
  const usedBytes = await open.usage();
  await db
    .insert(rootUsage)
    .values({ rootId: root.id, usedBytes, measuredAt })
    .onConflictDoUpdate({
      target: rootUsage.rootId,
      set: { usedBytes, measuredAt },
      setWhere: sql`${rootUsage.measuredAt} < ${measuredAt}`,
    });
}

/**
 * Sets bytes aside for an upload, so that no others get them meanwhile.
 *
 * @param db - the database
 * @param root - the root
 * @param wanted - the upload, and how many bytes it needs in all
 * @throws KemptError `quota_exceeded`
 */
export async function reserveBytes(
  db: Db,
  root: RootRow,
  wanted: { readonly id: string; readonly bytes: number },
): Promise<void> {
  await db.transaction(async (tx) => {
    if (root.quotaBytes !== null) {
      await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${root.id}, 0))`);
      const taken = await takenBytes(tx, root.id, wanted.id);
      if (taken + wanted.bytes > root.quotaBytes) {
        throw new KemptError('quota_exceeded', `${root.name} holds ${root.quotaBytes} bytes at most.`, {
          hint: 'Organize or remove some of what is in it first.',
          details: { quota_bytes: root.quotaBytes },
        });
      }
    }
    await tx.update(upload).set({ reservedBytes: wanted.bytes }).where(eq(upload.id, wanted.id));
  });
}

/** What was measured, what was stored since, and what others have set aside. */
async function takenBytes(tx: Db, rootId: string, except: string): Promise<number> {
  const { rows } = await tx.execute<{ taken: string }>(sql`
    select coalesce(max(u.used_bytes), 0) + coalesce((
      select sum(case when up.stored_at is null then up.reserved_bytes else up.size_bytes end)
      from ${upload} up
      where up.root_id = ${rootId} and up.id <> ${except}
        and (up.stored_at is null or up.stored_at >= coalesce(max(u.measured_at), '-infinity'))
    ), 0) as taken
    from (select used_bytes, measured_at from ${rootUsage} where root_id = ${rootId}) u`);
  return Number(rows[0]?.taken ?? 0);
}
