import pg from 'pg';
import { measureQueries, type QueryListener } from '../db/measure-queries.ts';
import type { Log } from '../log/create-log.ts';

/** Hears what is said on a channel. What it answers is waited for before anything more is told. */
export interface ChannelListener {
  readonly onText: (text: string) => void | Promise<void>;
  /** Something may have been missed: the connection was away, or is the first one. */
  readonly onGap: () => void | Promise<void>;
  /** So far everything was heard that was committed when the database took this snapshot. */
  readonly onPulse?: (snapshot: string) => void | Promise<void>;
}

/** What listening takes. */
export interface EarParts {
  /** A postgresql:// URL. */
  readonly url: string;
  /** All that can be listened to. */
  readonly channels: readonly string[];
  /** Hears of lost connections. */
  readonly log: Log;
  /** Hears of what is asked on the connection. */
  readonly onQuery: QueryListener | undefined;
}

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 5000;
/** A connection that says nothing may be cut without either end knowing. */
const PULSE_MS = 400;
/** Whoever was not heard of for so long is not trusted. */
const ALIVE_MS = 1000;
const PATIENCE_MS = 5000;

/**
 * Listens to channels of the database, on a connection of its own, since a pooler in front of the database would hand
 * each transaction another one. It is connected while anybody listens, and makes a new connection for as long as it takes
 * when one breaks.
 */
export class Ear {
  readonly #url: string;
  readonly #log: Log;
  readonly #onQuery: QueryListener | undefined;
  readonly #listeners = new Map<string, Set<ChannelListener>>();
  #client: pg.Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #retryMs = FIRST_RETRY_MS;
  #started = false;
  #closed = false;
  /** Settled when everything that came so far was told. */
  #told: Promise<void> = Promise.resolve();
  #aliveAt = Number.NEGATIVE_INFINITY;
  /** Settled when the last query has ended: there is one at a time. */
  #asked: Promise<unknown> = Promise.resolve();
  #catchingUp: Promise<boolean> | undefined;

  /**
   * @param parts - the database, its channels, and who hears
   */
  constructor({ url, channels, log, onQuery }: EarParts) {
    this.#url = url;
    this.#log = log;
    this.#onQuery = onQuery;
    for (const channel of channels) this.#listeners.set(channel, new Set());
  }

  /**
   * Listens to a channel.
   *
   * @param channel - one of those it was made with
   * @param listener - who hears
   * @returns ends it
   */
  add(channel: string, listener: ChannelListener): () => void {
    this.#listeners.get(channel)?.add(listener);
    if (!this.#started) {
      this.#started = true;
      void this.#connect();
    }
    return () => this.#listeners.get(channel)?.delete(listener);
  }

  /** Whether all that is said is heard within a second. */
  isAlive(): boolean {
    return this.#client !== undefined && performance.now() - this.#aliveAt < ALIVE_MS;
  }

  /**
   * Waits until everything was heard and told that was committed before the call.
   *
   * @returns false when that cannot be known
   */
  catchUp(): Promise<boolean> {
    // One that has not begun yet is about everything before now, too.
    this.#catchingUp ??= this.#ask(async (client) => {
      this.#catchingUp = undefined;
      if (!this.isAlive()) return false;
      // What was signalled to a connection reaches its client before the answer to the next query ends.
      await client.query('select 1');
      await this.#told;
      return this.#client === client;
    }).catch(() => false);
    return this.#catchingUp;
  }

  /** Ends the connection. */
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
    client.on('notification', ({ channel, payload = '' }) => {
      for (const { onText } of this.#listeners.get(channel) ?? []) this.#tell(() => onText(payload));
    });
    try {
      await client.connect();
      for (const channel of this.#listeners.keys()) {
        const quotedChannel = client.escapeIdentifier(channel);
        await client.query(`listen ${quotedChannel}`);
      }
    } catch (error) {
      this.#lose(client, error);
      return;
    }
    if (this.#client !== client) return;
    this.#retryMs = FIRST_RETRY_MS;
    // Whatever was said before nobody heard; the first time too.
    for (const { onGap } of this.#all()) this.#tell(onGap);
    await this.#feelPulse(client);
  }

  async #feelPulse(client: pg.Client): Promise<void> {
    const asked = performance.now();
    try {
      const { rows } = await this.#ask(() =>
        client.query<{ snapshot: string }>('select pg_current_snapshot()::text as snapshot'),
      );
      await this.#told;
      if (this.#client !== client) return;
      this.#aliveAt = asked;
      const snapshot = rows[0]?.snapshot ?? '';
      for (const { onPulse } of this.#all()) if (onPulse !== undefined) this.#tell(() => onPulse(snapshot));
    } catch (error) {
      this.#lose(client, error);
      return;
    }
    this.#timer = setTimeout(() => void this.#feelPulse(client), PULSE_MS).unref();
  }

  #ask<T>(question: (client: pg.Client) => Promise<T>): Promise<T> {
    const answer = this.#asked.then(() => {
      if (this.#client === undefined) throw new Error('there is no connection');
      return question(this.#client);
    });
    this.#asked = answer.catch(() => undefined);
    return answer;
  }

  #tell(listener: () => void | Promise<void>): void {
    this.#told = this.#told.then(listener).catch((error: unknown) => {
      this.#log.error('fail_to_take_event', { error });
    });
  }

  *#all(): Generator<ChannelListener> {
    for (const listeners of this.#listeners.values()) yield* listeners;
  }

  #lose(client: pg.Client, error: unknown): void {
    if (this.#closed || this.#client !== client) return;
    this.#client = undefined;
    this.#aliveAt = Number.NEGATIVE_INFINITY;
    clearTimeout(this.#timer);
    client.end().catch(() => undefined);
    this.#log.warn('lose_event_connection', { error, context: { retry_ms: this.#retryMs } });
    this.#timer = setTimeout(() => void this.#connect(), this.#retryMs).unref();
    this.#retryMs = Math.min(LAST_RETRY_MS, this.#retryMs * 2);
  }
}
