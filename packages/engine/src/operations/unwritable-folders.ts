import type { OutcomeCode } from '@kempt/contracts';
import type { FileSystem } from '../ports/file-system.ts';
import type { FileTable } from '../table/file-table.ts';

const FOLDERS_PER_CALL = 1024;

/**
 * The folders of a table that nothing may be put into or taken out of, found before a plan counts on them.
 *
 * @param fileSystem - the file system
 * @param root - id of the root the table was made of
 * @param table - the table
 * @returns the reason by folder id
 */
export async function unwritableFolders(
  fileSystem: FileSystem,
  root: number,
  table: FileTable,
): Promise<ReadonlyMap<number, OutcomeCode>> {
  const refused = new Map<number, OutcomeCode>();
  for (let start = 0; start < table.folderCount; start += FOLDERS_PER_CALL) {
    const ids = Array.from({ length: Math.min(FOLDERS_PER_CALL, table.folderCount - start) }, (_, i) => start + i);
    const found = await fileSystem.unwritableFolders(ids.map((id) => ({ root, path: table.folderPath(id) })));
    for (const [index, code] of found) refused.set(start + index, code);
  }
  return refused;
}
