import type { TimesToRestore } from '../journal/plan-header.ts';
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
  await setTimes(context, touched, due);
}

/**
 * Gives the folders of an operation that changed nothing in the end their times back: what was put aside and returned
 * left its trace there, and no undo will come to remove it.
 *
 * @param context - the operation
 * @param touched - what its folders were when it began
 */
export async function restoreUnchanged(context: OperationContext, touched: TouchedFolders): Promise<void> {
  await setTimes(context, touched, touched.timesBefore());
}

type Due = Pick<TimesToRestore, 'folder' | 'atime' | 'mtime'>;

async function setTimes(context: OperationContext, touched: TouchedFolders, due: readonly Due[]): Promise<void> {
  for (let start = 0; start < due.length; start += FOLDERS_PER_CALL) {
    const some = due.slice(start, start + FOLDERS_PER_CALL);
    const folders = some.map(({ folder }) => touched.here(folder));
    const now = await context.fileSystem.folderFacts(folders);
    const requests = some.flatMap(({ atime, mtime }, i): FolderTimes[] => {
      const [folder, facts] = [folders[i], now[i]];
      if (folder === undefined || facts === undefined) return [];
      return [{ folder, expectedMtime: facts.mtime, atime, mtime }];
    });
    await context.fileSystem.restoreFolderTimes(requests);
  }
}
