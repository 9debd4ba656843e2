import { leftReasonOf } from '@kempt/contracts';
import { pathGlob } from '../names/path-glob.ts';
import { ENTRY_KINDS } from '../ports/file-system.ts';
import type { FileTable } from '../table/file-table.ts';

/** Which files are compared. */
export interface FileFilter {
  /** Bytes. */
  readonly minSize: number;
  /** Bytes. */
  readonly maxSize: number;
  /** Globs over paths below the root, and over bare names where they hold no slash; all files when empty. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

const FILE = ENTRY_KINDS.indexOf('file');

/**
 * The files of a table that take part.
 *
 * @param table - everything that was scanned
 * @param filter - sizes and globs
 * @returns rows in order
 */
export function filterFiles(table: FileTable, filter: FileFilter): Uint32Array {
  const accepts = pathTest(filter);
  const rows = new Uint32Array(table.count);
  let found = 0;
  for (let row = 0; row < table.count; row++) {
    const size = table.size[row] ?? 0;
    if (table.kind[row] !== FILE || leftReasonOf(table.left[row] ?? 0) !== 'none') continue;
    if (size < filter.minSize || size > filter.maxSize) continue;
    if (accepts !== undefined && !accepts(table, row)) continue;
    rows[found++] = row;
  }
  return rows.slice(0, found);
}

/** Answers undefined where every path is taken, since putting a million paths together takes a second. */
function pathTest({ include, exclude }: FileFilter): ((table: FileTable, row: number) => boolean) | undefined {
  if (include.length === 0 && exclude.length === 0) return undefined;
  const includes = include.map(pathGlob);
  const excludes = exclude.map(pathGlob);
  return (table, row) => {
    const path = table.path(row);
    return (
      (includes.length === 0 || includes.some((includesPath) => includesPath(path))) &&
      !excludes.some((excludesPath) => excludesPath(path))
    );
  };
}
