const NANOSECONDS = 1_000_000_000n;

/**
 * A time to the nanosecond as ISO 8601, UTC.
 *
 * @param nanoseconds - since 1970
 * @returns such as `2024-02-29T12:00:00.000000001Z`; years beyond what a calendar here knows as seconds with an `@`
 * @example
 * isoTime(1n) // '1970-01-01T00:00:00.000000001Z'
 */
export function isoTime(nanoseconds: bigint): string {
  const rest = ((nanoseconds % NANOSECONDS) + NANOSECONDS) % NANOSECONDS;
  const seconds = Number((nanoseconds - rest) / NANOSECONDS);
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return `@${String(seconds)}`;
  return `${date.toISOString().slice(0, -5)}.${rest.toString().padStart(9, '0')}Z`;
}
