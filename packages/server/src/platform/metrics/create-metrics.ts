import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { createApiMetrics, type ApiMetrics } from './api-metrics.ts';
import { createCacheMetrics, type CacheMetrics } from './cache-metrics.ts';
import { createDatabaseMetrics, type DatabaseMetrics } from './database-metrics.ts';
import { createPeopleMetrics, type PeopleMetrics } from './people-metrics.ts';
import { createStorageMetrics, type StorageMetrics } from './storage-metrics.ts';
import { createWorkMetrics, type WorkMetrics } from './work-metrics.ts';

/**
 * All that one process measures. Labels hold words of ours alone: patterns of routes, codes, types; never a path, a name
 * or an id.
 */
export interface Metrics extends ApiMetrics, DatabaseMetrics, CacheMetrics, WorkMetrics, PeopleMetrics, StorageMetrics {
  /** Kind of what {@link Metrics.render} answers. */
  readonly contentType: string;
  /**
   * Has something read whenever the metrics are. It has to keep its own time limit; what it throws is nobody's concern.
   *
   * @param read - reads it
   */
  beforeRender(read: () => Promise<void>): void;
  /** The metrics as Prometheus reads them. */
  render(): Promise<string>;
}

/** What metrics are made with. */
export interface MetricsOptions {
  readonly version: string;
  /** Whether to watch the process itself: memory, processor, event loop. Once a process. */
  readonly watchProcess?: boolean;
  /** Monotonic, milliseconds. */
  readonly now?: () => number;
}

/**
 * Makes the metrics of a process, in a registry of their own.
 *
 * @param options - version, and whether to watch the process
 * @returns what takes them down and shows them
 */
export function createMetrics(options: MetricsOptions): Metrics {
  const { version, watchProcess = false, now = () => performance.now() } = options;
  const registry = new Registry();
  if (watchProcess) collectDefaultMetrics({ register: registry });
  const info = { name: 'kempt_info', help: 'The version that runs.', labelNames: ['version'], registers: [registry] };
  new Gauge(info).set({ version }, 1);
  const readers: (() => Promise<void>)[] = [];
  return {
    ...createApiMetrics(registry),
    ...createDatabaseMetrics(registry),
    ...createCacheMetrics(registry),
    ...createWorkMetrics(registry),
    ...createPeopleMetrics(registry, now),
    ...createStorageMetrics(registry),
    contentType: registry.contentType,
    beforeRender: (read) => {
      readers.push(read);
    },
    render: async () => {
      await Promise.allSettled(readers.map((read) => read()));
      return registry.metrics();
    },
  };
}
