import type { Config } from '../config/load-config.ts';
import type { Log } from '../log/create-log.ts';
import { NO_TRACING, type Tracing } from './tracing.ts';

/**
 * Opens what traces where the settings name a collector; without one, nothing of it is even loaded.
 *
 * @param config - the settings
 * @param version - of Kempt
 * @param log - told once when the collector is away
 * @returns what traces; stop it in the end
 */
export async function openTracing(config: Config, version: string, log: Log): Promise<Tracing> {
  const endpoint = config.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (endpoint === undefined) return NO_TRACING;
  const { createTracing } = await import('./create-tracing.ts');
  return createTracing({
    endpoint,
    headers: config.OTEL_EXPORTER_OTLP_HEADERS,
    serviceName: config.OTEL_SERVICE_NAME,
    version,
    onLost: (error) => {
      log.warn('fail_to_send_traces', { error });
    },
  });
}
