import { sql } from 'drizzle-orm';
import pg from 'pg';
import { measureQueries, type QueryListener } from '../db/measure-queries.ts';
import type { Db } from '../db/open-database.ts';
import type { Log } from '../log/create-log.ts';
import { readEvent, writeEvent, type OperationEvent } from './operation-event.ts';

/** Hears of events. */
export interface EventListener {
  readonly onEvent: (event: OperationEvent) => void;
  /** Events may have been missed: the connection was away. */
  readonly onGap: () => void;
}

/** Carries events between the processes that share a database. */
export interface EventBus {
  /**
   * Tells all processes, this one included, as soon as the transaction is committed.
   *
   * @param db - the database, or a transaction that the event is a part of
   */
  publish(db: Db, event: OperationEvent): Promise<void>;
  /** Listens; the answer ends it. */
  subscribe(listener: EventListener): () => void;
  /** Ends the connection. */
  close(): Promise<void>;
}

const CHANNEL = 'kempt_operations';
const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 5000;
/** A connection that says nothing for so long may be cut without either end knowing. */
const PULSE_MS = 10_000;
const PATIENCE_MS = 5000;

/**
 * Opens a bus. It listens on a connection of its own, since a pooler in front of the database would hand each transaction
 * another one, and makes a new one for as long as it takes when that breaks.
 *
 * @param url - a postgresql:// URL
 * @param log - hears of lost connections
 * @param onQuery - hears of what is asked on it
 * @returns the bus; close it in the end
 */
export function createEventBus(url: string, log: Log, onQuery?: QueryListener): EventBus {
  const ear = new Ear({ url, log, onQuery });
  return {
    publish: async (db, event) => {
      await db.execute(sql`select pg_notify(${CHANNEL}, ${writeEvent(event)})`);
    },
    subscribe: (listener) => ear.add(listener),
    close: () => ear.close(),
  };
}

interface EarParts {
  readonly url: string;
  readonly log: Log;
  readonly onQuery: QueryListener | undefined;
}

/** The listening end: connected while anybody listens. */
class Ear {
  readonly #url: string;
  readonly #log: Log;
  readonly #onQuery: QueryListener | undefined;
  readonly #listeners = new Set<EventListener>();
  #client: pg.Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #retryMs = FIRST_RETRY_MS;
  #started = false;
  #closed = false;

  constructor({ url, log, onQuery }: EarParts) {
    this.#url = url;
    this.#log = log;
    this.#onQuery = onQuery;
  }

  add(listener: EventListener): () => void {
    this.#listeners.add(listener);
    if (!this.#started) {
      this.#started = true;
      void this.#connect();
    }
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => undefined);
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: 'kempt events',
      keepAlive: true,
      connectionTimeoutMillis: PATIENCE_MS,
      query_timeout: PATIENCE_MS,
    });
    if (this.#onQuery !== undefined) measureQueries(client, this.#onQuery);
    this.#client = client;
    client.on('error', (error) => {
      this.#lose(client, error);
    });
    client.on('end', () => {
      this.#lose(client, undefined);
    });
    client.on('notification', ({ payload = '' }) => {
      const event = readEvent(payload);
      if (event === undefined) return;
      for (const { onEvent } of this.#listeners) onEvent(event);
    });
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
    } catch (error) {
      this.#lose(client, error);
      return;
    }
    if (this.#client !== client) return;
    this.#retryMs = FIRST_RETRY_MS;
    this.#feelPulse(client);
    // Whatever was said before nobody heard; the first time too.
    for (const { onGap } of this.#listeners) onGap();
  }

  #feelPulse(client: pg.Client): void {
    this.#timer = setTimeout(() => {
      client.query('select 1').then(
        () => {
          if (this.#client === client) this.#feelPulse(client);
        },
        (error: unknown) => {
          this.#lose(client, error);
        },
      );
    }, PULSE_MS).unref();
  }

  #lose(client: pg.Client, error: unknown): void {
    if (this.#closed || this.#client !== client) return;
    this.#client = undefined;
    clearTimeout(this.#timer);
    client.end().catch(() => undefined);
    this.#log.warn('lose_event_connection', { error, context: { retry_ms: this.#retryMs } });
    this.#timer = setTimeout(() => void this.#connect(), this.#retryMs).unref();
    this.#retryMs = Math.min(LAST_RETRY_MS, this.#retryMs * 2);
  }
}
