import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { RedisLink } from '../redis/open-redis.ts';
import { EVERYTHING, NOTE_SECONDS, type CacheStore } from './cache-store.ts';

/** Whoever loses a mark after so long has a miss. */
const MARK_SECONDS = 86_400;
/** Keys looked at in one step of a search by pattern, so that nobody waits for it. */
const SCAN_STEP = 500;

const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`;

/**
 * Keeps texts in Redis, for all processes of an installation. A Redis that began anew, with an older copy of its data
 * perhaps, is found out by the id of its run, and all it knew is made useless before it is used.
 *
 * @param link - the connection
 * @param installation - id of the installation, so that two can share a Redis
 * @returns the store
 */
export function createRedisStore(link: RedisLink, installation: string): CacheStore {
  const prefix = `kempt:${installation}:cache:`;
  const tagKey = (tag: string): string => `${prefix}tag:${tag}`;
  const textKey = (key: string): string => `${prefix}text:${key}`;
  link.onReady((redis) => distrustAnotherRun(redis, `${prefix}run`, tagKey(EVERYTHING)));
  return {
    isShared: true,
    find: async (key, tags) => {
      const keys = tags.map(tagKey);
      const all = key === undefined ? keys : [textKey(key), ...keys];
      const found = all.length === 0 ? [] : await link.run((redis) => redis.mget(all));
      const texts = found.map((text) => text ?? undefined);
      return key === undefined ? { value: undefined, marks: texts } : { value: texts[0], marks: texts.slice(1) };
    },
    mark: (tags) =>
      link.run((redis) =>
        Promise.all(
          tags.map(async (tag) => {
            const mine = randomUUID();
            return (await redis.set(tagKey(tag), mine, 'EX', MARK_SECONDS, 'NX', 'GET')) ?? mine;
          }),
        ),
      ),
    keep: async (key, value, milliseconds) => {
      await link.run((redis) => redis.set(textKey(key), value, 'PX', milliseconds));
    },
    renew: async (tags) => {
      await link.run((redis) =>
        Promise.all(tags.map((tag) => redis.set(tagKey(tag), randomUUID(), 'EX', MARK_SECONDS))),
      );
    },
    forget: (pattern) => forget(link, textKey(pattern)),
    claim: async (key, milliseconds) => {
      const mine = randomUUID();
      const name = `${prefix}claim:${key}`;
      const answer = await link.run((redis) => redis.set(name, mine, 'PX', milliseconds, 'NX'));
      if (answer === null) return undefined;
      return async () => {
        await link.run((redis) => redis.eval(RELEASE, 1, name, mine));
      };
    },
    note: async (text) => {
      await link.run((redis) => redis.set(`${prefix}note`, text, 'EX', NOTE_SECONDS));
    },
    readNote: async () => (await link.run((redis) => redis.get(`${prefix}note`))) ?? undefined,
  };
}

async function distrustAnotherRun(redis: Redis, runKey: string, everything: string): Promise<void> {
  const run = /^run_id:(\w+)/m.exec(await redis.info('server'))?.[1] ?? randomUUID();
  if ((await redis.get(runKey)) === run) return;
  await redis.set(everything, randomUUID(), 'EX', MARK_SECONDS);
  await redis.set(runKey, run);
}

/** Each step is a command of its own: all of them together may take longer than Redis has for an answer. */
async function forget(link: RedisLink, pattern: string): Promise<number> {
  let cursor = '0';
  let removed = 0;
  do {
    const [next, keys] = await link.run((redis) => redis.scan(cursor, 'MATCH', pattern, 'COUNT', SCAN_STEP));
    if (keys.length > 0) removed += await link.run((redis) => redis.unlink(...keys));
    cursor = next;
  } while (cursor !== '0');
  return removed;
}
