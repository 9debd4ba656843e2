import pg from 'pg';
import { KemptError } from '@kempt/engine';

/** Any number, so long as nothing else of Kempt's locks the same one. */
const SERVICE_LOCK = 7_150_002;

/**
 * Makes this process the only API on its database, as long as its connection lives: what an API keeps in memory would
 * not hear of another one's changes.
 *
 * @param url - a postgresql:// URL
 * @param onLost - told when the connection breaks
 * @returns gives the lock up
 * @throws KemptError `service_running`
 */
export async function holdServiceLock(url: string, onLost: (error: Error) => void): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: url, application_name: 'kempt service', keepAlive: true });
  client.on('error', onLost);
  await client.connect();
  const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [SERVICE_LOCK]);
  if (rows[0]?.held !== true) {
    await client.end();
    throw new KemptError('service_running', 'Another Kempt service uses this database.', {
      hint: 'Stop it first. Several services on one database need REDIS_URL.',
    });
  }
  return () => client.end();
}
