import type { Config } from '../config/load-config.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';

/** The database Kempt works with, whoever runs it. */
export interface FoundDatabase {
  readonly url: string;
  /** `embedded` lies in the state folder; `external` is what DATABASE_URL names. */
  readonly kind: 'embedded' | 'external';
  /** Stops the embedded one. */
  stop(): Promise<void>;
}

/**
 * The database that the settings name, else the embedded one, started.
 *
 * @param config - the settings
 * @returns where it is
 * @throws KemptError `database_unavailable` where the embedded one does not start
 */
export async function findDatabase(config: Pick<Config, 'DATABASE_URL' | 'stateFolder'>): Promise<FoundDatabase> {
  const { DATABASE_URL: url, stateFolder } = config;
  if (url !== undefined) return { url, kind: 'external', stop: () => Promise.resolve() };
  return { kind: 'embedded', ...(await startEmbeddedPostgres({ stateFolder })) };
}
