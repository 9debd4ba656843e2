import { randomUUID } from 'node:crypto';
import { matchesGlob } from 'node:path';
import { LRUCache } from 'lru-cache';
import { NOTE_SECONDS, type CacheStore } from './cache-store.ts';

/** Bytes of all texts together, about. */
const MOST_BYTES = 64 * 1024 * 1024;
/** One that is pushed out costs a miss. */
const MOST_MARKS = 100_000;

/**
 * Keeps texts in the memory of this process. What was not used for longest goes first.
 *
 * @returns the store
 */
export function createMemoryStore(): CacheStore {
  const texts = new LRUCache<string, string>({
    maxSize: MOST_BYTES,
    sizeCalculation: (text, key) => 2 * (text.length + key.length) + 100,
  });
  const marks = new LRUCache<string, string>({ max: MOST_MARKS });
  const claims = new Map<string, NodeJS.Timeout>();
  let note: { readonly text: string; readonly at: number } | undefined;
  return {
    isShared: false,
    find: (key, tags) =>
      Promise.resolve({
        value: key === undefined ? undefined : texts.get(key),
        marks: tags.map((tag) => marks.get(tag)),
      }),
    mark: (tags) =>
      Promise.resolve(
        tags.map((tag) => {
          const mark = marks.get(tag) ?? randomUUID();
          marks.set(tag, mark);
          return mark;
        }),
      ),
    keep: (key, value, milliseconds) => {
      texts.set(key, value, { ttl: milliseconds });
      return Promise.resolve();
    },
    renew: (tags) => {
      for (const tag of tags) marks.set(tag, randomUUID());
      return Promise.resolve();
    },
    forget: (pattern) => {
      const fitting = [...texts.keys()].filter((key) => matchesGlob(key, pattern));
      for (const key of fitting) texts.delete(key);
      return Promise.resolve(fitting.length);
    },
    claim: (key, milliseconds) => {
      if (claims.has(key)) return Promise.resolve(undefined);
      const timer = setTimeout(() => claims.delete(key), milliseconds).unref();
      claims.set(key, timer);
      return Promise.resolve(() => {
        clearTimeout(timer);
        if (claims.get(key) === timer) claims.delete(key);
        return Promise.resolve();
      });
    },
    note: (text) => {
      note = { text, at: performance.now() };
      return Promise.resolve();
    },
    readNote: () =>
      Promise.resolve(note === undefined || performance.now() - note.at > NOTE_SECONDS * 1000 ? undefined : note.text),
  };
}
