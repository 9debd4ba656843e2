import { Counter, Histogram, type Registry } from 'prom-client';

/** A request that was answered. */
export interface AnsweredRequest {
  readonly method: string;
  /** The pattern of its route, as `/api/v1/users/:id`; undefined where no route fits. */
  readonly route: string | undefined;
  /** Of the answer; 499 for a caller who did not wait for it. */
  readonly status: number;
  readonly seconds: number;
  /** Bytes of its body; undefined where nobody said. */
  readonly requestBytes?: number | undefined;
  /** Bytes of the answer's body; undefined where nobody counted. */
  readonly responseBytes?: number | undefined;
}

/** Takes down how requests go. */
export interface ApiMetrics {
  /** A request was answered. */
  request(answered: AnsweredRequest): void;
  /** A request ended in an error; `code` is one of ours. */
  requestError(code: string): void;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const BYTES = [100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];
/** Whoever makes methods up makes no series. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const NO_ROUTE = 'unmatched';

/**
 * Whether a method is one of HTTP that Kempt knows.
 *
 * @param method - from anybody
 * @returns false for one that somebody made up
 */
export function isMethod(method: string): boolean {
  return METHODS.has(method);
}

/**
 * Makes the metrics of the API.
 *
 * @param registry - where they are kept
 * @returns what takes them down
 */
export function createApiMetrics(registry: Registry): ApiMetrics {
  const registers = [registry];
  const labelNames = ['method', 'route'] as const;
  const requests = new Counter({
    name: 'api_requests_total',
    help: 'Requests that were answered.',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const duration = new Histogram({
    name: 'api_request_duration_seconds',
    help: 'Seconds from the head of a request to the end of its answer.',
    labelNames,
    buckets: SECONDS,
    registers,
  });
  const requestSize = new Histogram({
    name: 'api_request_size_bytes',
    help: 'Bytes of the bodies of requests that say how long they are.',
    labelNames,
    buckets: BYTES,
    registers,
  });
  const responseSize = new Histogram({
    name: 'api_response_size_bytes',
    help: 'Bytes of answers.',
    labelNames,
    buckets: BYTES,
    registers,
  });
  const errors = new Counter({
    name: 'api_errors_total',
    help: 'Requests that ended in an error, by the code that docs/ERRORS.md lists.',
    labelNames: ['code'],
    registers,
  });
  return {
    request: ({ method, route = NO_ROUTE, status, seconds, requestBytes, responseBytes }) => {
      const labels = { method: isMethod(method) ? method : 'OTHER', route };
      requests.inc({ ...labels, status: String(status) });
      duration.observe(labels, seconds);
      if (requestBytes !== undefined) requestSize.observe(labels, requestBytes);
      if (responseBytes !== undefined) responseSize.observe(labels, responseBytes);
    },
    requestError: (code) => {
      errors.inc({ code });
    },
  };
}
