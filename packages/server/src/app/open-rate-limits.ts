import type { CacheMetrics } from '../platform/metrics/cache-metrics.ts';
import type { Config } from '../platform/config/load-config.ts';
import { createRateLimits, type RateLimits } from '../platform/rate-limit/create-rate-limits.ts';
import type { Limits } from '../platform/rate-limit/limit-kinds.ts';
import { createMemoryLimiter, createMemoryPenalties } from '../platform/rate-limit/memory-limiter.ts';
import { createRedisLimiter, createRedisPenalties } from '../platform/rate-limit/redis-limiter.ts';
import type { OpenedCache } from './open-cache.ts';

/**
 * Opens the limits: in Redis where there is one, in the memory of the process otherwise.
 *
 * @param config - the settings
 * @param shared - Redis, where there is one
 * @param metrics - where decisions are taken down
 * @returns the limits
 */
export function openRateLimits(config: Config, shared: OpenedCache['shared'], metrics?: CacheMetrics): RateLimits {
  return createRateLimits({
    limits: limitsOf(config),
    memory: { limiter: createMemoryLimiter(), penalties: createMemoryPenalties() },
    shared:
      shared === undefined
        ? undefined
        : {
            limiter: createRedisLimiter(shared.redis, shared.installation),
            penalties: createRedisPenalties(shared.redis, shared.installation),
          },
    ...(metrics === undefined ? {} : { metrics }),
  });
}

function limitsOf(config: Config): Limits {
  return {
    api: { user: config.KEMPT_LIMIT_API_USER, global: config.KEMPT_LIMIT_API_GLOBAL },
    upload: { user: config.KEMPT_LIMIT_UPLOAD_USER, global: config.KEMPT_LIMIT_UPLOAD_GLOBAL },
    export: { user: config.KEMPT_LIMIT_EXPORT_USER, global: config.KEMPT_LIMIT_EXPORT_GLOBAL },
    sign_in: { user: config.KEMPT_LIMIT_SIGN_IN_ADDRESS, global: config.KEMPT_LIMIT_SIGN_IN_ACCOUNT },
  };
}
