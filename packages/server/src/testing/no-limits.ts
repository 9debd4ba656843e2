import type { RateLimits } from '../platform/rate-limit/create-rate-limits.ts';
import { createMemoryPenalties } from '../platform/rate-limit/memory-limiter.ts';

/** Lets everybody in, for tests of what is behind the limits. */
export const NO_LIMITS: RateLimits = {
  take: () => Promise.resolve(undefined),
  penalties: createMemoryPenalties(),
};
