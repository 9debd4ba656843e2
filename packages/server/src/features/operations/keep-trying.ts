import { setTimeout as sleep } from 'node:timers/promises';
import { toKemptError } from '../../platform/http/problem.ts';

const PAUSE_MS = 500;

/**
 * Asks the database until it answers: what a worker has done must not be lost because nobody takes it down at the
 * moment.
 *
 * @param ask - asks it
 * @param signal - ends the patience
 * @returns its answer
 * @throws whatever is no sign of an unreachable database
 */
export async function keepTrying<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (signal.aborted || toKemptError(error).code !== 'database_unavailable') throw error;
      await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
