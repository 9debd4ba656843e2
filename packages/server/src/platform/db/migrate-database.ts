import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';

/** Any number, so long as nothing else of Kempt's locks the same one. */
const MIGRATION_LOCK = 7_150_001;

/**
 * Brings the tables up to date. Several processes may start at once: one works, the others wait for it.
 *
 * @param url - a postgresql:// URL
 */
export async function migrateDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'kempt migrate' });
  // A connection that breaks fails the statement under way, which says so.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await migrate(drizzle(client), { migrationsFolder: join(import.meta.dirname, 'migrations') });
  } finally {
    await client.end();
  }
}
