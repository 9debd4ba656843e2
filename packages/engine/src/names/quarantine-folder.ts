import { MAX_NAME_BYTES } from './split-name.ts';

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

/**
 * The name of a file in a quarantine: no two steps of an operation have one number, so no two files one name. The end of
 * a long name gives way.
 *
 * @param step - the step that takes the file away
 * @param name - its name as bytes
 * @returns the new name as bytes
 */
export function quarantineName(step: number, name: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`${String(step)}-`), name]).subarray(0, MAX_NAME_BYTES);
}
