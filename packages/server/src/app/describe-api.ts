import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import * as contracts from '@kempt/contracts/api';
import type { FastifyInstance, RouteOptions } from 'fastify';
import type { Access } from '../platform/access/principal.ts';
import { nameSchemas, type JsonSchema } from './name-schemas.ts';
import { operationIdOf } from './operation-id-of.ts';

const PROBLEM = {
  description: 'What is wrong.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDetails' } } },
};
const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'Makes the request safe to repeat: for 24 hours its repetition is answered as the first one was.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
} as const;
/** The page runs and shows what Kempt serves, and nothing else. */
const DOCS_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const ANYONE: Access = { who: 'anyone' };

/**
 * Describes the API as an OpenAPI document at /openapi.json, made of the schemas of its routes, and shows it at /docs.
 * Called before there are routes.
 *
 * @param http - the server
 * @param version - of Kempt
 */
export async function describeApi(http: FastifyInstance, version: string): Promise<void> {
  const routes = new Map<string, RouteOptions>();
  http.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) routes.set(`${method.toLowerCase()} ${templateOf(route.url)}`, route);
  });
  await http.register(swagger, {
    hideUntagged: true,
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Kempt',
        version,
        description: 'A self-hosted file organizer.',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/', description: 'This server.' }],
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: 'An access token, or an API key.' },
          api_key: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        },
      },
    },
    transformObject: (described) => {
      if (!('openapiObject' in described)) return {};
      const document = JSON.parse(JSON.stringify(described.openapiObject)) as Document;
      for (const [path, operations] of Object.entries(document.paths)) {
        for (const [method, operation] of Object.entries(operations)) {
          const route = routes.get(`${method} ${path}`);
          if (route !== undefined) complete(operation, { method, path, route });
        }
      }
      nameSchemas(document, namedSchemas());
      return document;
    },
  });
  http.get('/openapi.json', { config: { access: ANYONE, limit: 'none' }, schema: { hide: true } }, (_request, reply) =>
    reply.header('cache-control', 'no-cache').send(http.swagger()),
  );
  await http.register(async (docs) => {
    docs.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: ANYONE, limit: 'none' };
    });
    // eslint-disable-next-line max-params -- what a hook is called with
    docs.addHook('onSend', (_request, reply, _payload, done) => {
      void reply.header('content-security-policy', DOCS_POLICY);
      done();
    });
    await docs.register(swaggerUi, { routePrefix: '/docs', uiConfig: { persistAuthorization: false } });
  });
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { schemas?: Record<string, JsonSchema> };
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: { readonly default?: unknown; readonly type?: unknown };
}

interface Operation {
  operationId?: string;
  security?: readonly Readonly<Record<string, readonly string[]>>[];
  parameters?: readonly Parameter[];
  description?: string;
  responses: Record<string, { description: string }>;
}

/** Adds to an operation what its route says beside its schemas. */
function complete(
  operation: Operation,
  { method, path, route }: { readonly method: string; readonly path: string; readonly route: RouteOptions },
): void {
  const { access = ANYONE, repeatsSafely } = route.config ?? {};
  const { response = {} } = (route.schema ?? {}) as { readonly response?: { 200?: { properties?: object } } };
  const isList = 'items' in (response[200]?.properties ?? {});
  operation.operationId = operationIdOf(method, path, isList);
  operation.security = securityOf(access);
  if (access.who === 'administrator') {
    operation.description = ['For administrators.', operation.description].filter(Boolean).join(' ');
  }
  const parameters = (operation.parameters ?? []).map((one) =>
    // Whatever has a default can be left out.
    one.schema?.default === undefined ? one : { ...one, required: false },
  );
  if (repeatsSafely === true) parameters.push(IDEMPOTENCY_KEY);
  if (parameters.length > 0) operation.parameters = parameters;
  for (const [code, answer] of Object.entries(operation.responses)) {
    if (answer.description === 'Default Response') answer.description = MEANINGS[code] ?? 'The answer.';
  }
  if (answersConditionally(method, route)) operation.responses['304'] ??= { description: 'It is as it was.' };
  operation.responses['default'] = PROBLEM;
}

/** What is read has an ETag, unless it is streamed. */
function answersConditionally(method: string, { schema }: RouteOptions): boolean {
  const answers = (schema?.response ?? {}) as Readonly<Record<string, object | undefined>>;
  const told = answers['200'];
  return method === 'get' && told !== undefined && !('content' in told) && schema?.produces === undefined;
}

const MEANINGS: Readonly<Record<string, string>> = {
  200: 'The answer.',
  201: 'It is made.',
  202: 'It is asked for.',
  204: 'It is done.',
  503: 'Not now.',
};

/** Keys are named with the scope they need. */
function securityOf({ who, scope = 'session' }: Access): Readonly<Record<string, readonly string[]>>[] {
  if (who === 'anyone') return [];
  return scope === 'session' ? [{ bearer: [] }] : [{ bearer: [scope] }, { api_key: [scope] }];
}

function templateOf(url: string): string {
  return url.replaceAll(/:(\w+)/g, '{$1}');
}

/** The schemas of the contracts under their own names. */
function namedSchemas(): Record<string, JsonSchema> {
  const named: Record<string, JsonSchema> = {};
  for (const [name, exported] of Object.entries<unknown>(contracts)) {
    if (typeof exported === 'object' && exported !== null && 'properties' in exported) named[name] = { ...exported };
  }
  return { ...named, LiveMessage: { ...contracts.LiveMessage }, LiveRequest: { ...contracts.LiveRequest } };
}
