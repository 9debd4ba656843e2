import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { beginAtZero } from './begin-at-zero.ts';
import { QUERY_OPERATIONS, type QueryOperation, type QueryStatus } from './labels.ts';

/** A statement that has ended. */
export interface EndedQuery {
  readonly operation: QueryOperation;
  readonly status: QueryStatus;
  readonly seconds: number;
}

/** Connections of a pool. */
export interface PoolConnections {
  /** At work. */
  readonly active: number;
  /** Open, with nothing to do. */
  readonly idle: number;
  /** Callers who wait for one. */
  readonly waiting: number;
}

/** Takes down what is asked of the database. */
export interface DatabaseMetrics {
  /** A statement has ended. */
  query(ended: EndedQuery): void;
  /** How the pool is. */
  poolConnections(now: PoolConnections): void;
  /** Whether the database answered when it was last asked for this page. */
  databaseUp(up: boolean): void;
}

const SECONDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30];

/**
 * Makes the metrics of the database.
 *
 * @param registry - where they are kept
 * @returns what takes them down
 */
export function createDatabaseMetrics(registry: Registry): DatabaseMetrics {
  const registers = [registry];
  const labelNames = ['operation', 'status'] as const;
  const queries = new Counter({
    name: 'db_queries_total',
    help: 'Statements the database was asked to carry out.',
    labelNames,
    registers,
  });
  const duration = new Histogram({
    name: 'db_query_duration_seconds',
    help: 'Seconds until a statement ended; a copy counts from its first row to its last.',
    labelNames,
    buckets: SECONDS,
    registers,
  });
  const connections = new Gauge({
    name: 'db_pool_connections',
    help: 'Connections that are at work (active) or open without (idle), and callers who wait for one (waiting).',
    labelNames: ['state'],
    registers,
  });
  const up = new Gauge({
    name: 'db_up',
    help: '1 when the database answered in time for this page, else 0.',
    registers,
  });
  beginAtZero(queries, { operation: QUERY_OPERATIONS, status: ['ok', 'error'] });
  return {
    query: ({ operation, status, seconds }) => {
      queries.inc({ operation, status });
      duration.observe({ operation, status }, seconds);
    },
    poolConnections: (now) => {
      for (const state of ['active', 'idle', 'waiting'] as const) connections.set({ state }, now[state]);
    },
    databaseUp: (answers) => {
      up.set(answers ? 1 : 0);
    },
  };
}
