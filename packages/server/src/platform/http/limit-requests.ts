import { isIPv4, isIPv6 } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { KemptError } from '@kempt/engine';
import type { NamedDecision, RateLimits } from '../rate-limit/create-rate-limits.ts';
import type { LimitKind } from '../rate-limit/limit-kinds.ts';

/**
 * Charges a request to whoever makes it, says in its head how their limits stand, and refuses one too many.
 *
 * @param limits - the limits
 * @param request - a request of which it is known who makes it
 * @param reply - gets the headers
 * @throws KemptError `too_many_requests`
 */
export async function limitRequest(limits: RateLimits, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { principal } = request;
  const { limit = 'api', access } = request.routeOptions.config;
  const isStranger = principal === undefined;
  // Whoever is refused uploads nothing: what counts nothing, or as an upload, counts as a request of somebody unknown.
  const kind = isStranger && access?.who !== 'anyone' ? 'api' : limit;
  if (kind === 'none') return;
  const who = isStranger ? subjectOfAddress(request.ip) : `user:${principal.userId}`;
  applyDecision(await limits.take({ kind, who, isStranger }), reply);
}

/**
 * Says how limits stand, and refuses.
 *
 * @param decision - what was decided; undefined when nothing limits the request
 * @param reply - gets the headers
 * @throws KemptError `too_many_requests`
 */
export function applyDecision(decision: NamedDecision | undefined, reply: FastifyReply): void {
  if (decision === undefined) return;
  const { kind, windows, names, allowed, retryAfterSeconds } = decision;
  const named = windows.map((window, at) => ({ ...window, name: names[at] ?? '' }));
  const [tightest] = named.toSorted((a, b) => a.remaining - b.remaining);
  const policy = named.map(({ name, limit, seconds }) => `"${name}";q=${limit};w=${seconds}`);
  const standing = named.map(
    ({ name, remaining, resetSeconds }) => `"${name}";r=${remaining};t=${Math.ceil(resetSeconds)}`,
  );
  void reply.header('ratelimit-policy', policy.join(', ')).header('ratelimit', standing.join(', '));
  if (tightest !== undefined) {
    void reply
      .header('x-ratelimit-limit', tightest.limit)
      .header('x-ratelimit-remaining', tightest.remaining)
      .header('x-ratelimit-reset', Math.ceil(tightest.resetSeconds));
  }
  if (!allowed) throw tooMany(kind, retryAfterSeconds, reply);
}

/**
 * The error for one request too many.
 *
 * @param kind - which limit it ran into
 * @param seconds - until it would be let in
 * @param reply - gets Retry-After
 * @returns the error, `too_many_requests`
 */
export function tooMany(kind: LimitKind, seconds: number, reply: FastifyReply): KemptError {
  const wait = Math.max(1, Math.ceil(seconds));
  void reply.header('retry-after', wait);
  return new KemptError('too_many_requests', 'That were too many requests.', {
    details: { limit: kind },
    hint: `Try again in ${wait} ${wait === 1 ? 'second' : 'seconds'}.`,
  });
}

/** Somebody with IPv6 has a whole network of addresses: the first 64 bits count. */
const NETWORK_GROUPS = 4;

/**
 * Whom an address stands for. Some proxies write a port behind it, which is another one for each connection.
 *
 * @param written - from where a request comes, as a socket or a proxy says
 * @returns the subject; one for all that is no address
 * @example
 * subjectOfAddress('2001:db8::1') // 'address:2001:db8:0:0'
 */
export function subjectOfAddress(written: string): string {
  const address = written.replace(/^\[(.*)\](?::\d+)?$|^([\d.]+):\d+$/, '$1$2').replace(/^::ffff:(?=[\d.]+$)/i, '');
  if (isIPv4(address)) return `address:${address}`;
  if (!isIPv6(address)) return 'address:unknown';
  const [head = '', tail] = address.replace(/%.*$/, '').split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0');
  return `address:${[...front, ...zeros, ...back].slice(0, NETWORK_GROUPS).join(':').toLowerCase()}`;
}

/** What a route is counted as. */
export type RouteLimit = LimitKind | 'none';
