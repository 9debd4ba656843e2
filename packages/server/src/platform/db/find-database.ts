import type { Config } from '../config/load-config.ts';
import { keepEmbeddedPostgres } from './keep-embedded-postgres.ts';
import type { Log } from '../log/create-log.ts';

/** The database Kempt works with, whoever runs it. */
export interface FoundDatabase {
  readonly url: string;
  /** `embedded` lies in the state folder; `external` is what DATABASE_URL names. */
  readonly kind: 'embedded' | 'external';
  /** Stops the embedded one. */
  stop(): Promise<void>;
}

/**
 * The database that the settings name, else the embedded one, started, and started again when it ends.
 *
 * @param config - the settings
 * @param log - says when the embedded one ended
 * @returns where it is
 * @throws KemptError `database_unavailable` where the embedded one does not start
 */
export async function findDatabase(
  config: Pick<Config, 'DATABASE_URL' | 'stateFolder'>,
  log: Log,
): Promise<FoundDatabase> {
  const { DATABASE_URL: url, stateFolder } = config;
  if (url !== undefined) return { url, kind: 'external', stop: () => Promise.resolve() };
  const watcher = {
    onEnd: () => {
      log.warn('lose_embedded_database');
    },
    onFailure: (error: unknown) => {
      log.warn('fail_to_restart_embedded_database', { error });
    },
    onRestart: () => {
      log.info('restart_embedded_database');
    },
  };
  return { kind: 'embedded', ...(await keepEmbeddedPostgres({ stateFolder }, watcher)) };
}
