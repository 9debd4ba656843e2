import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isMethod } from '../metrics/api-metrics.ts';
import type { TracedSpan, Tracing } from '../trace/tracing.ts';
import { CALLER_GONE, problemOf } from './watch-requests.ts';

/**
 * Has each request be a span, below the one that its `traceparent` names. What machines ask again and again is none, and
 * neither is a socket of live progress, which lasts for hours.
 *
 * @param http - the server, before it has other hooks
 * @param tracing - takes spans
 */
export function traceRequests(http: FastifyInstance, tracing: Tracing): void {
  const spans = new WeakMap<FastifyRequest, TracedSpan>();
  const end = (request: FastifyRequest, reply: FastifyReply, status: number): void => {
    const failed = reply.statusCode >= 500;
    const facts = { 'http.response.status_code': status, 'error.type': problemOf(request) };
    spans.get(request)?.end(failed, facts);
  };
  http.addHook('onRequest', (request, reply, next) => {
    const isSocket = request.headers.upgrade !== undefined;
    if (isSocket || request.routeOptions.config.routine === true) {
      next();
      return;
    }
    const span = beginRequest(tracing, request);
    spans.set(request, span);
    reply.raw.once('close', () => {
      end(request, reply, CALLER_GONE);
    });
    span.run(next);
  });
  http.addHook('onResponse', (request, reply, next) => {
    end(request, reply, reply.statusCode);
    next();
  });
}

function beginRequest(tracing: Tracing, request: FastifyRequest): TracedSpan {
  const { id, headers } = request;
  const method = isMethod(request.method) ? request.method : '_OTHER';
  const route = request.is404 ? undefined : request.routeOptions.url;
  const parent = headers['traceparent'];
  return tracing.begin({
    name: route === undefined ? method : `${method} ${route}`,
    kind: 'server',
    parent: typeof parent === 'string' ? parent : '',
    facts: {
      'http.request.method': method,
      ...(route === undefined ? {} : { 'http.route': route }),
      request_id: id,
    },
  });
}
