import { AsyncResource } from 'node:async_hooks';
import type pg from 'pg';

/**
 * Has who waits for a connection go on in the span in which it asked. Connections are handed on by whoever gives one
 * back, so that a statement would otherwise appear in somebody else's trace.
 *
 * @param pool - the pool, before anything is asked of it
 */
export function keepContext(pool: pg.Pool): void {
  const connect: unknown = Reflect.get(pool, 'connect');
  if (typeof connect !== 'function') return;
  const value = (...args: readonly unknown[]): unknown =>
    Reflect.apply(
      connect,
      pool,
      args.map((arg) => (isCallback(arg) ? AsyncResource.bind(arg) : arg)),
    );
  Object.defineProperty(pool, 'connect', { value, configurable: true, writable: true });
}

function isCallback(arg: unknown): arg is (...answer: readonly unknown[]) => unknown {
  return typeof arg === 'function';
}
