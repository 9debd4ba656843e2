import type { ShownPath } from '@kempt/contracts';
import { displayName, needsBase64, rawBase64 } from './display-name.ts';

/**
 * A path as people and programs see it.
 *
 * @param path - a raw path
 * @returns the shown path, with its bytes where it is escaped
 * @example
 * shownPath('/a') // { path: '/a' }
 */
export function shownPath(path: string): ShownPath {
  return { path: displayName(path), ...(needsBase64(path) ? { path_base64: rawBase64(path) } : {}) };
}
