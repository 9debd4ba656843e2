import { displayName, needsBase64, rawBase64 } from './display-name.ts';

/** A name as programs read it: shown under a key, and its bytes under the same key with `_base64` where it is escaped. */
export type Shown<K extends string> = { readonly [P in K]: string } & { readonly [P in `${K}_base64`]?: string };

/**
 * A name for a row of output. What is shown can be escaped; then the row carries the raw bytes too.
 *
 * @param key - what the row calls it
 * @param raw - a raw string
 * @returns one or two fields, to be spread into the row
 * @example
 * shown('path', 'a\tb') // { path: 'a\\x09b', path_base64: 'YQli' }
 */
export function shown<K extends string>(key: K, raw: string): Shown<K> {
  const row: Record<string, string> = needsBase64(raw)
    ? { [key]: displayName(raw), [`${key}_base64`]: rawBase64(raw) }
    : { [key]: raw };
  return row as Shown<K>;
}
