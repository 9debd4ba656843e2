/** Time as the engine needs it, so that tests can hold it still. */
export interface Clock {
  /** Wall-clock time, milliseconds since 1970. */
  now(): number;
  /** Monotonic time, milliseconds. */
  monotonic(): number;
}
