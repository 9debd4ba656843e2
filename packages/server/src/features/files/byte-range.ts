import { KemptError } from '@kempt/engine';

/** Bytes of a file that somebody asked for. */
export interface ByteRange {
  readonly start: number;
  /** Behind the last one. */
  readonly end: number;
}

/**
 * Reads a `Range` header (RFC 9110). Several ranges at once, other units and nonsense are answered with the whole file.
 *
 * @param header - what was asked for
 * @param size - bytes of the file
 * @returns the range; undefined for the whole file
 * @throws KemptError `range_not_satisfiable` where it begins behind the end
 * @example
 * readRange('bytes=-5', 100) // { start: 95, end: 100 }
 */
export function readRange(header: string | undefined, size: number): ByteRange | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  const [, first = '', last = ''] = match ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  if (first !== '' && last !== '' && Number(last) < start) return undefined;
  if (start >= size) throw new KemptError('range_not_satisfiable', `The file has ${size} bytes.`);
  return { start, end };
}
