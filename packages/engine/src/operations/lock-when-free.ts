import { lockRoots, openRoot, presentRoots } from '../apply/open-roots.ts';
import type { RootFacts, TreeLock } from '../ports/file-system.ts';
import type { EngineParts } from './engine-parts.ts';
import { hasUnseen, settleCrashes } from './settle-crashes.ts';
import { isBusy, waitWhileBusy, type Waiting } from './wait-while-busy.ts';

/** What was opened to be locked. */
export interface Opened {
  readonly roots: readonly RootFacts[];
}

/**
 * Settles what crashes cut short, opens roots and takes their lock. Whoever held it before may have crashed, or left
 * other folders behind: so after every waiting all of it is done anew.
 *
 * @param parts - the engine's parts
 * @param open - opens and checks the roots
 * @param waiting - whether to wait for another Kempt
 * @returns what was opened, and the lock
 * @throws KemptError `tree_busy`, and what opening throws
 */
export async function lockWhenFree<T extends Opened>(
  parts: EngineParts,
  open: () => Promise<T>,
  waiting: Waiting,
): Promise<{ readonly opened: T; readonly lock: TreeLock }> {
  const settled = new Set<string>();
  for (;;) {
    await settleCrashes(parts, settled);
    const opened = await open();
    const lock = await tryLock(parts, opened, waiting);
    if (lock === undefined) {
      await waitWhileBusy(async () => (await lockRoots(parts.fileSystem, opened.roots)).release(), waiting);
    } else if (await isCurrent(parts, opened, { settled, lock })) return { opened, lock };
  }
}

/** Whether nothing that was seen before the lock was taken has changed meanwhile; gives the lock back when it has. */
async function isCurrent(
  parts: EngineParts,
  { roots }: Opened,
  { settled, lock }: { readonly settled: ReadonlySet<string>; readonly lock: TreeLock },
): Promise<boolean> {
  let isCurrent = false;
  try {
    isCurrent = !(await hasUnseen(parts, settled)) && (await areInPlace(parts, roots));
    return isCurrent;
  } finally {
    if (!isCurrent) await lock.release();
  }
}

/** Undefined when somebody holds it who is to be waited for. */
async function tryLock(parts: EngineParts, { roots }: Opened, { wait }: Waiting): Promise<TreeLock | undefined> {
  try {
    return await lockRoots(parts.fileSystem, roots);
  } catch (error) {
    if (wait === true && isBusy(error)) return undefined;
    throw error;
  }
}

/** Whether the paths of roots still lead to them: whoever held the lock may have removed one. */
async function areInPlace({ fileSystem }: EngineParts, roots: readonly RootFacts[]): Promise<boolean> {
  for (const root of presentRoots(roots)) {
    const now = await openRoot(fileSystem, root.path);
    if (now.inode !== root.inode || now.device !== root.device) return false;
  }
  return true;
}
