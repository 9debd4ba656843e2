import type { FastifyRequest } from 'fastify';
import { KemptError } from '@kempt/engine';
import type { Principal } from '../access/principal.ts';

/**
 * Who asks, on a route that lets nobody else in.
 *
 * @param request - the request
 * @returns who it is
 * @throws KemptError `unauthenticated` where the route forgot to say so
 */
export function principalOf(request: FastifyRequest): Principal {
  if (request.principal === undefined) throw new KemptError('unauthenticated', 'Sign in first.');
  return request.principal;
}
