/** Fields of a wall clock: what a camera's display shows, in no time zone. */
export interface WallClock {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** The oldest surviving photograph. */
const FIRST_YEAR = 1826;
/** Clocks east of here may be ahead of ours. */
const ONE_DAY = 24 * 60 * 60 * 1000;

/**
 * A wall clock as the number tables keep: milliseconds from 1970-01-01T00:00 to the shown time, both read as if they
 * were UTC (`Date.UTC` of the fields). It is no instant: the same photo gives the same number in every time zone.
 *
 * @param clock - the fields
 * @returns undefined for fields that are no date, and for dates before 1826 or more than a day in the future
 */
export function wallClockTime(clock: WallClock): number | undefined {
  const { year, month, day, hour, minute, second } = clock;
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, Math.min(second, 59)));
  if (year < FIRST_YEAR || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  return date.getTime() > Date.now() + ONE_DAY ? undefined : date.getTime();
}

/**
 * An instant as the wall clock of this machine's time zone showed it.
 *
 * @param instant - milliseconds since 1970, UTC
 * @returns see {@link wallClockTime}
 */
export function wallClockOfInstant(instant: number): number | undefined {
  const date = new Date(instant);
  return wallClockTime({
    year: date.getFullYear(),
    month: date.getMonth() + 1,
    day: date.getDate(),
    hour: date.getHours(),
    minute: date.getMinutes(),
    second: date.getSeconds(),
  });
}
