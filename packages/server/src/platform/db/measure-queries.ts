import { EventEmitter } from 'node:events';
import type pg from 'pg';
import type { Log } from '../log/create-log.ts';
import type { DatabaseMetrics } from '../metrics/database-metrics.ts';
import type { QueryStatus } from '../metrics/labels.ts';
import { NO_SPAN, NO_TRACING, type TracedSpan, type Tracing } from '../trace/tracing.ts';
import { operationOf, plainStatement } from './plain-statement.ts';

/** Hears how a statement ended. */
export type QueryListener = (ended: {
  readonly text: string;
  readonly status: QueryStatus;
  readonly seconds: number;
}) => void;

/**
 * Makes what hears of statements: it counts and times them, and logs those that take long, without their values.
 *
 * @param metrics - takes them down
 * @param log - hears of slow ones
 * @param slowMs - milliseconds from which on one is slow; 0 for never
 * @returns the listener
 */
export function createQueryListener(metrics: DatabaseMetrics, log: Log, slowMs: number): QueryListener {
  return ({ text, status, seconds }) => {
    const operation = operationOf(text);
    metrics.query({ operation, status, seconds });
    if (slowMs === 0 || seconds * 1000 < slowMs) return;
    const statement = plainStatement(text);
    log.warn('run_slow_query', { duration_seconds: seconds, status, context: { type: operation, statement } });
  };
}

/**
 * Has every statement of a connection measured, however it is asked: with a callback, as the pool does, for a promise, or
 * as an object that runs itself, as COPY.
 *
 * @param client - the connection, before anything is asked of it
 * @param onEnd - hears of each
 * @param tracing - has each be a span of what asked for it
 */
export function measureQueries(client: pg.ClientBase, onEnd: QueryListener, tracing: Tracing = NO_TRACING): void {
  const asked: unknown = Reflect.get(client, 'query');
  if (typeof asked !== 'function') return;
  const ask = (...args: readonly unknown[]): unknown => Reflect.apply(asked, client, args);
  const query = (...args: readonly unknown[]): unknown => {
    const started = performance.now();
    const text = textOf(args[0]);
    const span = beginStatement(tracing, text);
    let told = false;
    const end = (status: QueryStatus): void => {
      if (told) return;
      told = true;
      span.end(status === 'error');
      onEnd({ text, status, seconds: (performance.now() - started) / 1000 });
    };
    const last = args.at(-1);
    if (typeof last === 'function') return ask(...args.slice(0, -1), listening(last, end));
    const answer = ask(...args);
    if (answer instanceof Promise) {
      answer.then(
        () => {
          end('ok');
        },
        () => {
          end('error');
        },
      );
    } else if (answer instanceof EventEmitter) {
      // Whoever asked hears of the error, or nobody does: this only watches.
      answer.once(EventEmitter.errorMonitor, () => {
        end('error');
      });
      for (const event of ['finish', 'end', 'close']) {
        answer.once(event, () => {
          end('ok');
        });
      }
    }
    return answer;
  };
  Object.defineProperty(client, 'query', { value: query, configurable: true, writable: true });
}

function beginStatement(tracing: Tracing, text: string): TracedSpan {
  if (tracing === NO_TRACING) return NO_SPAN;
  const operation = operationOf(text);
  const facts = { 'db.system.name': 'postgresql', 'db.operation.name': operation } as const;
  return tracing.beginInside({ name: operation, kind: 'client', facts });
}

/** A callback that tells how it went before it goes on. */
function listening(callback: Parameters<typeof Reflect.apply>[0], end: (status: QueryStatus) => void) {
  return (...answer: readonly unknown[]): void => {
    end(answer[0] === null || answer[0] === undefined ? 'ok' : 'error');
    Reflect.apply(callback, undefined, answer);
  };
}

function textOf(query: unknown): string {
  if (typeof query === 'string') return query;
  if (typeof query !== 'object' || query === null || !('text' in query)) return '';
  return typeof query.text === 'string' ? query.text : '';
}
