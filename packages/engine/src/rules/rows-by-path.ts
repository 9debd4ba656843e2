import type { FileTable } from '../table/file-table.ts';

/**
 * Puts rows into the order of their paths, folder by folder, so that numbers given to files do not depend on how the
 * tree was walked.
 *
 * @param table - the files
 * @param takesPart - which rows to order
 * @returns the rows in order
 */
export function rowsByPath(table: FileTable, takesPart: (row: number) => boolean): Uint32Array {
  const rows = Uint32Array.from({ length: table.count }, (_, row) => row).filter(takesPart);
  const place = new Uint32Array(table.folderCount);
  const folders = Array.from({ length: table.folderCount }, (_, id) => ({ id, path: table.folderPath(id) }));
  folders.sort((a, b) => compare(a.path, b.path)).forEach(({ id }, index) => (place[id] = index));
  const placeOf = (row: number): number => place[table.folder[row] ?? 0] ?? 0;
  rows.sort((a, b) => placeOf(a) - placeOf(b));
  for (let start = 0; start < rows.length;) start = sortRun(table, rows, start);
  return rows;
}

/** Sorts the rows of one folder by name; names are made strings once, and only for that folder. */
function sortRun(table: FileTable, rows: Uint32Array, start: number): number {
  const folder = table.folder[rows[start] ?? 0];
  let end = start + 1;
  while (end < rows.length && table.folder[rows[end] ?? 0] === folder) end++;
  const named = Array.from(rows.subarray(start, end), (row) => ({ row, name: table.name(row) }));
  named.sort((a, b) => compare(a.name, b.name)).forEach(({ row }, index) => (rows[start + index] = row));
  return end;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
