import type { Clock } from '../ports/clock.ts';

/** A clock that only moves when a test moves it. */
export interface FixedClock extends Clock {
  /** Lets time pass, in milliseconds. */
  advance(milliseconds: number): void;
}

/**
 * Creates a clock that stands still.
 *
 * @param start - wall-clock time it shows, milliseconds since 1970
 * @returns a clock to move by hand
 * @example
 * createFixedClock(1000).now() // 1000
 */
export function createFixedClock(start: number): FixedClock {
  let passed = 0;
  return {
    now: () => start + passed,
    monotonic: () => passed,
    advance: (milliseconds) => {
      passed += milliseconds;
    },
  };
}
