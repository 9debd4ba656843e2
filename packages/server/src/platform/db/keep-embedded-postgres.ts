import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbeddedPostgres, type EmbeddedOptions, type EmbeddedPostgres } from './embedded-postgres.ts';

/** Hears how the database does. */
export interface EmbeddedWatcher {
  /** Its process ended, though nobody stopped it. */
  readonly onEnd: () => void;
  /** It did not start again; it is tried again. */
  readonly onFailure: (error: unknown) => void;
  /** It runs again. */
  readonly onRestart: () => void;
}

/** Such as a full disk, or a server whose last sessions have not ended. */
const PAUSE_MS = 1000;

/**
 * Starts the embedded database, and starts it again whenever its process ends, as when memory runs out. What it had
 * acknowledged is there still, and whoever lost a connection asks for another one.
 *
 * @param options - the state folder
 * @param watcher - hears of it
 * @returns the database
 * @throws KemptError `database_unavailable` when it does not start the first time
 */
export async function keepEmbeddedPostgres(
  options: EmbeddedOptions,
  watcher: EmbeddedWatcher,
): Promise<Omit<EmbeddedPostgres, 'over'>> {
  const stopping = new AbortController();
  const { signal } = stopping;
  let running = await startEmbeddedPostgres(options);
  const keep = async (): Promise<void> => {
    const stopped = once(signal, 'abort');
    for (;;) {
      await Promise.race([running.over(), stopped]);
      if (signal.aborted) return;
      watcher.onEnd();
      const again = await startAgain({ ...options, again: true, signal }, watcher.onFailure);
      if (again === undefined) return;
      running = again;
      watcher.onRestart();
    }
  };
  const keeping = keep();
  return {
    url: running.url,
    stop: async () => {
      stopping.abort();
      await keeping;
      await running.stop();
    },
  };
}

/** Tries until it runs or is broken off. */
async function startAgain(
  options: EmbeddedOptions & { readonly signal: AbortSignal },
  onFailure: (error: unknown) => void,
): Promise<EmbeddedPostgres | undefined> {
  for (let isTold = false; ; isTold = true) {
    try {
      return await startEmbeddedPostgres(options);
    } catch (error) {
      if (options.signal.aborted) return undefined;
      if (!isTold) onFailure(error);
    }
    await sleep(PAUSE_MS, undefined, { signal: options.signal }).catch(() => undefined);
  }
}
