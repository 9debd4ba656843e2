import type { AddressInfo } from 'node:net';
import type { DestinationStream } from 'pino';
import { KemptError } from '@kempt/engine';
import { renewSetupToken } from '../features/accounts/setup-store.ts';
import { loadConfig, type Config } from '../platform/config/load-config.ts';
import { findDatabase } from '../platform/db/find-database.ts';
import { holdServiceLock } from '../platform/db/hold-service-lock.ts';
import { migrateDatabase } from '../platform/db/migrate-database.ts';
import { openDatabase } from '../platform/db/open-database.ts';
import { createEventBus } from '../platform/events/create-event-bus.ts';
import { openEngineHost } from '../platform/engine/open-engine-host.ts';
import type { Http } from '../platform/http/create-http.ts';
import { createLog } from '../platform/log/create-log.ts';
import { OPERATION_QUEUE, startWorker } from './start-worker.ts';
import { openQueue } from '../platform/queue/open-queue.ts';
import { buildApi } from './build-api.ts';
import { Closers } from './closers.ts';

/** What a service needs from its process. */
export interface ServeOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute raw path of Kempt's state folder. */
  readonly stateFolder: string;
  readonly version: string;
  /** Stops the service. */
  readonly signal: AbortSignal;
  /** Writes a line to standard output. */
  readonly say: (line: string) => Promise<void>;
  /** Takes the log. */
  readonly logStream: DestinationStream;
}

/**
 * Runs the service until it is told to stop: the database, the API, and what works beside it.
 *
 * @param options - what it needs from its process
 * @throws KemptError for settings that cannot be used, a database that does not start, an address that is taken
 */
export async function serve(options: ServeOptions): Promise<void> {
  const { version, signal, say, logStream } = options;
  const config = loadConfig(options.env, options.stateFolder);
  const log = createLog({ level: config.KEMPT_LOG_LEVEL, logger: 'kempt.service', stream: logStream });
  const closers = new Closers();
  const lost = (error: Error): void => {
    log.warn('lose_database_connection', { error });
  };
  try {
    const found = await findDatabase(config);
    closers.add(() => found.stop());
    await migrateDatabase(found.url);
    closers.add(await holdServiceLock(found.url, lost));
    const database = openDatabase(found.url, { connections: config.KEMPT_DATABASE_CONNECTIONS, onError: lost });
    closers.add(() => database.close());
    let address = '';
    const publicUrl = (): string => config.KEMPT_PUBLIC_URL ?? address;
    const engine = openEngineHost(config.stateFolder);
    closers.add(() => engine.close());
    const queue = await openQueue(database.db, OPERATION_QUEUE, log);
    closers.add(() => queue.stop());
    const events = createEventBus(found.url, log);
    closers.add(() => events.close());
    const http = await buildApi({ config, db: database.db, log, engine, queue, events, version, publicUrl });
    closers.add(() => http.close());
    if (config.KEMPT_WORKERS > 0) {
      const worker = await startWorker({ config, database, queue, log });
      closers.add(() => worker.stop());
    }
    const setupToken = await renewSetupToken(database.db);
    address = await listen(http, config);
    if (setupToken !== undefined) await say(`Set up: ${publicUrl()}/setup?token=${setupToken}`);
    await say(`Kempt is ready: ${publicUrl()}`);
    log.info('start_service', { context: { database: found.kind, version } });
    await aborted(signal);
    log.info('stop_service');
  } finally {
    await closers.close();
  }
}

async function listen(http: Http, config: Config): Promise<string> {
  const { KEMPT_HOST: host, KEMPT_PORT: port } = config;
  await http.listen({ host, port }).catch((error: unknown) => {
    throw new KemptError('address_in_use', `Kempt cannot listen on ${host}:${port}.`, {
      hint: 'Another program uses the port, or it takes more rights. KEMPT_PORT names another one.',
      cause: error,
    });
  });
  const { port: taken } = http.server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${taken}`;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
