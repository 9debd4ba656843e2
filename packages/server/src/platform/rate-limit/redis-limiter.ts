import { randomUUID } from 'node:crypto';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import type { RedisLink } from '../redis/open-redis.ts';
import { PENALTY_SECONDS, penaltyOf, type Penalties, type RateLimiter } from './rate-limiter.ts';

/**
 * One request against several sorted sets, by the clock of Redis in microseconds. Members are unique, so that two of one
 * moment count as two. What lies in the future was put there before the clock of Redis was set back.
 *
 * Keys are the sets. Arguments: the member, then limit and microseconds of each. Answers 1 or 0, then for each set: its
 * size, microseconds until the oldest member leaves, and until there is room.
 */
const TAKE = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local function text(number) return string.format('%.0f', number) end
local sizes, allowed = {}, 1
for i, key in ipairs(KEYS) do
  local limit, window = tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
  redis.call('ZREMRANGEBYSCORE', key, '-inf', text(now - window))
  redis.call('ZREMRANGEBYSCORE', key, '(' .. text(now), '+inf')
  sizes[i] = redis.call('ZCARD', key)
  if sizes[i] >= limit then allowed = 0 end
end
local answer = { allowed }
for i, key in ipairs(KEYS) do
  local limit, window = tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
  if allowed == 1 then
    redis.call('ZADD', key, text(now), ARGV[1])
    redis.call('PEXPIRE', key, math.ceil(window / 1000))
    sizes[i] = sizes[i] + 1
  end
  local oldest = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')[2]
  local wait = 0
  if allowed == 0 and sizes[i] >= limit then
    wait = redis.call('ZRANGE', key, sizes[i] - limit, sizes[i] - limit, 'WITHSCORES')[2] + window - now
  end
  answer[#answer + 1] = sizes[i]
  answer[#answer + 1] = oldest and oldest + window - now or 0
  answer[#answer + 1] = wait
end
return answer`;

const Numbers = Compile(Type.Array(Type.Integer()));

/**
 * Counts requests in Redis, for all processes together.
 *
 * @param link - the connection
 * @param installation - id of the installation, so that two can share a Redis
 * @returns the limiter; its `take` rejects while Redis is away
 */
export function createRedisLimiter(link: RedisLink, installation: string): RateLimiter {
  return {
    take: async (windows) => {
      const keys = windows.map(({ key }) => `kempt:{${installation}}:limit:${key}`);
      const limits = windows.flatMap(({ limit, seconds }) => [limit, seconds * 1_000_000]);
      const answer: unknown = await link.run((redis) =>
        redis.eval(TAKE, keys.length, ...keys, randomUUID(), ...limits),
      );
      if (!Numbers.Check(answer)) throw new Error('Redis answered something else.');
      const [allowed, ...facts] = answer;
      const of = (window: number, fact: number): number => facts[3 * window + fact] ?? 0;
      return {
        allowed: allowed === 1,
        windows: windows.map(({ limit, seconds }, at) => ({
          limit,
          seconds,
          remaining: Math.max(0, limit - of(at, 0)),
          resetSeconds: of(at, 1) / 1_000_000,
        })),
        retryAfterSeconds: Math.max(0, ...windows.map((_window, at) => of(at, 2) / 1_000_000)),
      };
    },
  };
}

/**
 * Counts failures in Redis, for all processes together.
 *
 * @param link - the connection
 * @param installation - id of the installation
 * @returns the penalties; they reject while Redis is away
 */
export function createRedisPenalties(link: RedisLink, installation: string): Penalties {
  const name = (key: string, what: 'failures' | 'wait'): string => `kempt:{${installation}}:penalty:${what}:${key}`;
  return {
    waitSeconds: async (key) => Math.max(0, await link.run((redis) => redis.pttl(name(key, 'wait')))) / 1000,
    fail: async (key) => {
      await link.run(async (redis) => {
        // Together, so that no failure is ever counted for longer than it should.
        const counted = await redis
          .multi()
          .incr(name(key, 'failures'))
          .expire(name(key, 'failures'), PENALTY_SECONDS)
          .exec();
        const failures = counted?.[0]?.[1];
        if (typeof failures !== 'number') throw new Error('Redis answered something else.');
        const seconds = penaltyOf(failures);
        if (seconds > 0) await redis.set(name(key, 'wait'), failures, 'EX', seconds);
      });
    },
    clear: async (key) => {
      await link.run((redis) => redis.del(name(key, 'failures'), name(key, 'wait')));
    },
  };
}
