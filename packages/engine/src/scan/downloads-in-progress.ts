/** Endings of downloads that are not finished, in lower case. Documented in docs/scanning.md. */
export const IN_PROGRESS_ENDINGS: readonly string[] = [
  '.part',
  '.crdownload',
  '.download',
  '.partial',
  '.opdownload',
  '.aria2',
  '.!ut',
  '.!qb',
  '.bc!',
  '.dltemp',
  '.fdmdownload',
  '.filepart',
  '.ytdl',
];

/**
 * Whether a name is that of a download that is not finished.
 *
 * @param name - a raw file name
 * @returns true for `.part`, `.crdownload` and their like
 * @example
 * isInProgress('film.mkv.part') // true
 */
export function isInProgress(name: string): boolean {
  const lower = name.toLowerCase();
  return IN_PROGRESS_ENDINGS.some((ending) => lower.endsWith(ending));
}

/**
 * The name a finished download will have, which browsers hold free with an empty file.
 *
 * @param name - name of the unfinished download
 * @returns the name without its last ending
 */
export function finishedName(name: string): string {
  return name.slice(0, name.lastIndexOf('.'));
}
