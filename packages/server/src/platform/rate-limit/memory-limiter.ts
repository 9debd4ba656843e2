import { LRUCache } from 'lru-cache';
import {
  PENALTY_SECONDS,
  penaltyOf,
  type LimitWindow,
  type Penalties,
  type RateLimiter,
  type WindowState,
} from './rate-limiter.ts';

/** Whoever was not seen for longest is forgotten first. */
const MOST_KEYS = 100_000;

/** Seconds that never go backwards, whatever becomes of the clock. */
type Clock = () => number;

const monotonic: Clock = () => performance.now() / 1000;

/**
 * Counts requests in the memory of this process.
 *
 * @param now - tells the time in seconds
 * @returns the limiter
 */
export function createMemoryLimiter(now: Clock = monotonic): RateLimiter {
  const taken = new LRUCache<string, number[]>({ max: MOST_KEYS });
  const timesOf = ({ key, seconds }: LimitWindow, at: number): number[] => {
    const times = taken.get(key) ?? [];
    const old = times.findIndex((time) => time > at - seconds);
    const left = old === -1 ? [] : old === 0 ? times : times.slice(old);
    taken.set(key, left);
    return left;
  };
  return {
    take: (windows) => {
      const at = now();
      const all = windows.map((window) => ({ window, times: timesOf(window, at) }));
      const allowed = all.every(({ window, times }) => times.length < window.limit);
      if (allowed) for (const { times } of all) times.push(at);
      return Promise.resolve({
        allowed,
        windows: all.map(({ window, times }) => stateOf(window, times, at)),
        retryAfterSeconds: allowed ? 0 : Math.max(...all.map(({ window, times }) => waitOf(window, times, at))),
      });
    },
  };
}

function stateOf({ limit, seconds }: LimitWindow, times: readonly number[], at: number): WindowState {
  const [oldest] = times;
  return {
    limit,
    seconds,
    remaining: Math.max(0, limit - times.length),
    resetSeconds: oldest === undefined ? 0 : secondsLeft(oldest, seconds, at),
  };
}

function waitOf({ limit, seconds }: LimitWindow, times: readonly number[], at: number): number {
  const leaving = times[times.length - limit];
  return times.length < limit || leaving === undefined ? 0 : secondsLeft(leaving, seconds, at);
}

/** Never a little more than the whole window, as sums of fractions may be: whoever rounds it up would wait a second more. */
function secondsLeft(since: number, seconds: number, at: number): number {
  return seconds - (at - since);
}

/**
 * Counts failures in the memory of this process.
 *
 * @param now - tells the time in seconds
 * @returns the penalties
 */
export function createMemoryPenalties(now: Clock = monotonic): Penalties {
  const failed = new LRUCache<string, { readonly failures: number; readonly until: number; readonly at: number }>({
    max: MOST_KEYS,
  });
  return {
    waitSeconds: (key) => Promise.resolve(Math.max(0, (failed.get(key)?.until ?? 0) - now())),
    fail: (key) => {
      const known = failed.get(key);
      const before = known === undefined || now() - known.at > PENALTY_SECONDS ? 0 : known.failures;
      const failures = before + 1;
      failed.set(key, { failures, until: now() + penaltyOf(failures), at: now() });
      return Promise.resolve();
    },
    clear: (key) => {
      failed.delete(key);
      return Promise.resolve();
    },
  };
}
