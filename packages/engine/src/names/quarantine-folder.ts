/** The folder below a root in which Kempt keeps files that were taken away: nothing enters it but what looks after it. */
export const QUARANTINE_FOLDER = '.kempt-quarantine';

/**
 * Whether a path is a quarantine or lies in one.
 *
 * @param path - a raw path
 * @returns true when one of its folders is a quarantine
 * @example
 * isInQuarantine('/data/.kempt-quarantine/x') // true
 */
export function isInQuarantine(path: string): boolean {
  return path.split('/').includes(QUARANTINE_FOLDER);
}
