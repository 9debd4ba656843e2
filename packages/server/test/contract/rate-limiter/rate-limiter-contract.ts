import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Penalties, RateLimiter } from '../../../src/platform/rate-limit/rate-limiter.ts';

/** One implementation, as two processes have it where it is shared. */
export interface LimiterBed {
  readonly limiter: RateLimiter;
  readonly other: RateLimiter;
  readonly penalties: Penalties;
}

/**
 * What every implementation of the RateLimiter and Penalties ports does.
 *
 * @param name - the implementation
 * @param open - starts it for a test; undefined when the test was skipped
 */
export function rateLimiterContract(name: string, open: (t: TestContext) => Promise<LimiterBed | undefined>): void {
  const holds = (title: string, check: (bed: LimiterBed) => Promise<void>): void => {
    it(title, async (t) => {
      const bed = await open(t);
      if (bed !== undefined) await check(bed);
    });
  };
  describe(name, () => {
    holds('lets in exactly as many as the limit of many that come at once', async ({ limiter, other }) => {
      const window = { key: 'api:user', limit: 100, seconds: 60 };
      const asked = Array.from({ length: 2000 }, (_, at) => (at % 2 === 0 ? limiter : other).take([window]));
      const decisions = await Promise.all(asked);
      assert.equal(decisions.filter(({ allowed }) => allowed).length, 100);
      const last = await limiter.take([window]);
      assert.equal(last.windows[0]?.remaining, 0);
      assert.ok(last.retryAfterSeconds > 50 && last.retryAfterSeconds <= 60, String(last.retryAfterSeconds));
    });

    holds('lets in again once the first ones are long enough ago, one by one', async ({ limiter }) => {
      const window = { key: 'a', limit: 2, seconds: 0.4 };
      assert.equal((await limiter.take([window])).allowed, true);
      await sleep(250);
      assert.equal((await limiter.take([window])).allowed, true);
      const refused = await limiter.take([window]);
      assert.equal(refused.allowed, false);
      await sleep(refused.retryAfterSeconds * 1000 + 10);
      assert.equal((await limiter.take([window])).allowed, true);
      assert.equal((await limiter.take([window])).allowed, false);
    });

    holds('charges all windows or none', async ({ limiter }) => {
      const user = { key: 'user', limit: 10, seconds: 60 };
      const all = { key: 'all', limit: 3, seconds: 60 };
      for (let at = 0; at < 6; at++) await limiter.take([user, all]);
      const { allowed, windows, retryAfterSeconds } = await limiter.take([user, all]);
      assert.equal(allowed, false);
      assert.deepEqual(
        windows.map(({ remaining }) => remaining),
        [7, 0],
      );
      assert.ok(retryAfterSeconds > 0);
      const alone = await limiter.take([user]);
      assert.equal(alone.windows[0]?.remaining, 6, 'what was refused counts against nobody');
    });

    holds('counts each key by itself', async ({ limiter }) => {
      const [a, b] = [
        { key: 'a', limit: 1, seconds: 60 },
        { key: 'b', limit: 1, seconds: 60 },
      ];
      assert.equal((await limiter.take([a])).allowed, true);
      assert.equal((await limiter.take([b])).allowed, true);
      assert.equal((await limiter.take([a])).allowed, false);
    });

    holds('says when a window is as good as new', async ({ limiter }) => {
      const window = { key: 'a', limit: 5, seconds: 60 };
      const { windows } = await limiter.take([window]);
      const reset = windows[0]?.resetSeconds ?? 0;
      assert.ok(reset > 59 && reset <= 60, String(reset));
    });

    holds('forgives some failures, and then lets wait longer and longer', async ({ penalties }) => {
      for (let at = 0; at < 5; at++) await penalties.fail('a');
      assert.equal(await penalties.waitSeconds('a'), 0);
      const waits: number[] = [];
      for (let at = 0; at < 4; at++) {
        await penalties.fail('a');
        waits.push(Math.ceil(await penalties.waitSeconds('a')));
      }
      assert.deepEqual(waits, [1, 2, 4, 8]);
      assert.equal(await penalties.waitSeconds('b'), 0);
      await penalties.clear('a');
      assert.equal(await penalties.waitSeconds('a'), 0);
      await penalties.fail('a');
      assert.equal(await penalties.waitSeconds('a'), 0, 'what was forgiven does not come back');
    });
  });
}
