import type { FastifyInstance } from 'fastify';

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Answers a request that may have changed something only when what it changed is forgotten by the cache, so that nobody
 * sees their own change late.
 *
 * @param http - the server, before it has routes
 * @param settle - waits for that
 */
export function settleChanges(http: FastifyInstance, settle: () => Promise<void>): void {
  http.addHook('onSend', async (request, _reply, payload: unknown) => {
    if (!READS.has(request.method) && !request.is404) await settle();
    return payload;
  });
}
