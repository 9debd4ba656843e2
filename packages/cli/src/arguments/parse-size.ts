import { InvalidArgumentError } from 'commander';

const LETTERS = 'kmgtp';
const ADVICE =
  'Give bytes, or a number with k, M, G, T or P (1,000 each) or Ki, Mi, Gi, Ti or Pi (1,024), for example 1.5M.';

/**
 * Reads a size such as `4096`, `1.5M` or `2GiB`. Letters are powers of 1,000, as disks are sold and sizes are shown; with
 * an i they are powers of 1,024. Case does not matter, and a B behind the letter changes nothing.
 *
 * @param text - as typed
 * @returns whole bytes
 * @throws InvalidArgumentError that says what is allowed, also for what no file can hold
 * @example
 * parseSize('1.5M') // 1500000
 * @example
 * parseSize('2KiB') // 2048
 */
export function parseSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(?:([kmgtp])(i?))?b?$/i.exec(text);
  if (match === null) throw new InvalidArgumentError(ADVICE);
  const power = LETTERS.indexOf(match[2]?.toLowerCase() ?? ' ') + 1;
  const base = (match[3] ?? '') === '' ? 1000 : 1024;
  const bytes = Number(match[1]) * base ** power;
  if (bytes > Number.MAX_SAFE_INTEGER) throw new InvalidArgumentError('No file is that large.');
  if (power === 0 && !Number.isInteger(bytes)) throw new InvalidArgumentError(ADVICE);
  return Math.round(bytes);
}
