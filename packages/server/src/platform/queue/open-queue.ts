import { sql } from 'drizzle-orm';
import { fromDrizzle, PgBoss } from 'pg-boss';
import type { Db } from '../db/open-database.ts';
import type { Log } from '../log/create-log.ts';

/** Jobs in the database: one is there exactly when the transaction that sent it is. */
export interface Queue {
  /**
   * Sends a job.
   *
   * @param db - the transaction it belongs to
   * @param data - what it is about
   * @param afterSeconds - how long it waits
   */
  send(db: Db, data: object, afterSeconds?: number): Promise<void>;
  /** Takes jobs, as many at a time as are wanted; a job that throws comes again. */
  work(concurrency: number, handle: (data: unknown) => Promise<void>): Promise<void>;
  /** How many jobs wait to be taken. */
  waiting(): Promise<number>;
  /** Takes no more jobs. */
  stop(): Promise<void>;
}

/** Any number, so long as nothing else of Kempt's locks the same one. */
const START_LOCK = 7_150_011;
const SCHEMA = 'kempt_queue';
/** A worker that dies is noticed by the lease of what it worked on; the queue only has to outlast the work. */
const EXPIRY_SECONDS = 23 * 3600;
const POLL_SECONDS = 0.5;

/**
 * Opens a queue.
 *
 * @param db - the database
 * @param name - of the queue
 * @param log - hears of trouble
 * @returns the queue
 */
export async function openQueue(db: Db, name: string, log: Log): Promise<Queue> {
  const boss = new PgBoss({ db: fromDrizzle(db, sql), schema: SCHEMA });
  boss.on('error', (error: Error) => {
    // What a worker stumbled over comes as a copy that is no error any more.
    log.warn('fail_queue', { error: error instanceof Error ? error : Object.assign(new Error(), error) });
  });
  // Of processes that start together on an empty database, each would make the tables.
  await db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${START_LOCK})`);
    await boss.start();
  });
  await boss.createQueue(name, { expireInSeconds: EXPIRY_SECONDS, retryLimit: 1000, retryDelay: 1 });
  return {
    send: async (tx, data, afterSeconds = 0) => {
      await boss.send(name, data, { db: fromDrizzle(tx, sql), startAfter: afterSeconds });
    },
    work: async (concurrency, handle) => {
      const options = { pollingIntervalSeconds: POLL_SECONDS, batchSize: 1, localConcurrency: concurrency };
      await boss.work(name, options, async (jobs) => {
        for (const job of jobs) await handle(job.data);
      });
    },
    waiting: async () => {
      // The queue's own count is an hour old at times.
      const { rows } = await db.execute<{ jobs: number }>(
        sql`select count(*)::int as jobs from ${sql.identifier(SCHEMA)}.job where name = ${name} and state < 'active'`,
      );
      return rows[0]?.jobs ?? 0;
    },
    stop: () => boss.stop({ close: false, graceful: false }),
  };
}
