/** So many requests within so many seconds, by any moment. */
export interface LimitWindow {
  /** Whose requests are counted. */
  readonly key: string;
  readonly limit: number;
  readonly seconds: number;
}

/** How a window stands after a request. */
export interface WindowState {
  readonly limit: number;
  readonly seconds: number;
  readonly remaining: number;
  /** Seconds until the oldest request that counts does not any more; 0 when none does. */
  readonly resetSeconds: number;
}

/** Whether a request is let in. */
export interface LimitDecision {
  readonly allowed: boolean;
  /** Each window, in the order given. */
  readonly windows: readonly WindowState[];
  /** Seconds after which it would be let in; 0 when it was. */
  readonly retryAfterSeconds: number;
}

/** Counts requests in sliding windows. */
export interface RateLimiter {
  /**
   * Charges a request to all windows, or to none when one of them is full.
   *
   * @param windows - whom it is charged to
   * @returns whether it is let in
   */
  take(windows: readonly LimitWindow[]): Promise<LimitDecision>;
}

/** Failures that are followed by longer and longer waits. */
export interface Penalties {
  /** Seconds for which whoever failed has to wait still. */
  waitSeconds(key: string): Promise<number>;
  /** Counts a failure. */
  fail(key: string): Promise<void>;
  /** Forgets failures. */
  clear(key: string): Promise<void>;
}

/** So many failures are forgiven, since people mistype. */
const FORGIVEN = 5;
const LONGEST_SECONDS = 300;
/** Failures are forgotten after so long without another one. */
export const PENALTY_SECONDS = 3600;

/**
 * How long to wait after so many failures.
 *
 * @param failures - in a row
 * @returns seconds
 * @example
 * penaltyOf(8) // 4
 */
export function penaltyOf(failures: number): number {
  return failures <= FORGIVEN ? 0 : Math.min(LONGEST_SECONDS, 2 ** (failures - FORGIVEN - 1));
}
