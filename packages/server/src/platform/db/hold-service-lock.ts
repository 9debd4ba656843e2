import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { KemptError } from '@kempt/engine';

/** Any number, so long as nothing else of Kempt's locks the same one. */
const SERVICE_LOCK = 7_150_002;
const RETRY_MS = 1000;
/** Whoever does not answer for so long is taken for lost. */
const PATIENCE_MS = 5000;

/** What kind of service this is, and who hears of what becomes of its lock. */
export interface LockRequest {
  /** Others may not use the database beside it; services that share a Redis may use it together. */
  readonly isAlone: boolean;
  /** The connection broke: it is made again. */
  readonly onLost: (error: Error) => void;
  /** Another service came first meanwhile: this one must end. */
  readonly onTaken: (error: KemptError) => void;
}

/**
 * Keeps services apart that must not use one database at once: one that counts and keeps tickets in its own memory is
 * alone, those that share a Redis are together. A lock that is lost with its connection is taken again.
 *
 * @param url - a postgresql:// URL
 * @param request - alone or not, and who hears of trouble
 * @returns gives the lock up
 * @throws KemptError `service_running`
 */
export async function holdServiceLock(url: string, request: LockRequest): Promise<() => Promise<void>> {
  const closing = new AbortController();
  const { isAlone } = request;
  const { signal } = closing;
  let held: pg.Client | undefined = await takeLock(url, isAlone, lost);
  let taking: Promise<void> | undefined;
  function lost(error: Error): void {
    held = undefined;
    if (signal.aborted) return;
    request.onLost(error);
    taking = takeAgain();
  }
  async function takeAgain(): Promise<void> {
    for (;;) {
      await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        held = await takeLock(url, isAlone, lost);
        return;
      } catch (error) {
        if (!(error instanceof KemptError)) continue;
        request.onTaken(error);
        return;
      }
    }
  }
  return async () => {
    closing.abort();
    await taking;
    await held?.end().catch(() => undefined);
  };
}

async function takeLock(url: string, isAlone: boolean, onLost: (error: Error) => void): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'kempt service',
    keepAlive: true,
    connectionTimeoutMillis: PATIENCE_MS,
    query_timeout: PATIENCE_MS,
  });
  let told = false;
  let ready = false;
  client.on('error', (error) => {
    if (told || !ready) return;
    told = true;
    onLost(error);
  });
  try {
    await client.connect();
    const { rows } = await client.query<{ held: boolean }>(
      'select case when $2 then pg_try_advisory_lock($1) else pg_try_advisory_lock_shared($1) end as held',
      [SERVICE_LOCK, isAlone],
    );
    if (rows[0]?.held === true) {
      ready = true;
      return client;
    }
  } catch (error) {
    client.end().catch(() => undefined);
    throw error;
  }
  await client.end();
  throw new KemptError('service_running', 'Another Kempt service uses this database.', {
    hint: 'Stop it first. Several services on one database need the same REDIS_URL, each of them.',
  });
}
