import { throwIfInterrupted } from '../errors/throw-if-interrupted.ts';
import { UNKNOWN_TIME, type FileSystem } from '../ports/file-system.ts';
import type { FileTable } from '../table/file-table.ts';
import { fileBatches } from './file-batches.ts';

const FILES_PER_BATCH = 4096;

/** What filling in times needs. */
export interface FillTimes {
  readonly fileSystem: FileSystem;
  /** Id of the table's root. */
  readonly root: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Fills the columns accessed and added of every file that takes part; what the file system does not tell is when the
 * file was last changed.
 *
 * @param table - the files; columns are updated
 * @param options - file system and root
 * @throws KemptError `interrupted`
 */
export async function fillTimes(table: FileTable, { fileSystem, root, signal }: FillTimes): Promise<void> {
  table.accessed = table.mtime.slice(0, table.count);
  table.added = table.mtime.slice(0, table.count);
  for (const { rows, files } of fileBatches(table, root, FILES_PER_BATCH)) {
    throwIfInterrupted(signal);
    const times = await fileSystem.readTimes(files);
    rows.forEach((row, i) => {
      const [accessed, added] = [times.accessed[i] ?? UNKNOWN_TIME, times.added[i] ?? UNKNOWN_TIME];
      if (accessed !== UNKNOWN_TIME) table.accessed[row] = accessed;
      if (added !== UNKNOWN_TIME) table.added[row] = added;
    });
  }
}
