import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

/** How answers are made safe. */
export interface SecureOptions {
  /** Origins of other sites whose pages may use the API. */
  readonly allowedOrigins: readonly string[];
  /** Whether people reach Kempt through TLS. */
  readonly https: boolean;
}

/** An answer is data: nothing of it is ever run, shown in a frame, or submitted. */
const NOTHING = ["'none'"];
const YEAR_SECONDS = 365 * 24 * 3600;
/** What a page has no use for. */
export const PERMISSIONS = 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()';

/**
 * Gives every answer, errors included, strict security headers, keeps it out of caches unless its route says otherwise,
 * and lets pages of other sites in only when they are allowed.
 *
 * @param http - the server, before it has routes and other hooks
 * @param options - allowed origins, and whether there is TLS
 */
export async function secureAnswers(http: FastifyInstance, options: SecureOptions): Promise<void> {
  await http.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: NOTHING, baseUri: NOTHING, formAction: NOTHING, frameAncestors: NOTHING },
    },
    crossOriginEmbedderPolicy: true,
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: options.https ? { maxAge: YEAR_SECONDS, includeSubDomains: false } : false,
    xFrameOptions: { action: 'deny' },
  });
  // eslint-disable-next-line max-params -- what a hook is called with
  http.addHook('onSend', (_request, reply, _payload, done) => {
    void reply.header('permissions-policy', PERMISSIONS);
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
    done();
  });
  if (options.allowedOrigins.length > 0) await letPagesIn(http, new Set(options.allowedOrigins));
}

/** Answers to questions before the request, and to the request, name the origin only where it is allowed. */
async function letPagesIn(http: FastifyInstance, allowed: ReadonlySet<string>): Promise<void> {
  http.addHook('onRoute', (route) => {
    if (route.method === 'OPTIONS' && route.url === '*') route.config = { ...route.config, access: { who: 'anyone' } };
  });
  await http.register(cors, {
    origin: (origin, answer) => {
      answer(null, origin !== undefined && allowed.has(origin));
    },
    // What is no question before a request gets no answer of the plugin's own, which is no problem detail.
    strictPreflight: false,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: [
      'Authorization',
      'Content-Type',
      'Idempotency-Key',
      'If-Match',
      'If-None-Match',
      'Range',
      'X-API-Key',
    ],
    exposedHeaders: ['Content-Disposition', 'Content-Range', 'ETag', 'Location', 'Retry-After', 'X-Request-Id'],
    maxAge: 600,
  });
}
