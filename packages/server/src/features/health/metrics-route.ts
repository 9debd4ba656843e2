import { createHash, timingSafeEqual } from 'node:crypto';
import { KemptError } from '@kempt/engine';
import type { Http } from '../../platform/http/create-http.ts';
import type { Metrics } from '../../platform/metrics/create-metrics.ts';

/**
 * Shows the metrics to who holds the token for them. Accounts and their keys open nothing here, so that a scrape works
 * while the database does not.
 *
 * @param http - the server
 * @param metrics - what is shown
 * @param token - opens it
 */
export function metricsRoute(http: Http, metrics: Metrics, token: string): void {
  const expected = digest(`Bearer ${token}`);
  http.get(
    '/metrics',
    {
      config: { access: { who: 'anyone' }, ownGuard: true, routine: true },
      schema: { hide: true },
      onRequest: (request, _reply, done) => {
        // Digests are of one length and say nothing of the token, so that the time of the comparison says nothing either.
        if (!timingSafeEqual(digest(request.headers.authorization ?? ''), expected)) {
          throw new KemptError('unauthenticated', 'The metrics take their own token.');
        }
        done();
      },
    },
    async (_request, reply) => reply.type(metrics.contentType).send(await metrics.render()),
  );
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
