import { createHttp, type Http, type HttpOptions } from '../../../src/platform/http/create-http.ts';
import { createLog } from '../../../src/platform/log/create-log.ts';
import { createMetrics } from '../../../src/platform/metrics/create-metrics.ts';
import { NO_LIMITS } from '../../../src/testing/no-limits.ts';

/** For routes that let anybody in. */
export const ANYONE = { config: { access: { who: 'anyone' } } } as const;

/**
 * A server without accounts, stores or files: whatever is handed on is handed on to nobody.
 *
 * @param add - gives it routes
 * @param options - what it has nevertheless
 * @returns the server; close it in the end
 */
export async function bareHttp(add: (http: Http) => void, options: Partial<HttpOptions> = {}): Promise<Http> {
  const http = await createHttp({
    log: createLog({ level: 'silent', logger: 'test', stream: { write: () => undefined } }),
    allowedOrigins: [],
    https: false,
    trustedProxies: [],
    limits: NO_LIMITS,
    metrics: createMetrics({ version: '0.0.0' }),
    authenticate: () => Promise.resolve(undefined),
    ...options,
  });
  add(http);
  return http;
}
