import { readWorkNow } from '../features/operations/work-now.ts';
import { readInboxBytes } from '../features/uploads/inbox-bytes.ts';
import type { Database } from '../platform/db/open-database.ts';
import { createReading } from '../platform/health/create-reading.ts';
import type { Metrics } from '../platform/metrics/create-metrics.ts';
import { measureState } from '../platform/storage/measure-state.ts';
import { readStateRoom } from '../platform/storage/state-room.ts';

/** What is looked at for the metrics. */
export interface WatchedState {
  readonly database: Pick<Database, 'db' | 'pool'>;
  /** Absolute path of Kempt's state folder. */
  readonly stateFolder: string;
}

/** However many read the metrics, the database and the disk are asked once in so long, and waited for no longer. */
const OFTEN = { freshMs: 5000, patienceMs: 1000 };
/** The state folder is walked, by nobody who waits. */
const RARELY = { freshMs: 600_000, patienceMs: 600_000 };

/**
 * Has the metrics show what is under way and how much there is. Where the database or the disk does not answer, what it
 * would have said is absent, and `db_up` says so.
 *
 * @param metrics - where it is shown
 * @param state - what is looked at
 */
export function watchState(metrics: Metrics, { database, stateFolder }: WatchedState): void {
  const { db, pool } = database;
  const asked = createReading(async () => [await readWorkNow(db), await readInboxBytes(db)] as const, OFTEN);
  const room = createReading(() => readStateRoom(stateFolder), OFTEN);
  const size = createReading(() => measureState(stateFolder), RARELY);
  metrics.beforeRender(() => {
    const { totalCount, idleCount: idle, waitingCount: waiting } = pool;
    metrics.poolConnections({ active: totalCount - idle, idle, waiting });
    void size()
      .catch(() => undefined)
      .then((bytes) => {
        metrics.stateBytes(bytes);
      });
    return Promise.resolve();
  });
  metrics.beforeRender(async () => {
    const answer = await asked().catch(() => undefined);
    metrics.databaseUp(answer !== undefined);
    metrics.workNow(answer?.[0]);
    metrics.inboxBytes(answer?.[1]);
  });
  metrics.beforeRender(async () => {
    metrics.storageRoom(await room().catch(() => undefined));
  });
}
