import { InvalidArgumentError } from 'commander';
import { MOST_THRESHOLD } from '@kempt/engine';

/**
 * Reads how much images may differ.
 *
 * @param text - as typed
 * @returns bits
 * @throws InvalidArgumentError that says what is allowed
 * @example
 * parseThreshold('8') // 8
 */
export function parseThreshold(text: string): number {
  const bits = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  if (bits <= MOST_THRESHOLD) return bits;
  throw new InvalidArgumentError(`Give a whole number from 0 to ${String(MOST_THRESHOLD)}.`);
}
