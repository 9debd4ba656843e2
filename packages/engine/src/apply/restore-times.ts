import type { FolderTimes } from '../ports/file-system.ts';
import type { OperationContext } from './operation-context.ts';
import type { TouchedFolders } from './touched-folders.ts';

const FOLDERS_PER_CALL = 2000;

/**
 * Gives the folders an undo touched their times back: those it made anew, and those whose time when the undo began
 * was the one the undone operation had left. A folder somebody changed in between keeps its time.
 *
 * @param context - the undo
 * @param touched - what its folders were when it began
 */
export async function restoreTimes(context: OperationContext, touched: TouchedFolders): Promise<void> {
  const due = context.plan.header.restore_times.filter(
    ({ folder, expected_mtime }) => (touched.mtimeBefore(folder) ?? null) === expected_mtime,
  );
  for (let start = 0; start < due.length; start += FOLDERS_PER_CALL) {
    const some = due.slice(start, start + FOLDERS_PER_CALL);
    const folders = some.map(({ folder }) => touched.here(folder));
    const now = await context.fileSystem.folderFacts(folders);
    const requests = some.flatMap(({ atime, mtime }, i): FolderTimes[] => {
      const [folder, facts] = [folders[i], now[i]];
      return folder === undefined || facts === undefined ? [] : [{ folder, expectedMtime: facts.mtime, atime, mtime }];
    });
    await context.fileSystem.restoreFolderTimes(requests);
  }
}
