import { FileSystemError } from '../errors/file-system-error.ts';
import type { CreatedFile, FolderRef } from '../ports/file-system.ts';
import type { StepRow } from './batch-rows.ts';
import { hashBytes } from './hash-bytes.ts';
import type { MemoryCalls } from './memory-calls.ts';
import { pathOf } from './memory-guard.ts';
import { openPlace, type StepContext } from './memory-identity.ts';
import { checkPair, keptFile, lateChange, type DuplicatePair } from './memory-kept.ts';
import { checkAccess, createdAs, swapIn, takingBack, type LeaveBehind } from './memory-links.ts';
import type { MemoryNode } from './memory-node.ts';
import type { Place } from './memory-tree.ts';

const NO_HASH = new Uint8Array(0);

/**
 * What the symbolic link of a row says: relative below one root, else absolute, as on the disk.
 *
 * @param context - calls and roots
 * @param step - the row
 * @returns a raw path
 */
export function linkTargetOf(context: StepContext, { sourceFolder, kept }: StepRow): string | undefined {
  if (kept === undefined) return undefined;
  if (kept.folder.root === sourceFolder.root) return `${way(sourceFolder, kept.folder)}${kept.name}`;
  try {
    return pathOf(openPlace(context, kept.folder, kept.name));
  } catch (error) {
    if (error instanceof FileSystemError) return undefined;
    throw error;
  }
}

function way({ path: from }: FolderRef, { path: to }: FolderRef): string {
  const [above, below] = [from, to].map((path) => (path === '' ? [] : path.split('/')));
  let common = 0;
  while (above?.[common] !== undefined && above[common] === below?.[common]) common++;
  const names = [...(above ?? []).slice(common).map(() => '..'), ...(below ?? []).slice(common)];
  return names.map((name) => `${name}/`).join('');
}

/**
 * Puts a symbolic link to the kept file in the place of a duplicate, as the disk does.
 *
 * @param context - calls and roots
 * @param request - the duplicate, the temporary name as its target, what is kept, and the row
 * @param leaveBehind - told of names that stay
 * @returns identity of the link
 * @throws FileSystemError when everything is as it was
 */
export function linkSymbolically(
  context: StepContext,
  { pair, step }: { readonly pair: DuplicatePair; readonly step: StepRow },
  leaveBehind: LeaveBehind,
): CreatedFile {
  const { calls } = context;
  const { from, source, to: part, kept } = pair;
  if (source === kept.node) throw new FileSystemError('same_file', `the file that is kept: ${pathOf(from)}`);
  checkAccess(source, kept.node);
  checkPair(calls, pair);
  calls.sync(pathOf(kept.place));
  const link = calls.symlink(linkTargetOf(context, step) ?? '', part);
  takingBack(calls, { place: part, node: link, leaveBehind }, () => {
    refuseChange(calls, { ...pair, to: from });
    swapIn(calls, { place: from, part, out: source }, () => {
      if (calls.stat(from) !== link) throw new FileSystemError('changed_since_plan', `replaced: ${pathOf(from)}`);
      refuseChange(calls, pair);
      checkPair(calls, { ...pair, from: part });
    });
  });
  return createdAs(link, NO_HASH);
}

function refuseChange(calls: MemoryCalls, pair: DuplicatePair): void {
  const late = lateChange(calls, pair);
  if (late !== undefined) throw new FileSystemError(late, `changed meanwhile: ${pathOf(pair.from)}`);
}

/**
 * Puts a copy of the kept file in the place of a symbolic link to it.
 *
 * @param context - calls and roots
 * @param request - the link, and the row
 * @param leaveBehind - told of names that stay
 * @returns identity and hash of the new file
 * @throws FileSystemError when everything is as it was
 */
export function replaceLink(
  context: StepContext,
  { from, step }: { readonly from: Place; readonly step: StepRow },
  leaveBehind: LeaveBehind,
): CreatedFile {
  const { calls } = context;
  const link = calls.stat(from);
  if (link === undefined) throw new FileSystemError('not_found', `no such link: ${pathOf(from)}`);
  const kept = keptFile(context, step);
  const isPlanned = step.match === 'content' || step.inode === 0n || link.inode === step.inode;
  if (!isPlanned || !isLinkOf(context, step, link)) {
    throw new FileSystemError('changed_since_plan', `not the link that was made: ${pathOf(from)}`);
  }
  const part = { folder: from.folder, name: step.partName };
  const copy = calls.create(part);
  takingBack(calls, { place: part, node: copy, leaveBehind }, () => {
    calls.write(copy, calls.read(kept.place), pathOf(part));
    calls.setFacts(copy, { ...kept.node, mtime: step.mtime }, pathOf(part));
    calls.sync(pathOf(part));
    swapIn(calls, { place: from, part, out: link }, () => {
      if (calls.stat(part) === link && calls.stat(from) === copy && kept.node.mtime === step.kept?.mtime) return;
      throw new FileSystemError('changed_since_plan', `changed meanwhile: ${pathOf(from)}`);
    });
  });
  return createdAs(copy, hashBytes(copy.bytes));
}

/**
 * Whether something is the symbolic link that is made for a row.
 *
 * @param context - calls and roots
 * @param step - the row
 * @param node - what was found
 * @returns true when it says what it should
 */
export function isLinkOf(context: StepContext, step: StepRow, node: MemoryNode | undefined): boolean {
  return node?.kind === 'symlink' && node.linkTarget === linkTargetOf(context, step);
}
