import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { KemptError } from '@kempt/engine';

/** Any number, so long as nothing else of Kempt's locks the same one. */
const SERVICE_LOCK = 7_150_002;
const RETRY_MS = 1000;

/** Who hears of what becomes of the lock. */
export interface LockListeners {
  /** The connection broke: it is made again. */
  readonly onLost: (error: Error) => void;
  /** Another service came first meanwhile: this one must end. */
  readonly onTaken: (error: KemptError) => void;
}

/**
 * Makes this process the only API on its database: what an API keeps in memory would not hear of another one's changes.
 * A lock that is lost with its connection is taken again.
 *
 * @param url - a postgresql:// URL
 * @param listeners - who hears of trouble
 * @returns gives the lock up
 * @throws KemptError `service_running`
 */
export async function holdServiceLock(url: string, listeners: LockListeners): Promise<() => Promise<void>> {
  const closing = new AbortController();
  let held = await takeLock(url, lost);
  function lost(error: Error): void {
    if (closing.signal.aborted) return;
    listeners.onLost(error);
    void takeAgain();
  }
  async function takeAgain(): Promise<void> {
    while (!closing.signal.aborted) {
      await sleep(RETRY_MS);
      try {
        held = await takeLock(url, lost);
        return;
      } catch (error) {
        if (!(error instanceof KemptError)) continue;
        listeners.onTaken(error);
        return;
      }
    }
  }
  return async () => {
    closing.abort();
    await held.end().catch(() => undefined);
  };
}

async function takeLock(url: string, onLost: (error: Error) => void): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'kempt service', keepAlive: true });
  let told = false;
  let ready = false;
  client.on('error', (error) => {
    if (told || !ready) return;
    told = true;
    onLost(error);
  });
  await client.connect();
  const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [SERVICE_LOCK]);
  if (rows[0]?.held !== true) {
    await client.end();
    throw new KemptError('service_running', 'Another Kempt service uses this database.', {
      hint: 'Stop it first. Several services on one database need REDIS_URL.',
    });
  }
  ready = true;
  return client;
}
