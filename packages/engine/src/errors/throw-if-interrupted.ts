import { KemptError } from './kempt-error.ts';

/**
 * Ends work that only looks, between two of its steps, once a person has asked for it. Work that changes files is never
 * ended so: it stops with its journal written.
 *
 * @param signal - aborted by Ctrl-C
 * @throws KemptError `interrupted`
 */
export function throwIfInterrupted(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  throw new KemptError('interrupted', 'Interrupted. Nothing was changed.', {
    hint: 'There is nothing to clean up; run the command again at any time.',
  });
}
