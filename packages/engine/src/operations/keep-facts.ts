import type { KeepFacts } from '../duplicates/choose-kept.ts';
import { rawByteLength } from '../names/raw-string.ts';
import { below, rootOf, type DuplicateSearch } from './search-duplicates.ts';

/**
 * What the rules look at, of the files of a search.
 *
 * @param search - the files
 * @returns all facts but those that only an organize knows
 */
export function keepFacts({
  scanned,
  files,
}: Pick<DuplicateSearch, 'scanned' | 'files'>): Omit<KeepFacts, 'isInPlace'> {
  const { table } = scanned;
  const rootPath = (row: number): string => rootOf(scanned, table.folder[row] ?? 0).facts.path;
  const path = (row: number): string => below(rootPath(row), table.path(row));
  const isBelow = (row: number): boolean => rootOf(scanned, table.folder[row] ?? 0).isReference;
  return {
    mtime: (row) => table.mtime[row] ?? 0n,
    pathLength: (row) => rawByteLength(path(row)),
    depth: (row) => path(row).split('/').length,
    isReference: (row) => isBelow(row) || files.otherNames(row).some(isBelow),
  };
}
