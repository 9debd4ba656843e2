import { InvalidArgumentError } from 'commander';

/**
 * Reads a number of seconds.
 *
 * @param text - as typed
 * @returns seconds
 * @throws InvalidArgumentError that says what is allowed
 * @example
 * parseSeconds('2.5') // 2.5
 */
export function parseSeconds(text: string): number {
  if (!/^\d+(?:\.\d+)?$/.test(text)) throw new InvalidArgumentError('Give a number of seconds, 0 or more.');
  return Number(text);
}

const UNIT_SECONDS = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
  ['w', 604_800],
]);

/**
 * Reads an age such as `30d`.
 *
 * @param text - as typed: a whole number and s, m, h, d or w
 * @returns seconds
 * @throws InvalidArgumentError that says what is allowed
 * @example
 * parseAge('30d') // 2592000
 */
export function parseAge(text: string): number {
  const match = /^(\d+)([smhdw])$/.exec(text);
  const unit = UNIT_SECONDS.get(match?.[2] ?? '');
  if (match === null || unit === undefined) {
    throw new InvalidArgumentError('Give a whole number and a unit: s, m, h, d or w, for example 30d.');
  }
  return Number(match[1]) * unit;
}
