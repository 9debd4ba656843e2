import { KemptError } from '@kempt/engine';

/** Where a list goes on: the sort keys of the last item that was given. */
export type CursorKeys = readonly (string | number)[];

/**
 * Writes the place where a list goes on.
 *
 * @param keys - sort keys of the last item
 * @returns text for an address
 */
export function writeCursor(keys: CursorKeys): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url');
}

/**
 * Reads a place that {@link writeCursor} wrote.
 *
 * @param text - what the caller handed back; undefined for the start
 * @param types - what the keys must be
 * @returns the keys; undefined for the start
 * @throws KemptError `invalid_request` for anything else
 */
export function readCursor<const T extends readonly ('string' | 'number')[]>(
  text: string | undefined,
  types: T,
): { readonly [K in keyof T]: T[K] extends 'string' ? string : number } | undefined {
  if (text === undefined) return undefined;
  const keys = parse(text);
  const fits = keys?.length === types.length && keys.every((key, i) => typeof key === types[i]);
  if (!fits) throw new KemptError('invalid_request', 'The cursor is not one of this list.');
  return keys as unknown as { readonly [K in keyof T]: T[K] extends 'string' ? string : number };
}

function parse(text: string): readonly unknown[] | undefined {
  try {
    const keys: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    const safe = Array.isArray(keys) && keys.every((key) => typeof key !== 'string' || isPlain(key));
    return safe ? (keys as readonly unknown[]) : undefined;
  } catch {
    return undefined;
  }
}

function isPlain(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}
