import { loadConfig, type Config } from '../platform/config/load-config.ts';
import { findDatabase } from '../platform/db/find-database.ts';
import { createQueryListener, type QueryListener } from '../platform/db/measure-queries.ts';
import { migrateDatabase } from '../platform/db/migrate-database.ts';
import { openDatabase, type Database } from '../platform/db/open-database.ts';
import { createLog, type Log } from '../platform/log/create-log.ts';
import type { LogStream } from '../platform/log/create-log-sink.ts';
import { createMetrics, type Metrics } from '../platform/metrics/create-metrics.ts';
import { openReporter } from '../platform/reports/open-reporter.ts';
import { openTracing } from '../platform/trace/open-tracing.ts';
import type { Tracing } from '../platform/trace/tracing.ts';
import { Closers } from './closers.ts';

/** What every command of the service needs from its process. */
export interface ServiceProcess {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute raw path of Kempt's state folder. */
  readonly stateFolder: string;
  readonly version: string;
  /** Ends the work. */
  readonly signal: AbortSignal;
  /** Writes a line to standard output. */
  readonly say: (line: string) => Promise<void>;
  /** Takes the log. */
  readonly logStream: LogStream;
  /** Hears that everything is loaded and at work. */
  readonly onReady?: () => void;
}

/** What a command of the service works with. */
export interface OpenedService {
  readonly config: Config;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  /** Hears of each statement that ended. */
  readonly onQuery: QueryListener;
  readonly database: Database;
  /** The embedded database, or a server. */
  readonly databaseKind: 'embedded' | 'external';
  /** Closed in the end, the last first. */
  readonly closers: Closers;
}

/**
 * Reads the settings, finds the database, brings its tables up to date, and closes everything in the end.
 *
 * @param service - what the process offers
 * @param logger - name of the logger
 * @param use - works with it
 * @returns what that answers
 * @throws KemptError for settings that cannot be used and a database that does not answer
 */
export async function withDatabase<T>(
  service: ServiceProcess,
  logger: string,
  use: (opened: OpenedService) => Promise<T>,
): Promise<T> {
  const config = loadConfig(service.env, service.stateFolder);
  // A report that is lost is said in the log, which is there by then.
  const reporter = await openReporter(config, service.version, (error) => {
    log.warn('fail_to_send_reports', { error });
  });
  const log: Log = createLog({
    level: config.KEMPT_LOG_LEVEL,
    logger,
    stream: service.logStream,
    format: config.KEMPT_LOG_FORMAT,
    onFault: (fault) => {
      reporter.report(fault);
    },
  });
  const metrics = createMetrics({ version: service.version, watchProcess: true });
  const tracing = await openTracing(config, service.version, log);
  const closers = new Closers();
  closers.add(() => Promise.all([tracing.stop(), reporter.stop()]));
  const onError = (error: Error): void => {
    log.warn('lose_database_connection', { error });
  };
  const onQuery = createQueryListener(metrics, log.with({ logger: 'kempt.database' }), config.KEMPT_SLOW_QUERY_MS);
  try {
    const found = await findDatabase(config, log);
    closers.add(() => found.stop());
    await migrateDatabase(found.url);
    const connections = config.KEMPT_DATABASE_CONNECTIONS;
    const database = openDatabase(found.url, { connections, onError, onQuery, tracing });
    closers.add(() => database.close());
    return await use({ config, log, metrics, tracing, onQuery, database, databaseKind: found.kind, closers });
  } finally {
    await closers.close();
  }
}

/**
 * Waits until a command is told to stop.
 *
 * @param signal - tells it
 * @returns when it was told
 */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
