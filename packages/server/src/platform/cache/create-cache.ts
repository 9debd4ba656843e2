import { createHash } from 'node:crypto';
import { matchesGlob } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { CacheKind } from '@kempt/contracts';
import { KemptError } from '@kempt/engine';
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { cacheKey, keyPattern, shapeDigest } from './cache-key.ts';
import { PRIVATE_KINDS, type CacheLifetimes } from './cache-kinds.ts';
import type { Answered, CacheStatistics } from './cache-statistics.ts';
import { EVERYTHING, type CacheStore } from './cache-store.ts';
import { readKept, sameMarks, type Kept } from './kept.ts';

/** What is read through the cache. */
export interface Cached<S extends TSchema> {
  readonly kind: CacheKind;
  /** What tells it from others of its kind. */
  readonly key: readonly string[];
  /** What it is made of: a change of any of them makes it useless. */
  readonly tags: readonly string[];
  /** What it must look like when it is read again; another shape is another key. */
  readonly schema: S;
  /** Seconds it is good for, up to the lifetime of its kind; 0 does not keep it. */
  readonly seconds?: (value: Static<S>) => number;
}

/** Tells of changes in the database. */
export interface ChangeFeed {
  /** Whether every change is heard of within a second. */
  isAlive(): boolean;
}

/** Answers questions from what was answered before, as long as nothing has changed. */
export interface Cache {
  /**
   * Reads something through the cache. Whoever asks for what is being read already waits for that.
   *
   * @param entry - what it is
   * @param load - reads it where it belongs
   * @returns what was kept or read
   * @throws what `load` throws; trouble with the store is nobody's concern
   */
  cached<S extends TSchema>(entry: Cached<S>, load: () => Promise<Static<S>>): Promise<Static<S>>;
  /** Makes everything with one of the tags useless, and removes what a tag of keys fits. */
  forget(tags: readonly string[]): Promise<void>;
  /** Makes everything useless. */
  forgetAll(): Promise<void>;
  /** Whether a change did not reach the store, so that nothing is taken from it yet. */
  owesForgetting(): boolean;
  readonly statistics: CacheStatistics;
}

/** What a cache is made of. */
export interface CacheParts {
  readonly store: CacheStore;
  readonly feed: ChangeFeed;
  readonly lifetimes: CacheLifetimes;
  readonly statistics: CacheStatistics;
}

/** Lifetimes are shortened by up to so much, so that what was read together is not read again together. */
const JITTER = 0.1;
/** Whoever reads for everybody has so long. */
const CLAIM_MS = 5000;
/** The others look so often whether it is there. */
const LOOK_MS = 20;
/** A longer text keeps everybody else waiting while it crosses the wire, and takes the place of many. */
const MOST_CHARACTERS = 1024 * 1024;
/** Characters of all that is kept in this process alone, about. */
const MOST_PRIVATE = 32 * 1024 * 1024;

/**
 * Makes a cache. Nothing is taken from it while changes may go unheard: then the database answers.
 *
 * @param parts - store, feed of changes, lifetimes and counters
 * @returns the cache
 */
export function createCache(parts: CacheParts): Cache {
  return new TaggedCache(parts);
}

/** Something that is being read, or asked for. */
interface Question<S extends TSchema> {
  readonly entry: Cached<S>;
  readonly shape: Shape;
  readonly key: string;
  readonly marks: readonly string[];
  /** How often keys had been removed when it was asked: what was read before a removal is of use to nobody after it. */
  readonly removals: number;
  readonly load: () => Promise<Static<S>>;
}

interface Shape {
  readonly digest: string;
  readonly fits: (value: unknown) => boolean;
}

class TaggedCache implements Cache {
  readonly statistics: CacheStatistics;
  readonly #store: CacheStore;
  readonly #feed: ChangeFeed;
  readonly #lifetimes: CacheLifetimes;
  readonly #private = new LRUCache<string, Kept>({
    maxSize: MOST_PRIVATE,
    sizeCalculation: (kept, key) => JSON.stringify(kept).length + key.length,
  });
  readonly #flights = new Map<string, Promise<Answer<unknown>>>();
  readonly #shapes = new WeakMap<TSchema, Shape>();
  /** Changes that did not reach the store: what it has cannot be trusted before all of it is made useless. */
  #debts = 0;
  #paid = 0;
  #removals = 0;

  constructor({ store, feed, lifetimes, statistics }: CacheParts) {
    this.#store = store;
    this.#feed = feed;
    this.#lifetimes = lifetimes;
    this.statistics = statistics;
  }

  async cached<S extends TSchema>(entry: Cached<S>, load: () => Promise<Static<S>>): Promise<Static<S>> {
    const { value, outcome } = await this.#answer(entry, load);
    this.statistics.answered(entry.kind, outcome);
    return value;
  }

  async forget(tags: readonly string[]): Promise<void> {
    const changed = tags.filter((tag) => keyPattern(tag) === undefined);
    try {
      if (changed.length > 0) await this.#store.renew(changed);
      for (const pattern of tags.map(keyPattern)) if (pattern !== undefined) await this.#remove(pattern);
    } catch {
      this.#debts++;
    }
  }

  forgetAll(): Promise<void> {
    return this.forget([EVERYTHING]);
  }

  owesForgetting(): boolean {
    return this.#debts > this.#paid;
  }

  async #remove(pattern: string): Promise<void> {
    this.#removals++;
    for (const key of [...this.#private.keys()]) if (matchesGlob(key, pattern)) this.#private.delete(key);
    await this.#store.forget(pattern);
  }

  async #answer<S extends TSchema>(entry: Cached<S>, load: () => Promise<Static<S>>): Promise<Answer<Static<S>>> {
    const shape = this.#shapeOf(entry.schema);
    const key = cacheKey(entry.kind, shape.digest, entry.key);
    const found = await this.#find(entry, key);
    if (found === undefined) return this.#bypass(key, load);
    const { kept, marks } = found;
    if (isGood(kept, marks, shape)) return { value: kept.value as Static<S>, outcome: 'hit', isKept: true };
    const removals = this.#removals;
    const flight = `${key} ${marks.join(' ')} ${String(removals)}`;
    const answer = await this.#fly(flight, () => this.#fetch({ entry, shape, key, marks, removals, load }));
    return { ...answer, value: answer.value as Static<S> };
  }

  /** However many ask while nothing can be kept, few read: that is when the database has most to do. */
  async #bypass<T>(key: string, load: () => Promise<T>): Promise<Answer<T>> {
    const read = async (): Promise<Answer<T>> => ({ value: await load(), outcome: 'bypass', isKept: false });
    const answer = await this.#fly(`bypass ${key}`, read);
    return { ...answer, value: answer.value as T };
  }

  /**
   * Waits for who reads the same already. What is not kept may change without a word: whoever asks for it while it is
   * read waits for a reading that began later. So does whoever waited for one that ended in a refusal, as of something
   * that was not there yet.
   */
  async #fly(flight: string, fetch: () => Promise<Answer<unknown>>): Promise<Answer<unknown>> {
    const under = this.#flights.get(flight);
    if (under !== undefined) {
      const answer = await under.catch(unlessAnswered);
      if (answer?.isKept === true) return { ...answer, outcome: 'joined' };
      const later = this.#flights.get(flight);
      if (later !== undefined) return { ...(await later), outcome: 'joined' };
    }
    const fetching = fetch();
    this.#flights.set(flight, fetching);
    return fetching.finally(() => this.#flights.delete(flight));
  }

  /** What is kept, and the marks of now; undefined when the cache cannot be trusted. */
  async #find(
    entry: Cached<TSchema>,
    key: string,
  ): Promise<{ readonly kept: Kept | undefined; readonly marks: readonly string[] } | undefined> {
    if (!this.#feed.isAlive()) return undefined;
    const tags = [EVERYTHING, ...entry.tags];
    const isPrivate = PRIVATE_KINDS.has(entry.kind);
    try {
      await this.#payForgetting();
      const { value, marks } = await this.#store.find(isPrivate ? undefined : key, tags);
      if (marks.some((mark) => mark === undefined)) return { kept: undefined, marks: await this.#store.mark(tags) };
      const known = marks.filter((mark) => mark !== undefined);
      return { kept: isPrivate ? this.#private.get(key) : readKept(value), marks: known };
    } catch {
      return undefined;
    }
  }

  async #payForgetting(): Promise<void> {
    const debts = this.#debts;
    if (debts <= this.#paid) return;
    await this.#store.renew([EVERYTHING]);
    // One that came meanwhile is still owed.
    this.#paid = Math.max(this.#paid, debts);
  }

  /** Reads what is not kept: one process for all of them, when they share the store. */
  async #fetch<S extends TSchema>(question: Question<S>): Promise<Answer<Static<S>>> {
    const { entry, key, marks } = question;
    if (!this.#store.isShared || PRIVATE_KINDS.has(entry.kind)) return this.#load(question);
    const claim = createHash('sha256')
      .update(`${key} ${marks.join(' ')}`)
      .digest('base64url');
    const until = performance.now() + CLAIM_MS;
    while (performance.now() < until) {
      const release = await this.#store.claim(claim, CLAIM_MS).catch((): Release => () => Promise.resolve());
      if (release !== undefined) {
        try {
          return await this.#load(question);
        } finally {
          release().catch(() => undefined);
        }
      }
      await sleep(LOOK_MS);
      const found = await this.#find(entry, key);
      if (found === undefined) break;
      const { kept } = found;
      if (!isGood(kept, marks, question.shape)) continue;
      return { value: kept.value as Static<S>, outcome: 'joined', isKept: true };
    }
    return this.#load(question);
  }

  async #load<S extends TSchema>(question: Question<S>): Promise<Answer<Static<S>>> {
    const { entry, key, marks, removals, load } = question;
    const value = await load();
    const lifetime = this.#lifetimes[entry.kind];
    const seconds = Math.min(lifetime, entry.seconds?.(value) ?? lifetime) * (1 - Math.random() * JITTER);
    if (seconds <= 0) return { value, outcome: 'miss', isKept: false };
    const milliseconds = Math.max(1, Math.round(seconds * 1000));
    if (PRIVATE_KINDS.has(entry.kind)) {
      if (removals === this.#removals) this.#private.set(key, { marks, value }, { ttl: milliseconds });
    } else {
      await this.#keep(question, value, milliseconds).catch(() => undefined);
    }
    return { value, outcome: 'miss', isKept: true };
  }

  async #keep(question: Question<TSchema>, value: unknown, milliseconds: number): Promise<void> {
    const { entry, key, marks, removals } = question;
    const now = await this.#store.find(undefined, [EVERYTHING, ...entry.tags]);
    // Something changed meanwhile: this is useless already, and perhaps in the way of something newer.
    if (!sameMarks(marks, now.marks) || removals !== this.#removals) return;
    const text = JSON.stringify({ marks, value });
    if (text.length <= MOST_CHARACTERS) await this.#store.keep(key, text, milliseconds);
  }

  #shapeOf(schema: TSchema): Shape {
    const known = this.#shapes.get(schema);
    if (known !== undefined) return known;
    const validator = Compile(schema);
    const shape: Shape = { digest: shapeDigest(schema), fits: (value) => validator.Check(value) };
    this.#shapes.set(schema, shape);
    return shape;
  }
}

type Release = () => Promise<void>;

interface Answer<T> {
  readonly value: T;
  readonly outcome: Answered;
  /** Whether it is good for longer than this moment. */
  readonly isKept: boolean;
}

function unlessAnswered(error: unknown): undefined {
  if (!(error instanceof KemptError)) throw error;
}

/** Marks are the same and the value has the shape it should: whoever wrote it may have been another release. */
function isGood(kept: Kept | undefined, marks: readonly string[], shape: Shape): kept is Kept {
  return kept !== undefined && sameMarks(kept.marks, marks) && shape.fits(kept.value);
}
