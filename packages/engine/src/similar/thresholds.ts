import { KemptError } from '../errors/kempt-error.ts';

/** Bits of 64 in which images that look alike may differ, where nothing else is said. */
export const DEFAULT_THRESHOLD = 8;

/** From here on images that have nothing to do with each other begin to meet. */
export const MOST_THRESHOLD = 16;

/**
 * Checks how near images are to be.
 *
 * @param threshold - bits of 64
 * @throws KemptError `invalid_argument`
 */
export function checkThreshold(threshold: number): void {
  if (Number.isInteger(threshold) && threshold >= 0 && threshold <= MOST_THRESHOLD) return;
  throw new KemptError('invalid_argument', `The threshold is ${String(threshold)}.`, {
    hint: `Give a whole number from 0 to ${String(MOST_THRESHOLD)}.`,
    details: { threshold },
  });
}
