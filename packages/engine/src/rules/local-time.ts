const SPAN_MS = 6 * 3_600_000;

/**
 * Turns moments into wall-clock time in the machine's time zone. The zone's offset is looked up once for every six
 * hours in which it does not change.
 *
 * @returns a function from milliseconds since 1970 (UTC) to wall-clock milliseconds since 1970
 */
export function createLocalTime(): (utcMs: number) => number {
  const offsets = new Map<number, number>();
  return (utcMs) => {
    const span = Math.floor(utcMs / SPAN_MS);
    let offset = offsets.get(span);
    if (offset === undefined) offsets.set(span, (offset = offsetDuring(span)));
    return utcMs + (Number.isNaN(offset) ? offsetAt(utcMs) : offset);
  };
}

/**
 * The millisecond a file time lies in.
 *
 * @param nanoseconds - since 1970
 * @returns whole milliseconds since 1970, rounded towards the past so that no moment slips into the next year
 */
export function millisecondsOf(nanoseconds: bigint): number {
  return Number((nanoseconds < 0n ? nanoseconds - 999_999n : nanoseconds) / 1_000_000n);
}

function offsetDuring(span: number): number {
  const atStart = offsetAt(span * SPAN_MS);
  return atStart === offsetAt((span + 1) * SPAN_MS) ? atStart : Number.NaN;
}

/** Exact to the second, unlike `getTimezoneOffset`: before about 1920 zones were minutes and seconds off. */
function offsetAt(utcMs: number): number {
  const at = new Date(utcMs);
  const day = Date.UTC(at.getFullYear(), at.getMonth(), at.getDate());
  const seconds = (at.getHours() * 60 + at.getMinutes()) * 60 + at.getSeconds();
  return day + seconds * 1000 + at.getMilliseconds() - utcMs;
}
