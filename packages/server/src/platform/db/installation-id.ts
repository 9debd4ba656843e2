import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { installation } from './schema/index.ts';
import type { Db } from './open-database.ts';

const NAME = 'id';

/**
 * Names this installation on this database server. A copy of the database on another server has another name: transaction
 * numbers begin anew there.
 *
 * @param db - the database
 * @returns a name of letters, digits and hyphens, the same for all processes
 */
export async function installationId(db: Db): Promise<string> {
  await db.insert(installation).values({ name: NAME, value: randomUUID() }).onConflictDoNothing();
  const [row] = await db.select().from(installation).where(eq(installation.name, NAME));
  const { rows } = await db.execute<{ server: string }>(sql`
    select c.system_identifier || '-' || d.oid as server
    from pg_control_system() c cross join pg_database d where d.datname = current_database()`);
  return `${typeof row?.value === 'string' ? row.value : ''}-${rows[0]?.server ?? ''}`;
}
