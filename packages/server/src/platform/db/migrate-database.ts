import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { withClient } from './with-client.ts';

/** Any number, so long as nothing else of Kempt's locks the same one. */
const MIGRATION_LOCK = 7_150_001;

/**
 * Brings the tables up to date. Several processes may start at once: one works, the others wait for it.
 *
 * @param url - a postgresql:// URL
 */
export async function migrateDatabase(url: string): Promise<void> {
  await withClient(url, 'kempt migrate', async (client) => {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await migrate(drizzle(client), { migrationsFolder: join(import.meta.dirname, 'migrations') });
  });
}
