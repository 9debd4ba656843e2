import { throwIfInterrupted } from '../errors/throw-if-interrupted.ts';
import type { FileSystem } from '../ports/file-system.ts';
import type { FileTable } from '../table/file-table.ts';
import type { Progress } from './engine.ts';

const ROWS_PER_CALL = 64;

/** Which rows are hashed. */
export interface HashRows {
  /** Id of the root the table was made of. */
  readonly root: number;
  /** 1 by row that is to be hashed. */
  readonly planned: Uint8Array;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Hashes files whole, so that an undo can recognise them after a restore.
 *
 * @param fileSystem - the file system
 * @param table - the files
 * @param rows - which of them
 * @returns BLAKE3 by row, 32 bytes each; zero where one was not asked for or cannot be read
 * @throws KemptError `interrupted`
 */
export async function hashRows(fileSystem: FileSystem, table: FileTable, rows: HashRows): Promise<Uint8Array> {
  const hashes = new Uint8Array(table.count * 32);
  let batch: number[] = [];
  const flush = async (): Promise<void> => {
    throwIfInterrupted(rows.signal);
    const files = batch.map((row) => ({
      folder: { root: rows.root, path: table.folderPath(table.folder[row] ?? 0) },
      name: table.name(row),
    }));
    const found = await fileSystem.hashFiles(files);
    batch.forEach((row, i) => {
      hashes.set(found[i] ?? new Uint8Array(0), row * 32);
    });
    batch = [];
  };
  for (let row = 0; row < table.count; row++) {
    if (rows.planned[row] !== 1) continue;
    batch.push(row);
    if (batch.length < ROWS_PER_CALL) continue;
    await flush();
    rows.onProgress?.({ phase: 'planning', done: row, total: table.count });
  }
  await flush();
  return hashes;
}
