import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../log/create-log.ts';
import type { ApiMetrics } from '../metrics/api-metrics.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Machines ask it again and again: that they did is nothing to tell, so its lines are of the level debug. */
    routine?: true;
  }
}

/** A caller who went before the answer was there; no status of HTTP, and what others write for it. */
export const CALLER_GONE = 499;

/** Bytes that a connection had carried when a request on it began. */
const writtenBefore = new WeakMap<FastifyRequest, number>();
const problems = new WeakMap<FastifyRequest, string>();
const told = new WeakSet<FastifyRequest>();

/**
 * Counts, times and logs each request, one line each, when its answer is out or its caller has gone. Of an address only
 * the pattern of its route is said, since the rest is somebody's text.
 *
 * @param http - the server, before it has other hooks
 * @param metrics - takes requests down
 * @param log - takes their lines
 */
export function watchRequests(http: FastifyInstance, metrics: ApiMetrics, log: Log): void {
  const done = (request: FastifyRequest, reply: FastifyReply, status: number): void => {
    if (told.has(request)) return;
    told.add(request);
    const method = request.method;
    const route = request.is404 ? undefined : request.routeOptions.url;
    const seconds = reply.elapsedTime / 1000;
    const requestBytes = declaredBytes(request.headers['content-length']);
    const responseBytes = answeredBytes(request, reply);
    metrics.request({ method, route, status, seconds, requestBytes, responseBytes });
    log[request.routeOptions.config.routine === true ? 'debug' : 'info']('finish_request', {
      request_id: request.id,
      user_id: request.principal?.userId,
      duration_seconds: seconds,
      status,
      context: {
        method,
        route: route ?? 'unmatched',
        code: problems.get(request),
        request_bytes: requestBytes,
        response_bytes: responseBytes,
      },
    });
  };
  http.addHook('onRequest', (request, reply, next) => {
    writtenBefore.set(request, request.raw.socket.bytesWritten);
    reply.raw.once('close', () => {
      // A socket that was opened is no request any more.
      if (!reply.raw.writableFinished && !request.ws) done(request, reply, CALLER_GONE);
    });
    next();
  });
  http.addHook('onResponse', (request, reply, next) => {
    done(request, reply, reply.statusCode);
    next();
  });
}

/**
 * Notes which error a request ended in, for its line and for the count of errors.
 *
 * @param metrics - counts errors
 * @param request - the request
 * @param code - a code of ours
 */
export function noteProblem(metrics: ApiMetrics, request: FastifyRequest, code: string): void {
  problems.set(request, code);
  metrics.requestError(code);
}

/**
 * Which error a request ended in.
 *
 * @param request - the request
 * @returns a code of ours; undefined where there was none
 */
export function problemOf(request: FastifyRequest): string | undefined {
  return problems.get(request);
}

function declaredBytes(header: unknown): number | undefined {
  return typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : undefined;
}

/** What the answer says of itself; of a stream, what went over the wire with its head. */
function answeredBytes(request: FastifyRequest, reply: FastifyReply): number | undefined {
  const length = reply.getHeader('content-length');
  if (length !== undefined) return declaredBytes(String(length));
  const written = request.raw.socket.bytesWritten - (writtenBefore.get(request) ?? Number.NaN);
  return Number.isFinite(written) ? Math.max(0, written) : undefined;
}
