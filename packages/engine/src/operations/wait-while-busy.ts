import { setTimeout as delay } from 'node:timers/promises';
import { KemptError } from '../errors/kempt-error.ts';
import { throwIfInterrupted } from '../errors/throw-if-interrupted.ts';

/** Whether and how long to wait for another Kempt. */
export interface Waiting {
  /** Refuses when absent or false. */
  readonly wait?: boolean | undefined;
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined;
}

const RETRY_MS = 200;

/**
 * Whether another Kempt is in the way.
 *
 * @param error - what was thrown
 * @returns true for `tree_busy` and `operation_busy`
 */
export function isBusy(error: unknown): boolean {
  return error instanceof KemptError && (error.code === 'tree_busy' || error.code === 'operation_busy');
}

/**
 * Does something as soon as no other Kempt is in the way.
 *
 * @param attempt - throws `tree_busy` or `operation_busy` while there is one
 * @param waiting - whether to wait
 * @returns what the attempt gives
 * @throws KemptError what the attempt throws, `interrupted` when the signal ended the waiting
 */
export async function waitWhileBusy<T>(attempt: () => Promise<T>, { wait, signal }: Waiting): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (wait !== true || !isBusy(error)) throw error;
    }
    await delay(RETRY_MS, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    throwIfInterrupted(signal);
  }
}
