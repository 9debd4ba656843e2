import { formatCount } from '@kempt/engine';

/**
 * A number with the thing it counts, in the right number.
 *
 * @param count - a whole number
 * @param one - the thing in the singular
 * @param many - the thing in the plural, the singular with an s when absent
 * @returns for example `1 file` or `12 files`
 * @example
 * plural(2, 'entry', 'entries') // '2 entries'
 */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
