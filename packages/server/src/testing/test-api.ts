import { chmod, mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApi } from '../app/build-api.ts';
import { renewSetupToken } from '../features/accounts/setup-store.ts';
import { loadConfig } from '../platform/config/load-config.ts';
import { OPERATION_QUEUE, startWorker } from '../app/start-worker.ts';
import { healthChecks } from '../app/health-checks.ts';
import { watchState } from '../app/watch-state.ts';
import { createQueryListener } from '../platform/db/measure-queries.ts';
import { createHealth } from '../platform/health/create-health.ts';
import { openQueue } from '../platform/queue/open-queue.ts';
import { createEventBus, type EventBus } from '../platform/events/create-event-bus.ts';
import type { LiveTimes } from '../features/live/live-parts.ts';
import { openEngineHost } from '../platform/engine/open-engine-host.ts';
import type { Http } from '../platform/http/create-http.ts';
import { createLog } from '../platform/log/create-log.ts';
import { createMetrics, type Metrics } from '../platform/metrics/create-metrics.ts';
import { createTestDatabase, stopOwnCluster, type TestDatabase } from './test-database.ts';

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
  /** Lines of the log. */
  readonly logged: readonly string[];
  readonly metrics: Metrics;
  call(method: string, path: string, call?: TestCall): Promise<TestAnswer>;
  /** The owner account. */
  readonly owner: TestUser;
  /** Makes a member. */
  makeUser(email: string, role?: 'administrator' | 'member'): Promise<TestUser>;
  close(): Promise<void>;
}

/** The cluster of a file is stopped with its last API. */
let opened = 0;

/** The password of every account of a test. */
export const TEST_PASSWORD = 'correct horse battery';

/**
 * Builds the API for a test file, with an owner account.
 *
 * @param env - settings
 * @param options - whether a worker carries operations out, and shorter times for live progress
 * @returns the API; close it in the end
 */
export async function openTestApi(
  env: Readonly<Record<string, string>> = {},
  options: { readonly worker?: boolean; readonly liveTimes?: Partial<LiveTimes> } = {},
): Promise<TestApi> {
  const { place, stateFolder, folder } = await makeFolders();
  opened++;
  const logged: string[] = [];
  const log = createLog({ level: 'debug', logger: 'test', stream: { write: (line) => void logged.push(line) } });
  const metrics = createMetrics({ version: '0.0.0' });
  const database = await createTestDatabase({ onQuery: createQueryListener(metrics, log, 500) });
  const config = loadConfig(env, stateFolder);
  const publicUrl = (): string => config.KEMPT_PUBLIC_URL ?? 'http://127.0.0.1:8000';
  const engine = openEngineHost(stateFolder);
  const queue = await openQueue(database.db, OPERATION_QUEUE, log);
  const { db } = database;
  const events = createEventBus(database.url, log);
  const { liveTimes = {} } = options;
  watchState(metrics, { database, stateFolder });
  const health = createHealth(healthChecks({ db, queue, stateFolder }), { freshMs: 0 });
  const parts = { config, db, log, metrics, health, engine, queue, events, liveTimes, publicUrl };
  const http = await buildApi({ ...parts, version: '0.0.0' });
  const worker = options.worker === true ? await startWorker({ ...parts, database }) : undefined;
  const call = callerOf(http);
  const setupToken = await renewSetupToken(database.db);
  const account = { password: TEST_PASSWORD, name: 'Ada' };
  const owner = userOf(
    await call('POST', '/api/v1/setup', { body: { ...account, token: setupToken, email: 'owner@example.org' } }),
  );
  return {
    http,
    events,
    database,
    folder,
    stateFolder,
    logged,
    metrics,
    call,
    owner,
    makeUser: async (email, role = 'member') => {
      const made = await call('POST', '/api/v1/users', { token: owner.token, body: { ...account, email, role } });
      if (made.status !== 201) throw new Error(`no account: ${JSON.stringify(made.body)}`);
      return userOf(await call('POST', '/api/v1/auth/login', { body: { email, password: TEST_PASSWORD } }));
    },
    close: async () => {
      await worker?.stop();
      await http.close();
      await queue.stop();
      await events.close();
      await engine.close();
      await database.drop();
      if (--opened === 0) await stopOwnCluster();
      await rm(place, { recursive: true, force: true });
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
