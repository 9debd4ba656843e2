import { Redis } from 'ioredis';
import type { Log } from '../log/create-log.ts';
import { createPatience } from './patience.ts';

/** The error for a command that was not even sent. */
export class RedisAway extends Error {}

/** A connection to Redis that never keeps anybody waiting. */
export interface RedisLink {
  /**
   * Sends a command.
   *
   * @param command - uses the connection
   * @returns what Redis answers
   * @throws NoAnswer when it does not answer in time, RedisAway at once while it is known to be away
   */
  run<T>(command: (redis: Redis) => Promise<T>): Promise<T>;
  /** Whether Redis answered the last time it was asked. */
  isThere(): boolean;
  /** What is to be done each time Redis was reached anew, before anything else is asked of it. */
  onReady(prepare: (redis: Redis) => Promise<void>): void;
  /** Connects; goes on trying in the background when nobody answers. */
  open(): Promise<void>;
  close(): Promise<void>;
}

/** Whoever takes longer is treated as away: an answer from the database comes sooner. */
const COMMAND_MS = 250;
const CONNECT_MS = 2000;
/** While Redis is away one command in so long finds out whether it is back. */
const PROBE_MS = 500;
const LONGEST_RETRY_MS = 2000;

/**
 * Opens a connection to Redis.
 *
 * @param url - a redis:// or rediss:// URL
 * @param log - hears once when Redis goes, and once when it is back
 * @returns the connection; close it in the end
 */
export function openRedis(url: string, log: Log): RedisLink {
  return new Link(url, log);
}

class Link implements RedisLink {
  readonly #redis: Redis;
  readonly #log: Log;
  readonly #preparations: ((redis: Redis) => Promise<void>)[] = [];
  readonly #patience = createPatience(COMMAND_MS);
  #isThere = false;
  #isKnownAway = false;
  #probeAt = 0;
  #preparing: Promise<void> | undefined;

  constructor(url: string, log: Log) {
    this.#log = log;
    this.#redis = new Redis(url, {
      lazyConnect: true,
      connectionName: 'kempt',
      // What waits in a queue for a server that is away keeps a request waiting.
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      enableAutoPipelining: true,
      connectTimeout: CONNECT_MS,
      retryStrategy: (attempt) => Math.min(LONGEST_RETRY_MS, 50 * 2 ** attempt),
    });
    this.#redis.on('error', (error) => {
      this.#lose(error);
    });
    this.#redis.on('close', () => {
      this.#lose(new Error('the connection was closed'));
    });
    this.#redis.on('ready', () => void this.#prepare());
  }

  onReady(prepare: (redis: Redis) => Promise<void>): void {
    this.#preparations.push(prepare);
  }

  isThere(): boolean {
    return this.#isThere;
  }

  async open(): Promise<void> {
    const ready = new Promise<void>((resolve) => {
      this.#redis.once('ready', () => resolve());
      this.#redis.once('close', () => resolve());
    });
    this.#redis.connect().catch(() => undefined);
    await ready;
    if (this.#redis.status === 'ready') await this.#prepare();
  }

  async run<T>(command: (redis: Redis) => Promise<T>): Promise<T> {
    if (!this.#isThere && !(await this.#probe())) throw new RedisAway('Redis is away');
    try {
      return await this.#patience.wait(command(this.#redis));
    } catch (error) {
      // Whoever refuses a command is there all the same.
      if (!(error instanceof Error && error.name === 'ReplyError')) this.#lose(error);
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#isThere = false;
    this.#redis.removeAllListeners('close');
    this.#redis.disconnect();
    await Promise.resolve();
  }

  async #probe(): Promise<boolean> {
    if (this.#redis.status !== 'ready' || performance.now() < this.#probeAt) return false;
    await this.#prepare();
    return this.#isThere;
  }

  /** Whoever asks while it is under way waits for that. */
  #prepare(): Promise<void> {
    this.#preparing ??= this.#makeReady().finally(() => {
      this.#preparing = undefined;
    });
    return this.#preparing;
  }

  async #makeReady(): Promise<void> {
    this.#probeAt = performance.now() + PROBE_MS;
    try {
      for (const prepare of this.#preparations) await this.#patience.wait(prepare(this.#redis));
      await this.#patience.wait(this.#redis.ping());
    } catch (error) {
      this.#lose(error);
      return;
    }
    this.#isThere = true;
    if (this.#isKnownAway) this.#log.info('find_redis_again');
    this.#isKnownAway = false;
  }

  #lose(error: unknown): void {
    this.#isThere = false;
    this.#probeAt = performance.now() + PROBE_MS;
    if (this.#isKnownAway) return;
    this.#isKnownAway = true;
    this.#log.warn('lose_redis', { error });
  }
}
