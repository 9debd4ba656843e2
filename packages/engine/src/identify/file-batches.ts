import type { FileBatch, FileRef, FolderRef } from '../ports/file-system.ts';
import type { FileTable } from '../table/file-table.ts';

/** Rows of a table whose heads are read in one call. */
export interface RowBatch {
  readonly rows: readonly number[];
  readonly files: FileBatch;
}

const FILE_KIND = 0;

/**
 * Splits the files of a table that take part into batches.
 *
 * @param table - the files
 * @param root - id of the table's root
 * @param size - files a batch
 * @yields batches in row order; empty files come too
 */
export function* fileBatches(table: FileTable, root: number, size: number): Generator<RowBatch> {
  let rows: number[] = [];
  for (let row = 0; row < table.count; row++) {
    if (table.kind[row] !== FILE_KIND || table.left[row] !== 0) continue;
    rows.push(row);
    if (rows.length < size) continue;
    yield { rows, files: toFileBatch(table, rows, () => root) };
    rows = [];
  }
  if (rows.length > 0) yield { rows, files: toFileBatch(table, rows, () => root) };
}

/**
 * A row of a table as a file below its root.
 *
 * @param table - the files
 * @param root - id of the table's root
 * @param row - the row
 * @returns folder and name
 */
export function fileRef(table: FileTable, root: number, row: number): FileRef {
  return { folder: { root, path: table.folderPath(table.folder[row] ?? 0) }, name: table.name(row) };
}

/**
 * Rows of a table as files to be read in one call.
 *
 * @param table - the files
 * @param rows - which of them; those of one folder behind each other cost least
 * @param rootOf - id of the root a folder is below
 * @returns folders and names as columns
 */
export function toFileBatch(table: FileTable, rows: readonly number[], rootOf: (folder: number) => number): FileBatch {
  const folders: FolderRef[] = [];
  const folderIndex = new Map<number, number>();
  const folder = new Uint32Array(rows.length);
  const nameEnd = new Uint32Array(rows.length);
  const names: Uint8Array[] = [];
  let end = 0;
  rows.forEach((row, i) => {
    const id = table.folder[row] ?? 0;
    let index = folderIndex.get(id);
    if (index === undefined) {
      index = folders.push({ root: rootOf(id), path: table.folderPath(id) }) - 1;
      folderIndex.set(id, index);
    }
    const name = table.nameBytes(row);
    folder[i] = index;
    names.push(name);
    nameEnd[i] = end += name.length;
  });
  return { folders, count: rows.length, folder, names: Buffer.concat(names), nameEnd };
}
