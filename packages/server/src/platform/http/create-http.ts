import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { Ajv, type Options } from 'ajv';
import addFormats from 'ajv-formats';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type RawServerDefault,
} from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import { KemptError } from '@kempt/engine';
import { decide, type Access, type Principal } from '../access/principal.ts';
import type { RefusalRecorder } from '../audit/record-refusals.ts';
import type { Log } from '../log/create-log.ts';
import type { Metrics } from '../metrics/create-metrics.ts';
import type { RateLimits } from '../rate-limit/create-rate-limits.ts';
import type { Tracing } from '../trace/tracing.ts';
import { answerBroken, BARE_HEADERS } from './answer-broken.ts';
import { answerConditionally } from './answer-conditionally.ts';
import { limitRequest, type RouteLimit } from './limit-requests.ts';
import { PROBLEM_TYPE, toKemptError, toProblem } from './problem.ts';
import { refuseHostileText } from './refuse-hostile-text.ts';
import { refuseOtherBodies } from './refuse-other-bodies.ts';
import { keepRoutes, type RouteTable } from './route-table.ts';
import { secureAnswers } from './secure-answers.ts';
import { traceRequests } from './trace-requests.ts';
import { noteProblem, watchRequests } from './watch-requests.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whom the route lets in; each route of ours says it. */
    access?: Access;
    /** Its body is read as it comes, for as long as it comes. */
    streams?: true;
    /** What a request is counted as; `api` when the route does not say. */
    limit?: RouteLimit;
    /** The route looks at credentials itself, before anything else: they are none of an account. */
    ownGuard?: true;
  }
  interface FastifyInstance {
    /** All routes. */
    routeTable: RouteTable;
  }
  interface FastifyRequest {
    /** Who asks; undefined for nobody. */
    principal: Principal | undefined;
  }
}

/** A server whose routes are typed by their schemas. */
export type Http = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** What a server needs to know before it has routes. */
export interface HttpOptions {
  readonly log: Log;
  readonly metrics: Metrics;
  /** Origins of other sites whose pages may use the API. */
  readonly allowedOrigins: readonly string[];
  /** Whether people reach Kempt through TLS. */
  readonly https: boolean;
  /** Addresses and networks of proxies that are believed when they say from where a request comes. */
  readonly trustedProxies: readonly string[];
  readonly limits: RateLimits;
  /** Takes spans; nothing is traced without. */
  readonly tracing?: Tracing | undefined;
  /**
   * Finds out who asks.
   *
   * @throws KemptError `unauthenticated` for credentials that are not good
   */
  readonly authenticate: (
    authorization: string | undefined,
    apiKey: string | undefined,
  ) => Promise<Principal | undefined>;
  /** Told of requests that were refused, before they are answered. */
  readonly onRefusal?: RefusalRecorder;
  /** Times that tests make shorter. */
  readonly times?: Partial<HttpTimes>;
}

/** Answers that say no to somebody: they may not, or not that often. */
const REFUSALS: ReadonlySet<number> = new Set([403, 429]);
/** Bytes of a JSON body. */
const BODY_LIMIT = 1024 * 1024;
/** How long whoever is slow, or says nothing, is waited for: milliseconds. */
export interface HttpTimes {
  /** The head of a request is there by then. */
  readonly head: number;
  /** A body of a usual request is there by then. */
  readonly body: number;
  /** Whoever sends or takes nothing for so long is gone. */
  readonly idle: number;
  /** How often heads are looked after. */
  readonly look: number;
}

const TIMES: HttpTimes = { head: 10_000, body: 30_000, idle: 120_000, look: 2_000 };
/** More than the head of a request may have: what is too long is said by the schema, to those who may ask. */
const LONGEST_ADDRESS = 65_536;
/** The one address that opens sockets: a request to upgrade any other one is answered as if it had not asked. */
const SOCKET_ADDRESS = '/api/v1/ws';

/**
 * Makes a server without routes: schemas are enforced, everyone is known before anything of a request is looked at but
 * its head, and errors are problem details.
 *
 * @param options - log, and who finds out who asks
 * @returns the server
 */
export async function createHttp(options: HttpOptions): Promise<Http> {
  const times = { ...TIMES, ...options.times };
  const http: Http = Fastify({
    bodyLimit: BODY_LIMIT,
    // Node knows one limit for all requests, and an upload may take hours.
    requestTimeout: 0,
    connectionTimeout: times.idle,
    genReqId: () => randomUUID(),
    trustProxy: options.trustedProxies.length === 0 ? false : [...options.trustedProxies],
    routerOptions: { maxParamLength: LONGEST_ADDRESS },
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    http: {
      headersTimeout: times.head,
      connectionsCheckingInterval: times.look,
      shouldUpgradeCallback: asksForSocket,
    },
    clientErrorHandler: answerBroken,
    frameworkErrors: answerUnread(options.metrics),
  }).withTypeProvider<TypeBoxTypeProvider>();
  validate(http);
  // Routes of plugins have the handler of errors that is there when they are added.
  answerErrors(http, options);
  // Whatever somebody expects that Kempt does not know, it may ignore (RFC 9110), and then answers as always.
  http.server.on('checkExpectation', (request, response) => http.server.emit('request', request, response));
  http.decorateRequest('principal', undefined);
  // Bodies are JSON, unless a route says otherwise.
  http.removeContentTypeParser('text/plain');
  if (options.tracing !== undefined) traceRequests(http, options.tracing);
  watchRequests(http, options.metrics, options.log.with({ logger: 'kempt.http' }));
  limitBodies(http, times.body);
  http.decorate('routeTable', keepRoutes(http));
  await secureAnswers(http, options);
  answerConditionally(http);
  letIn(http, options);
  refuseOtherBodies(http);
  return http;
}

const AJV: Options = { useDefaults: true, allErrors: false, removeAdditional: false, strict: false };

/** Bodies are taken as they are; what stands in an address is text and is read as what the schema says. */
function validate(http: Http): void {
  const strict = new Ajv({ ...AJV, coerceTypes: false });
  const lenient = new Ajv({ ...AJV, coerceTypes: 'array' });
  for (const ajv of [strict, lenient]) addFormats.default(ajv, ['date-time', 'uuid', 'binary']);
  http.setValidatorCompiler(({ schema, httpPart }) => (httpPart === 'body' ? strict : lenient).compile(schema));
}

function limitBodies(http: Http, milliseconds: number): void {
  http.addHook('onRequest', (request, _reply, done) => {
    if (request.routeOptions.config.streams !== true) {
      const timer = setTimeout(() => {
        if (!request.raw.complete) request.raw.destroy();
      }, milliseconds).unref();
      request.raw.once('close', () => {
        clearTimeout(timer);
      });
    }
    done();
  });
}

function letIn(http: Http, { log, metrics, authenticate, limits }: HttpOptions): void {
  http.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id);
    if (request.is404) refuseMethod(http.routeTable, request, reply);
    const { access, ownGuard } = request.routeOptions.config;
    if (access === undefined || ownGuard === true) return;
    const key = request.headers['x-api-key'];
    let refusal: Error | undefined;
    const principal = await authenticate(
      request.headers.authorization,
      typeof key === 'string' ? key : undefined,
    ).catch((error: unknown) => {
      const { code } = toKemptError(error);
      // Nobody is charged for what could not be looked up.
      if (code === 'database_unavailable' && access.who !== 'anyone') throw error;
      if (code === 'unauthenticated') metrics.authEvent('authenticate', 'denied');
      if (access.who !== 'anyone') refusal = error instanceof Error ? error : new Error(String(error));
      return undefined;
    });
    request.principal = principal;
    if (principal !== undefined) metrics.userSeen(principal.userId);
    await limitRequest(limits, request, reply);
    if (refusal !== undefined) throw refusal;
    const verdict = decide(access, principal);
    if (verdict === 'unauthenticated') throw new KemptError('unauthenticated', 'Sign in first.');
    if (verdict === 'forbidden') {
      metrics.authEvent('authorize', 'denied');
      log.warn('refuse_request', {
        request_id: request.id,
        user_id: principal?.userId,
        status: 403,
        context: { route: request.routeOptions.url ?? '' },
      });
      throw new KemptError('forbidden', 'This account, or this API key, may not do that.');
    }
  });
  http.addHook('preValidation', (request, _reply, done) => {
    refuseHostileText(request.params, 'address');
    refuseHostileText(request.query, 'query');
    if (!isStream(request.body)) refuseHostileText(request.body, 'body');
    done();
  });
}

/** An address that is known, and not by that method. */
function refuseMethod(routes: RouteTable, request: FastifyRequest, reply: FastifyReply): void {
  const allowed = routes.methodsOf(request.url.replace(/\?.*$/s, ''));
  if (allowed.length === 0) return;
  void reply.header('allow', allowed.join(', '));
  throw new KemptError('method_not_allowed', `The address takes ${allowed.join(', ')}.`);
}

function asksForSocket({ url = '', headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket' && url.replace(/\?.*$/s, '') === SOCKET_ADDRESS;
}

/** Answers requests whose address cannot even be read: no hook sees them. The framework would repeat the address. */
const answerUnread = (metrics: Metrics) => (_error: Error, request: FastifyRequest, reply: FastifyReply) => {
  const problem = toProblem(new KemptError('invalid_request', 'The address cannot be read.'), request.id);
  noteProblem(metrics, request, problem.code);
  metrics.request({ method: request.method, route: undefined, status: problem.status, seconds: 0 });
  void reply
    .code(problem.status)
    .headers({ ...BARE_HEADERS, 'x-request-id': request.id })
    .type(PROBLEM_TYPE)
    .send(problem);
};

function isStream(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'pipe' in body;
}

function answerErrors(http: Http, { log, metrics, onRefusal }: HttpOptions): void {
  http.setErrorHandler(async (error, request, reply) => {
    const problem = toProblem(error, request.id);
    noteProblem(metrics, request, problem.code);
    const facts = { request_id: request.id, user_id: request.principal?.userId, status: problem.status };
    if (problem.status >= 500) log.error('fail_request', { ...facts, error: toKemptError(error).cause ?? error });
    if (REFUSALS.has(problem.status)) {
      // It stays refused, whether that could be written down or not.
      await onRefusal?.(request, { status: problem.status, error: toKemptError(error) }).catch((failure: unknown) => {
        log.error('fail_to_record_refusal', { ...facts, error: failure });
      });
    }
    if (problem.status === 503) void reply.header('retry-after', '5');
    if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
    return reply.code(problem.status).type(PROBLEM_TYPE).send(problem);
  });
  http.setNotFoundHandler((request, reply) => {
    const problem = toProblem(new KemptError('not_found', 'There is nothing under that address.'), request.id);
    noteProblem(metrics, request, problem.code);
    return reply.code(problem.status).type(PROBLEM_TYPE).send(problem);
  });
}
