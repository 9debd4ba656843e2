import { FileSystemError } from '../errors/file-system-error.ts';
import type { CreatedFile, FolderFacts, FolderRef } from '../ports/file-system.ts';
import type { StepRow } from './batch-rows.ts';
import { hashBytes } from './hash-bytes.ts';
import type { MemoryCalls } from './memory-calls.ts';
import { pathOf } from './memory-guard.ts';
import { equalBytes } from './memory-copy.ts';
import type { MemoryNode } from './memory-node.ts';
import type { OpenFolder, Place } from './memory-tree.ts';

const EMPTY = new Uint8Array(0);

/** What carrying out steps needs. */
export interface StepContext {
  readonly calls: MemoryCalls;
  /** Opens a folder below an open root. */
  readonly openFolder: (ref: FolderRef) => OpenFolder;
  /** Moves by linking and unlinking, as where there is no rename that never replaces. */
  readonly linkMoves: boolean;
}

/**
 * Whether a node is the file a step is about.
 *
 * @param node - what was found
 * @param identity - what it should be
 * @returns true for the same regular file, unchanged
 */
export function isExpected(node: MemoryNode, identity: StepRow): boolean {
  if (node.kind !== 'file' || node.bytes.length !== identity.size) return false;
  const fits = identitiesOf(identity).some(
    ({ device, inode, mtime }) =>
      node.mtime === mtime && (identity.match === 'content' || (node.inode === inode && node.device.id === device)),
  );
  if (!fits || identity.match === 'inode') return fits;
  return identity.hash !== undefined && equalBytes(hashBytes(node.bytes), identity.hash);
}

/**
 * What the file of a row is recognised by.
 *
 * @param step - the row
 * @returns its own identity, and that of its kept file where it moves a name that may be a link
 */
export function identitiesOf(step: StepRow): readonly Pick<StepRow, 'device' | 'inode' | 'mtime'>[] {
  return step.movesLink && step.kept !== undefined ? [step, step.kept] : [step];
}

/**
 * What a made folder is reported as.
 *
 * @param node - the folder
 * @returns identity without a hash
 */
export function createdFolder(node: MemoryNode): CreatedFile {
  return { device: node.device.id, inode: node.inode, mtime: node.mtime, hash: EMPTY };
}

/**
 * Opens the folder of a place for a step.
 *
 * @param context - calls and roots
 * @param ref - the folder
 * @param name - raw name
 * @returns the place
 * @throws FileSystemError `folder_missing` where there is no such folder, `folder_is_symlink` where a link is
 */
export function openPlace(context: StepContext, ref: FolderRef, name: string): Place {
  try {
    return { folder: context.openFolder(ref), name };
  } catch (error) {
    if (!(error instanceof FileSystemError) || error.code !== 'not_found') throw error;
    throw new FileSystemError('folder_missing', error.message, error);
  }
}

/**
 * Finds the regular file a step is about.
 *
 * @param calls - system calls
 * @param place - where it should be
 * @param identity - what it should be
 * @returns the file
 * @throws FileSystemError `not_found`, `not_a_regular_file` or `changed_since_plan`
 */
export function checkedFile(calls: MemoryCalls, place: Place, identity: StepRow): MemoryNode {
  const node = calls.stat(place);
  if (node === undefined) throw new FileSystemError('not_found', `no such file: ${pathOf(place)}`);
  if (node.kind !== 'file') throw new FileSystemError('not_a_regular_file', `not a file: ${pathOf(place)}`);
  if (isExpected(node, identity)) return node;
  throw new FileSystemError('changed_since_plan', `changed since it was planned: ${pathOf(place)}`);
}

/**
 * Gives a folder that was made mode, owner and attributes of the one it stands for. Its times are set when everything
 * is in it again.
 *
 * @param calls - system calls
 * @param folder - the folder and its absolute path
 * @param facts - what it shall be like; nothing changes when absent
 */
export function giveFacts(
  calls: MemoryCalls,
  folder: { readonly node: MemoryNode; readonly path: string },
  facts: FolderFacts | undefined,
): void {
  if (facts === undefined) return;
  const xattrs = new Map(facts.xattrs.map(({ name, value }) => [name, value]));
  const { mode, uid, gid } = facts;
  calls.setFacts(folder.node, { mode, uid, gid, xattrs }, folder.path);
}
