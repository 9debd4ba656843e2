import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createMemoryLimiter, createMemoryPenalties } from '../../../src/platform/rate-limit/memory-limiter.ts';
import { rateLimiterContract } from './rate-limiter-contract.ts';

rateLimiterContract('limits in memory', () => {
  const limiter = createMemoryLimiter();
  return Promise.resolve({ limiter, other: limiter, penalties: createMemoryPenalties() });
});

test('says no more seconds than the window has, whatever fraction of one it is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 1e9 }), async (microseconds) => {
      const now = microseconds / 1e6;
      const limiter = createMemoryLimiter(() => now);
      const windows = [{ key: 'a', limit: 1, seconds: 60 }];
      assert.equal((await limiter.take(windows)).windows[0]?.resetSeconds, 60);
      assert.equal((await limiter.take(windows)).retryAfterSeconds, 60);
    }),
  );
});

test('decides as a list of all requests would, whatever comes when', async () => {
  const request = fc.record({
    wait: fc.integer({ min: 0, max: 40 }),
    keys: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 }),
  });
  const limits = fc.record({
    a: fc.integer({ min: 1, max: 5 }),
    b: fc.integer({ min: 1, max: 5 }),
    c: fc.integer({ min: 1, max: 5 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(request, { maxLength: 80 }), limits, async (requests, limitOf) => {
      let now = 0;
      const limiter = createMemoryLimiter(() => now);
      const taken: { key: string; at: number }[] = [];
      for (const { wait, keys } of requests) {
        now += wait;
        const windows = keys.map((key) => ({ key, limit: limitOf[key], seconds: 60 }));
        const sizeOf = (key: string): number => taken.filter((one) => one.key === key && one.at > now - 60).length;
        const allowed = keys.every((key) => sizeOf(key) < limitOf[key]);
        if (allowed) for (const key of keys) taken.push({ key, at: now });
        const decision = await limiter.take(windows);
        assert.equal(decision.allowed, allowed);
        assert.deepEqual(
          decision.windows.map(({ remaining }) => remaining),
          keys.map((key) => limitOf[key] - sizeOf(key)),
        );
        if (allowed) continue;
        // A moment before it is refused still, and then it is not.
        const until = now + decision.retryAfterSeconds;
        const wouldFit = (at: number): boolean =>
          keys.every((key) => taken.filter((one) => one.key === key && one.at > at - 60).length < limitOf[key]);
        assert.equal(wouldFit(until), true);
        assert.equal(wouldFit(until - 0.5), false);
      }
    }),
  );
});
