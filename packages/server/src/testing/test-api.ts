import { chmod, mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApi } from '../app/build-api.ts';
import { openCache } from '../app/open-cache.ts';
import { openRateLimits } from '../app/open-rate-limits.ts';
import { renewSetupToken } from '../features/accounts/setup-store.ts';
import type { Cache } from '../platform/cache/create-cache.ts';
import { loadConfig } from '../platform/config/load-config.ts';
import { OPERATION_QUEUE, startWorker } from '../app/start-worker.ts';
import { healthChecks } from '../app/health-checks.ts';
import { watchState } from '../app/watch-state.ts';
import { createQueryListener, type QueryListener } from '../platform/db/measure-queries.ts';
import { createHealth } from '../platform/health/create-health.ts';
import { openQueue } from '../platform/queue/open-queue.ts';
import { openDatabase } from '../platform/db/open-database.ts';
import { createEventBus, type EventBus } from '../platform/events/create-event-bus.ts';
import type { LiveTimes } from '../features/live/live-parts.ts';
import { openEngineHost } from '../platform/engine/open-engine-host.ts';
import type { Http, HttpTimes } from '../platform/http/create-http.ts';
import { NO_TRACING, type Tracing } from '../platform/trace/tracing.ts';
import { createLog, type Log, type LogOptions } from '../platform/log/create-log.ts';
import { createMetrics, type Metrics } from '../platform/metrics/create-metrics.ts';
import { UNLIMITED } from './unlimited.ts';
import { createTestDatabase, stopOwnCluster, TEST_POOL, type TestDatabase } from './test-database.ts';

/** What came back: status, head, and the body as JSON. */
export interface TestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** A request of a test. */
export interface TestCall {
  readonly token?: string | undefined;
  readonly key?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Somebody with an account. */
export interface TestUser {
  readonly id: string;
  readonly email: string;
  readonly token: string;
}

/** The whole API on a database of its own, without a socket. */
export interface TestApi {
  readonly http: Http;
  readonly events: EventBus;
  readonly database: TestDatabase;
  /** An empty folder that can be a root. */
  readonly folder: string;
  readonly stateFolder: string;
  readonly cache: Cache;
  /** Lines of the log. */
  readonly logged: readonly string[];
  readonly metrics: Metrics;
  call(method: string, path: string, call?: TestCall): Promise<TestAnswer>;
  /** The owner account. */
  readonly owner: TestUser;
  /** Makes a member. */
  makeUser(email: string, role?: 'administrator' | 'member'): Promise<TestUser>;
  /** Ends it; a second time is no trouble. */
  close(): Promise<void>;
}

/** The cluster of a file is stopped with its last API. */
let places = 0;

/** The password of every account of a test. */
export const TEST_PASSWORD = 'correct horse battery';

/** How the API of a test is built. */
export interface TestApiOptions {
  /** Whether a worker carries operations out. */
  readonly worker?: boolean;
  /** Shorter times for live progress. */
  readonly liveTimes?: Partial<LiveTimes>;
  /** Shorter times for connections. */
  readonly httpTimes?: Partial<HttpTimes>;
  /** Takes spans. */
  readonly tracing?: Tracing;
  /** Told of errors that are logged. */
  readonly onFault?: LogOptions['onFault'];
  /** Another one whose database, folders and owner account it shares, as a second process would. */
  readonly beside?: TestApi;
}

/**
 * Builds the API for a test file, with an owner account.
 *
 * @param env - settings
 * @param options - what else it is like
 * @returns the API; close it in the end, the one it stands beside last
 */
export async function openTestApi(
  env: Readonly<Record<string, string>> = {},
  options: TestApiOptions = {},
): Promise<TestApi> {
  const { beside } = options;
  let closed: Promise<void> | undefined;
  const watch = startWatch(options);
  const place = beside === undefined ? await makePlace(watch) : sharePlace(beside, watch);
  const opened = await openApi({ ...place, ...watch }, env, options);
  const { call } = opened;
  const owner = beside?.owner ?? (await makeOwner(place.database, call));
  return {
    ...place,
    ...opened,
    owner,
    makeUser: async (email, role = 'member') => {
      const body = { ...ACCOUNT, email, role };
      const made = await call('POST', '/api/v1/users', { token: owner.token, body });
      if (made.status !== 201) throw new Error(`no account: ${JSON.stringify(made.body)}`);
      return userOf(await call('POST', '/api/v1/auth/login', { body: { email, password: TEST_PASSWORD } }));
    },
    close: () => (closed ??= opened.close().then(place.remove)),
  };
}

const ACCOUNT = { password: TEST_PASSWORD, name: 'Ada' };

async function makeOwner(database: TestDatabase, call: TestApi['call']): Promise<TestUser> {
  const token = await renewSetupToken(database.db);
  return userOf(await call('POST', '/api/v1/setup', { body: { ...ACCOUNT, token, email: 'owner@example.org' } }));
}

/** Where an API works. */
interface TestPlace {
  readonly database: TestDatabase;
  readonly stateFolder: string;
  readonly folder: string;
  readonly remove: () => Promise<void>;
}

/** What sees what a process does. */
interface TestWatch {
  readonly logged: readonly string[];
  readonly log: Log;
  readonly metrics: Metrics;
  readonly onQuery: QueryListener;
  readonly tracing: Tracing;
}

function startWatch({ tracing = NO_TRACING, onFault }: TestApiOptions): TestWatch {
  const logged: string[] = [];
  const stream = { write: (line: string) => void logged.push(line) };
  const log = createLog({ level: 'debug', logger: 'test', stream, ...(onFault === undefined ? {} : { onFault }) });
  const metrics = createMetrics({ version: '0.0.0' });
  return { logged, log, metrics, tracing, onQuery: createQueryListener(metrics, log, SLOW_MS) };
}

const SLOW_MS = 500;

async function makePlace({ onQuery, tracing }: TestWatch): Promise<TestPlace> {
  const { place, stateFolder, folder } = await makeFolders();
  places++;
  const database = await createTestDatabase({ onQuery, tracing });
  return {
    database,
    stateFolder,
    folder,
    remove: async () => {
      await database.drop();
      if (--places === 0) await stopOwnCluster();
      await rm(place, { recursive: true, force: true });
    },
  };
}

function sharePlace({ database, stateFolder, folder }: TestApi, { onQuery, tracing }: TestWatch): TestPlace {
  const own = openDatabase(database.url, { ...TEST_POOL, onQuery, tracing });
  const shared: TestDatabase = { ...own, drop: () => own.close() };
  return { database: shared, stateFolder, folder, remove: () => own.close() };
}

/** All that one process has. */
async function openApi(
  { database, stateFolder, logged, log, metrics, tracing }: TestPlace & TestWatch,
  env: Readonly<Record<string, string>>,
  { worker: hasWorker = false, liveTimes = {}, httpTimes = {} }: TestApiOptions,
) {
  const config = loadConfig({ ...UNLIMITED, ...env }, stateFolder);
  const publicUrl = (): string => config.KEMPT_PUBLIC_URL ?? 'http://127.0.0.1:8000';
  const engine = openEngineHost(stateFolder);
  const { db } = database;
  const queue = await openQueue(db, OPERATION_QUEUE, log);
  const events = createEventBus(database.url, log);
  const kept = await openCache({ config, db, events, log, metrics });
  const { cache, settle, shared } = kept;
  const limits = openRateLimits(config, shared, metrics);
  watchState(metrics, { database, stateFolder });
  const health = createHealth(healthChecks({ db, queue, stateFolder, redis: shared?.redis }), { freshMs: 0 });
  const both = { config, log, metrics, tracing, queue, events };
  const seen = { cache, settle, limits, health, liveTimes, httpTimes, ticketPlace: shared };
  const http = await buildApi({ ...both, ...seen, db, engine, version: '0.0.0', publicUrl });
  const worker = hasWorker ? await startWorker({ ...both, database }) : undefined;
  return {
    http,
    events,
    cache,
    metrics,
    logged,
    call: callerOf(http),
    close: async () => {
      await worker?.stop();
      await http.close();
      await queue.stop();
      await kept.close();
      await events.close();
      await engine.close();
    },
  };
}

function callerOf(http: Http): TestApi['call'] {
  return async (method, path, request = {}) => {
    const { token, key, body, headers } = request;
    const response = await http.inject({
      method: method as 'GET',
      url: path,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(key === undefined ? {} : { 'x-api-key': key }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = response.body;
    return { status: response.statusCode, headers: response.headers, body: text === '' ? null : parsed(text) };
  };
}

async function makeFolders() {
  const place = await realpath(await mkdtemp(join(tmpdir(), 'kempt-api-')));
  await chmod(place, 0o711);
  const stateFolder = join(place, 'state');
  const folder = join(place, 'folder');
  for (const path of [stateFolder, folder]) await mkdir(path);
  return { place, stateFolder, folder };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function userOf({ body }: TestAnswer): TestUser {
  const { access_token: token, user } = body as { access_token: string; user: { id: string; email: string } };
  return { id: user.id, email: user.email, token };
}
