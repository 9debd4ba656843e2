import type { FastifyInstance, FastifyRequest } from 'fastify';
import { KemptError } from '@kempt/engine';

const JSON_KIND = ['application/json'];
/** Whose bodies nobody reads. */
const BODILESS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses bodies of any kind but the one a route takes, before a byte of them is read: JSON, unless its schema says that
 * it consumes something else. No parser of XML, of forms or of anything else is ever asked.
 *
 * @param http - the server, with the hook before it that finds out who asks
 */
export function refuseOtherBodies(http: FastifyInstance): void {
  http.addHook('onRequest', (request, _reply, done) => {
    const { is404, method, routeOptions, headers } = request;
    if (is404 || BODILESS.has(method) || !hasBody(request)) {
      done();
      return;
    }
    const taken = routeOptions.schema?.consumes ?? JSON_KIND;
    const kind = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
    if (!taken.includes(kind)) throw new KemptError('unsupported_media_type', `The address takes ${taken.join(', ')}.`);
    done();
  });
}

function hasBody({ headers }: FastifyRequest): boolean {
  const { 'content-length': length, 'content-type': kind } = headers;
  return headers['transfer-encoding'] !== undefined || kind !== undefined || (length !== undefined && length !== '0');
}
