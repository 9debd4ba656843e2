import cookie from '@fastify/cookie';
import type { AccountParts } from '../features/accounts/account-parts.ts';
import { createAuthenticate } from '../features/accounts/create-authenticate.ts';
import { apiKeyRoutes } from '../features/accounts/routes/api-key-routes.ts';
import { authRoutes } from '../features/accounts/routes/auth-routes.ts';
import { sessionRoutes } from '../features/accounts/routes/session-routes.ts';
import { setupRoutes } from '../features/accounts/routes/setup-routes.ts';
import { userRoutes } from '../features/accounts/routes/user-routes.ts';
import { auditRoutes } from '../features/audit/audit-routes.ts';
import { healthRoutes } from '../features/health/health-routes.ts';
import { metricsRoute } from '../features/health/metrics-route.ts';
import type { LiveTimes } from '../features/live/live-parts.ts';
import type { TicketPlace } from '../features/live/shared-tickets.ts';
import { liveRoutes } from '../features/live/live-routes.ts';
import { operationCommands } from '../features/operations/operation-commands.ts';
import type { OperationParts } from '../features/operations/operation-parts.ts';
import { operationRoutes } from '../features/operations/operation-routes.ts';
import { planRoutes } from '../features/operations/plan-routes.ts';
import { createSeeOperation } from '../features/operations/see-operation.ts';
import { insertRoot } from '../features/roots/root-store.ts';
import { createAudit } from '../platform/audit/create-audit.ts';
import type { Cache } from '../platform/cache/create-cache.ts';
import { createRefusalRecorder } from '../platform/audit/record-refusals.ts';
import type { Config } from '../platform/config/load-config.ts';
import type { Db } from '../platform/db/open-database.ts';
import type { EventBus } from '../platform/events/create-event-bus.ts';
import type { EngineHost } from '../platform/engine/open-engine-host.ts';
import type { Health } from '../platform/health/create-health.ts';
import { createHttp, type Http, type HttpTimes } from '../platform/http/create-http.ts';
import { repeatSafely } from '../platform/http/repeat-safely.ts';
import { settleChanges } from '../platform/http/settle-changes.ts';
import type { Log } from '../platform/log/create-log.ts';
import type { Metrics } from '../platform/metrics/create-metrics.ts';
import type { RateLimits } from '../platform/rate-limit/create-rate-limits.ts';
import type { Queue } from '../platform/queue/open-queue.ts';
import { createAccessTokens } from '../platform/security/access-tokens.ts';
import { makeInboxFolder } from '../platform/storage/make-inbox-folder.ts';
import { NO_TRACING, type Tracing } from '../platform/trace/tracing.ts';
import { fileFeatures } from './file-features.ts';
import { announceOperation } from '../platform/events/announce-progress.ts';
import { countAuthEvents } from './count-auth-events.ts';
import { describeApi } from './describe-api.ts';
import { liveParts } from './live-parts.ts';

/** What the API is built from. */
export interface ApiParts {
  readonly config: Config;
  readonly db: Db;
  readonly log: Log;
  /** Takes down what happens. */
  readonly metrics: Metrics;
  /** The engine, off the event loop. */
  readonly engine: EngineHost;
  /** Takes the jobs of operations. */
  readonly queue: Queue;
  /** Knows what works. */
  readonly health: Health;
  /** Brings word of operations, from all processes. */
  readonly events: EventBus;
  readonly cache: Cache;
  readonly limits: RateLimits;
  /** Takes spans; nothing is traced without. */
  readonly tracing?: Tracing | undefined;
  /** Waits until the cache has forgotten what was changed before. */
  readonly settle: () => Promise<void>;
  /** Where tickets for sockets are kept that any process takes. */
  readonly ticketPlace?: TicketPlace | undefined;
  /** Times of live progress that tests make shorter. */
  readonly liveTimes?: Partial<LiveTimes>;
  /** Times of connections that tests make shorter. */
  readonly httpTimes?: Partial<HttpTimes>;
  readonly version: string;
  /** Address under which people reach Kempt; known once it listens. */
  readonly publicUrl: () => string;
}

/**
 * Builds the API: every route, on a server that does not listen yet.
 *
 * @param parts - what it is built from
 * @returns the server
 */
export async function buildApi(parts: ApiParts): Promise<Http> {
  const { config, db, log, metrics, engine, queue, cache, version, publicUrl, tracing = NO_TRACING } = parts;
  const tokens = createAccessTokens(db);
  const audit = countAuthEvents(createAudit(db, log), metrics);
  const http = await createHttp({
    log,
    metrics,
    allowedOrigins: config.KEMPT_ALLOWED_ORIGINS,
    trustedProxies: config.KEMPT_TRUSTED_PROXIES,
    limits: parts.limits,
    tracing: parts.tracing,
    https: config.KEMPT_PUBLIC_URL?.startsWith('https:') === true,
    authenticate: createAuthenticate({ db, tokens, cache }),
    onRefusal: createRefusalRecorder(audit),
    ...(parts.httpTimes === undefined ? {} : { times: parts.httpTimes }),
  });
  settleChanges(http, parts.settle);
  await http.register(cookie);
  repeatSafely(http, db, log);
  await describeApi(http, version);
  const accounts: AccountParts = {
    db,
    cache,
    limits: parts.limits,
    tokens,
    audit,
    publicUrl,
    openRegistration: config.KEMPT_OPEN_REGISTRATION,
    makeInbox: async (tx, userId) => {
      const path = await makeInboxFolder(config.stateFolder, userId);
      const quotaBytes = config.KEMPT_INBOX_QUOTA_BYTES;
      await insertRoot(tx, { name: 'Inbox', path, kind: 'inbox', ownerId: userId, quotaBytes }, userId);
    },
  };
  setupRoutes(http, accounts);
  authRoutes(http, accounts);
  sessionRoutes(http, accounts);
  userRoutes(http, accounts);
  apiKeyRoutes(http, accounts);
  const { stateFolder } = config;
  const see = createSeeOperation(db, cache);
  const announceChange: OperationParts['announceChange'] = (tx, row) => announceOperation(parts.events, tx, row);
  const operations: OperationParts = { db, see, audit, tracing, queue, engine, stateFolder, announceChange };
  operationRoutes(http, operations);
  operationCommands(http, operations);
  planRoutes(http, operations);
  await fileFeatures(http, { config, db, audit, log, engine, metrics, cache, see });
  auditRoutes(http, { db, audit });
  healthRoutes(http, { version, health: parts.health, cache });
  if (config.KEMPT_METRICS_TOKEN !== undefined) metricsRoute(http, metrics, config.KEMPT_METRICS_TOKEN);
  await liveRoutes(http, liveParts(parts));
  return http;
}
