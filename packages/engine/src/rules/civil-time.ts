const DAY_MS = 86_400_000;

/** A moment in the parts people write it in. */
export interface CivilTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  /** 0 for Sunday to 6. */
  readonly weekday: number;
  /** Days since 1970, negative before. */
  readonly dayNumber: number;
}

/**
 * Takes a moment apart.
 *
 * @param localMs - wall-clock milliseconds since 1970
 * @returns its parts
 */
export function civilTime(localMs: number): CivilTime {
  const date = new Date(localMs);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    millisecond: date.getUTCMilliseconds(),
    weekday: date.getUTCDay(),
    dayNumber: dayNumber(localMs),
  };
}

/**
 * The calendar day as a number.
 *
 * @param localMs - wall-clock milliseconds since 1970
 * @returns days since 1970, negative before
 */
export function dayNumber(localMs: number): number {
  return Math.floor(localMs / DAY_MS);
}

/**
 * The number of a day in its year.
 *
 * @param time - a moment
 * @returns 1 to 366
 */
export function yearDay(time: CivilTime): number {
  return time.dayNumber - dayNumber(newYear(time.year)) + 1;
}

/**
 * The week of ISO 8601: weeks begin on Monday, and the first is the one with the year's first Thursday.
 *
 * @param time - a moment
 * @returns the week, 1 to 53, and the year it belongs to
 */
export function isoWeek(time: CivilTime): { readonly year: number; readonly week: number } {
  const thursday = yearDay(time) + 4 - (time.weekday === 0 ? 7 : time.weekday);
  if (thursday < 1) return { year: time.year - 1, week: Math.ceil((thursday + daysIn(time.year - 1)) / 7) };
  if (thursday > daysIn(time.year)) return { year: time.year + 1, week: 1 };
  return { year: time.year, week: Math.ceil(thursday / 7) };
}

function daysIn(year: number): number {
  return dayNumber(newYear(year + 1)) - dayNumber(newYear(year));
}

/** `Date.UTC` reads the years 0 to 99 as 1900 to 1999. */
function newYear(year: number): number {
  return new Date(0).setUTCFullYear(year, 0, 1);
}
