import type { MovedFiles } from '../ports/file-system.ts';

/**
 * Files that were moved, in columns.
 *
 * @param moved - the row of each, and its time of last change before and after
 * @returns the columns
 */
export function movedFiles(moved: readonly (readonly [number, bigint, bigint])[]): MovedFiles {
  return {
    row: Uint32Array.from(moved, ([row]) => row),
    before: BigInt64Array.from(moved, ([, before]) => before),
    after: BigInt64Array.from(moved, ([, , after]) => after),
  };
}
