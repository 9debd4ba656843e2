import { drizzle, type NodePgQueryResultHKT } from 'drizzle-orm/node-postgres';
import type { PgDatabase } from 'drizzle-orm/pg-core';
import pg from 'pg';
import { keepContext } from '../trace/keep-context.ts';
import { NO_TRACING, type Tracing } from '../trace/tracing.ts';
import { measureQueries, type QueryListener } from './measure-queries.ts';

/** The tables, and a transaction over them: what a store is given. */
export type Db = PgDatabase<NodePgQueryResultHKT>;

/** Connections to the database. */
export interface Database {
  readonly db: Db;
  readonly pool: pg.Pool;
  readonly url: string;
  close(): Promise<void>;
}

/** How connections are made. */
export interface DatabaseOptions {
  /** Connections at most. */
  readonly connections: number;
  /** Told of connections that broke while nobody used them. */
  readonly onError: (error: Error) => void;
  /** Milliseconds for which a statement waits for a connection, before it fails; 5,000 when not given. */
  readonly patience?: number;
  /** Told of each statement that ended. */
  readonly onQuery?: QueryListener;
  /** Has each statement be a span of what asked for it. */
  readonly tracing?: Tracing | undefined;
}

/** A query that takes longer is ended: no request waits for it any more. */
const STATEMENT_TIMEOUT_MS = 60_000;
const PATIENCE_MS = 5_000;

/**
 * Opens a pool of connections; the first is made when it is needed.
 *
 * @param url - a postgresql:// URL
 * @param options - how many, and who is told of trouble
 * @returns the pool and the tables over it
 */
export function openDatabase(url: string, options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connections,
    connectionTimeoutMillis: options.patience ?? PATIENCE_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    application_name: 'kempt',
  });
  pool.on('error', options.onError);
  const { onQuery, tracing = NO_TRACING } = options;
  if (tracing !== NO_TRACING) keepContext(pool);
  pool.on('connect', (client) => {
    // The pool listens to idle ones only: one that breaks between two statements of a transaction would end the process.
    client.on('error', () => undefined);
    if (onQuery !== undefined) measureQueries(client, onQuery, tracing);
  });
  const db: Db = drizzle(pool);
  db.transaction = (work, config) => inTransaction(pool, (own) => own.transaction(work, config));
  return { db, pool, url, close: () => pool.end() };
}

/** Drizzle keeps a connection for ever on which a transaction could not begin, as when it broke right then. */
async function inTransaction<T>(pool: pg.Pool, work: (own: Db) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    return await work(drizzle(client));
  } finally {
    client.release();
  }
}
