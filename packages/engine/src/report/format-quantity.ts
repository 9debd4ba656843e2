const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/**
 * A whole number for people.
 *
 * @param count - any number
 * @returns the number with its thousands set apart
 * @example
 * formatCount(1234567) // '1,234,567'
 */
export function formatCount(count: number): string {
  if (!Number.isFinite(count)) return '∞';
  // Intl.NumberFormat takes longer to load than most commands take to run.
  return BigInt(Math.round(count))
    .toString()
    .replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/**
 * A size for people, in decimal units as disks are sold and file managers count.
 *
 * @param bytes - a size in bytes
 * @returns the size with at most one decimal
 * @example
 * formatBytes(1234567890) // '1.2 GB'
 */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (unit < UNITS.length - 1 && Number(rounded(value, unit)) >= 1000) {
    value /= 1000;
    unit++;
  }
  return `${formatDecimal(rounded(value, unit))} ${UNITS[unit] ?? 'B'}`;
}

/**
 * A length of time for people, in its two largest units.
 *
 * @param seconds - a number of seconds
 * @returns the duration
 * @example
 * formatDuration(3725) // '1 h 2 min'
 */
export function formatDuration(seconds: number): string {
  if (seconds < 0.9995) return `${String(Math.round(seconds * 1000))} ms`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return twoUnits(whole, [60, 'min'], [1, 's']);
  if (whole < 86_400) return twoUnits(whole, [3600, 'h'], [60, 'min']);
  return twoUnits(whole, [86_400, 'd'], [3600, 'h']);
}

/**
 * A share for people; a share too small to show is not shown as nothing.
 *
 * @param percent - 0 to 100
 * @returns the share with one decimal
 * @example
 * formatPercent(12.345) // '12.3 %'
 */
export function formatPercent(percent: number): string {
  return percent > 0 && percent < 0.1 ? '< 0.1 %' : `${percent.toFixed(1)} %`;
}

/**
 * An instant for people, in UTC to the second.
 *
 * @param iso - ISO 8601 in UTC; anything else is given back as it is
 * @returns the instant
 * @example
 * formatInstant('2025-03-12T14:05:09.123Z') // '2025-03-12 14:05:09 UTC'
 */
export function formatInstant(iso: string): string {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.\d+)?Z$/.exec(iso);
  return match === null ? iso : `${match[1] ?? ''} ${match[2] ?? ''} UTC`;
}

function rounded(value: number, unit: number): string {
  return unit === 0 ? value.toFixed(0) : value.toFixed(value < 99.95 ? 1 : 0);
}

function formatDecimal(fixed: string): string {
  return fixed.endsWith('.0') ? fixed.slice(0, -2) : fixed;
}

function twoUnits(seconds: number, large: readonly [number, string], small: readonly [number, string]): string {
  const count = Math.floor(seconds / large[0]);
  const rest = Math.floor((seconds % large[0]) / small[0]);
  return rest === 0 ? `${String(count)} ${large[1]}` : `${String(count)} ${large[1]} ${String(rest)} ${small[1]}`;
}
