import { FileSystemError } from '../errors/file-system-error.ts';
import type { FolderRef } from '../ports/file-system.ts';
import type { StepRow } from './batch-rows.ts';
import { identitiesOf, isExpected, openPlace, type StepContext } from './memory-identity.ts';
import type { MemoryNode } from './memory-node.ts';
import type { Place } from './memory-tree.ts';

/** What is found under one name: nothing at all where its folder is gone. */
export interface Sight {
  readonly place: Place | undefined;
  readonly node: MemoryNode | undefined;
}

/** What is found of one row. */
export interface RowSight {
  readonly step: StepRow;
  readonly source: Sight;
  readonly target: Sight;
  readonly part: Sight;
}

/**
 * Whether a name leads to the kept file of a row.
 *
 * @param sight - what is there
 * @param step - the row
 * @returns true when it does
 */
export function isKept({ node }: Sight, { kept }: StepRow): boolean {
  return node !== undefined && node.inode === kept?.inode && node.device.id === kept.device;
}

/**
 * Whether a name leads to the file of a row.
 *
 * @param sight - what is there
 * @param step - the row
 * @returns true when it does
 */
export function fits({ node }: Sight, step: StepRow): boolean {
  return node !== undefined && isExpected(node, step);
}

/**
 * Whether the target of a row looks like its copy.
 *
 * @param sight - what is found of the row
 * @returns true when it does
 */
export function isCopy({ step, target: { node } }: RowSight): boolean {
  if (node?.kind !== 'file' || node.bytes.length !== step.size) return false;
  return identitiesOf(step).some(({ mtime }) => node.mtime === mtime);
}

/**
 * What tells a file under a name from all others.
 *
 * @param step - the row
 * @param folder - where the name is
 * @param name - the name
 * @returns text for a set
 */
export function tokenOf(step: StepRow, folder: FolderRef, name: string): string {
  const { device, inode } = identitiesOf(step).at(-1) ?? step;
  return `${String(device)}:${String(inode)} ${placeOf(folder, name)}`;
}

/**
 * A name in a folder.
 *
 * @param folder - the folder
 * @param name - raw name
 * @returns a text to compare
 */
export function placeOf(folder: FolderRef, name: string): string {
  return `${String(folder.root)}/${folder.path}/${name}`;
}

/**
 * Looks at a name, in a folder that may be gone.
 *
 * @param context - calls and roots
 * @param ref - the folder
 * @param name - the name
 * @returns what is there
 */
export function lookAt(context: StepContext, ref: FolderRef, name: string): Sight {
  try {
    const place = openPlace(context, ref, name);
    return { place, node: context.calls.stat(place) };
  } catch (error) {
    const gone =
      error instanceof FileSystemError && (error.code === 'folder_missing' || error.code === 'folder_is_symlink');
    if (!gone) throw error;
    return { place: undefined, node: undefined };
  }
}
