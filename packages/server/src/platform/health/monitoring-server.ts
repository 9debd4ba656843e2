import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KemptError } from '@kempt/engine';
import type { Log } from '../log/create-log.ts';
import type { Metrics } from '../metrics/create-metrics.ts';
import type { Health } from './create-health.ts';

/** What a port for monitoring shows. */
export interface MonitoringParts {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly metrics: Metrics;
  readonly health: Health;
  readonly log: Log;
}

/** A port for monitoring that is open. */
export interface MonitoringServer {
  readonly port: number;
  /** Closes it, whoever is connected. */
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const TIMEOUT_MS = 10_000;
const CONNECTIONS = 64;
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
};
const NOTHING: Answer = {
  status: 404,
  type: 'text/plain; charset=utf-8',
  body: 'There is nothing under that address.\n',
};

/**
 * Opens a port of its own for metrics and health, which asks nobody who they are: it is for a network that only machines
 * of ours reach. It reads no body and nothing of an address but the four that there are.
 *
 * @param parts - where, and what it shows
 * @returns the open port
 * @throws KemptError `address_in_use`
 */
export async function openMonitoring(parts: MonitoringParts): Promise<MonitoringServer> {
  const server = createServer(
    { headersTimeout: TIMEOUT_MS, requestTimeout: TIMEOUT_MS, keepAliveTimeout: TIMEOUT_MS },
    (request, response) => {
      void answer(parts, request, response);
    },
  );
  server.maxConnections = CONNECTIONS;
  await listen(server, parts);
  const { port } = server.address() as AddressInfo;
  parts.log.info('open_monitoring', { context: { host: parts.host, port } });
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, { host, port }: MonitoringParts): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const message = `Kempt cannot listen on ${host}:${port}.`;
      const hint = 'Another program uses the port, or it takes more rights. KEMPT_METRICS_PORT names another one.';
      reject(new KemptError('address_in_use', message, { hint, cause }));
    });
    server.listen({ host, port }, resolve);
  });
}

async function answer(parts: MonitoringParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = '', url = '' } = request;
  const found = await find(parts, method, url.replace(/\?.*$/s, '')).catch((error: unknown): Answer => {
    parts.log.warn('fail_monitoring', { error });
    return { status: 500, type: 'text/plain; charset=utf-8', body: 'That did not work.\n' };
  });
  response.on('error', () => undefined);
  const length = Buffer.byteLength(found.body);
  response.writeHead(found.status, { ...HEADERS, 'content-type': found.type, 'content-length': length });
  response.end(method === 'HEAD' ? '' : found.body);
}

async function find({ metrics, health }: MonitoringParts, method: string, path: string): Promise<Answer> {
  if (method !== 'GET' && method !== 'HEAD') return { ...NOTHING, status: 405 };
  if (path === '/metrics') return { status: 200, type: metrics.contentType, body: await metrics.render() };
  if (path === '/health/live') return json(200, { status: 'ok' });
  if (path !== '/health/ready' && path !== '/health') return NOTHING;
  const report = await health.ask();
  const body = path === '/health' ? report : { status: report.status };
  return json(report.status === 'unavailable' ? 503 : 200, body);
}

function json(status: number, body: object): Answer {
  return { status, type: 'application/json; charset=utf-8', body: JSON.stringify(body) };
}
