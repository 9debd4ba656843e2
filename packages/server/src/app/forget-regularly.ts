import {
  forgetOldOperations,
  type Retention,
  type RetentionParts,
} from '../features/operations/forget-old-operations.ts';
import type { Config } from '../platform/config/load-config.ts';
import type { Database } from '../platform/db/open-database.ts';
import { openEngineHost } from '../platform/engine/open-engine-host.ts';
import { announceOperation } from '../platform/events/announce-progress.ts';
import type { EventBus } from '../platform/events/create-event-bus.ts';
import type { Log } from '../platform/log/create-log.ts';
import { regularly } from './regularly.ts';
import { withClient } from '../platform/db/with-client.ts';

/** What forgets old operations again and again. */
export interface RegularForgetting {
  readonly config: Pick<Config, 'KEMPT_RETENTION_DAYS' | 'stateFolder'>;
  readonly database: Database;
  readonly events: EventBus;
  readonly log: Log;
}

/** Any number, so long as nothing else of Kempt's locks the same one. */
const RETENTION_LOCK = 7_150_005;
const EVERY_MS = 3_600_000;

/**
 * Forgets old operations now and every hour, where KEMPT_RETENTION_DAYS asks for it.
 *
 * @param parts - settings and database
 * @returns stops it, and waits until it has
 */
export function forgetRegularly(parts: RegularForgetting): () => Promise<void> {
  if (parts.config.KEMPT_RETENTION_DAYS === 0) return () => Promise.resolve();
  return regularly({
    everyMs: EVERY_MS,
    once: async (signal) => {
      tell(parts.log, await forgetOnce(parts, signal));
    },
    onError: (error) => {
      parts.log.warn('fail_to_forget_operations', { error });
    },
  });
}

/**
 * Forgets old operations, unless another process is at it.
 *
 * @param parts - settings and database
 * @param signal - ends it between two operations
 * @returns what came of it; undefined where another process is at it
 */
export async function forgetOnce(parts: RegularForgetting, signal: AbortSignal): Promise<Retention | undefined> {
  const { config, database, events } = parts;
  // The lock goes with its connection, however this process ends.
  return withClient(database.url, 'kempt retention', async (client) => {
    const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [RETENTION_LOCK]);
    if (rows[0]?.held !== true) return undefined;
    const { stateFolder, KEMPT_RETENTION_DAYS: days } = config;
    const retention: RetentionParts = {
      db: database.db,
      stateFolder,
      announceChange: (tx, row) => announceOperation(events, tx, row),
      transaction: (work) => database.db.transaction(work),
      holding: () => holdingOperations(stateFolder),
      signal,
    };
    return forgetOldOperations(retention, days);
  });
}

async function holdingOperations(stateFolder: string): Promise<ReadonlySet<string>> {
  const engine = openEngineHost(stateFolder);
  try {
    return await engine.call('holdingOperations', undefined);
  } finally {
    await engine.close();
  }
}

function tell(log: Log, retention: Retention | undefined): void {
  if (retention === undefined || retention.forgotten + retention.left === 0) return;
  log.info('forget_operations', { context: { ...retention } });
}
