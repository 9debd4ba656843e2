import { leftReasonId } from '@kempt/contracts';
import { encodeRaw } from '../names/raw-string.ts';
import { MAX_NAME_BYTES } from '../names/split-name.ts';
import { idAt, NONE } from './id-at.ts';
import type { PlanDraft } from './plan-draft.ts';

const DESTINATION_BLOCKED = leftReasonId('destination_blocked');
const NAME_TOO_LONG = leftReasonId('name_too_long');
const PERMISSION_DENIED = leftReasonId('permission_denied');

/**
 * Finds the folder behind every wanted path: an existing one where there is one, spelled exactly so or else alike,
 * and a new one otherwise. Fills `wantedFolder`, `newFolders` and `watched` of the draft.
 *
 * @param draft - the plan
 * @returns for every wanted path why no file can go there, as in LEFT_REASONS; 0 where files can
 */
export function resolveFolders(draft: PlanDraft): Uint8Array {
  const paths = draft.input.destinations.folders;
  const problems = new Uint8Array(paths.length);
  for (const [id, path] of paths.entries()) {
    const names = path === '' ? [] : path.split('/');
    const problem = names.reduce((found, name) => (found === 0 ? nameProblem(encodeRaw(name)) : found), 0);
    if (problem !== 0) {
      problems[id] = problem;
      continue;
    }
    const folder = names.reduce((parent, name) => childFolder(draft, parent, name), draft.folders.root);
    watch(draft, folder);
    draft.wantedFolder[id] = folder;
    if (isUnwritable(draft, existingAbove(draft, folder))) problems[id] = PERMISSION_DENIED;
  }
  return problems;
}

/**
 * Why a file system takes no file of a name, or a name leads elsewhere. Rules never give such names but for too long
 * ones; this is the last gate before the disk.
 *
 * @param name - a name as bytes
 * @returns as in LEFT_REASONS; 0 when the name is fine
 */
export function nameProblem(name: Uint8Array): number {
  if (name.length > MAX_NAME_BYTES) return NAME_TOO_LONG;
  const dots = name.length <= 2 && name.every((byte) => byte === DOT);
  return dots || name.includes(SLASH) || name.includes(0) ? DESTINATION_BLOCKED : 0;
}

const DOT = 0x2e;
const SLASH = 0x2f;

/**
 * Whether nothing can be added to or removed from a folder.
 *
 * @param draft - the plan
 * @param folder - a folder that exists
 * @returns true for folders the input says so of
 */
export function isUnwritable(draft: PlanDraft, folder: number): boolean {
  const { tableCount } = draft.folders;
  if (folder < tableCount) return draft.input.unwritable?.has(folder) ?? false;
  return draft.input.unwritableOccupied?.has(folder - tableCount) ?? false;
}

/**
 * The folder itself, or the nearest folder above it, that exists.
 *
 * @param draft - the plan
 * @param folder - a folder
 * @returns a folder that exists
 */
export function existingAbove(draft: PlanDraft, folder: number): number {
  let existing = folder;
  while (existing >= draft.folders.existingCount) existing = draft.folders.parentOf(existing);
  return existing;
}

function childFolder(draft: PlanDraft, parent: number, name: string): number {
  watch(draft, parent);
  const place = draft.places.add(parent, encodeRaw(name));
  const existing = existingFolder(draft, place, name) ?? draft.newFolders.get(place);
  if (existing !== undefined) return existing;
  const made = draft.folders.addNew(parent, name);
  draft.newFolders.set(place, made);
  return made;
}

function existingFolder(draft: PlanDraft, place: number, name: string): number | undefined {
  let found: number | undefined;
  for (let entry = idAt(draft.places.entry, place); entry !== NONE; entry = idAt(draft.nextEntry, entry)) {
    const folder = draft.folderOfEntry(entry);
    if (folder === undefined) continue;
    if (draft.folders.nameOf(folder) === name) return folder;
    if (found === undefined || folder < found) found = folder;
  }
  return found;
}

/** Enters the folders of a folder; its files follow once it is known which folders matter. */
function watch(draft: PlanDraft, folder: number): void {
  if (folder >= draft.folders.existingCount || draft.watched[folder] === 1) return;
  draft.watched[folder] = 1;
  for (const child of draft.folders.childrenOf(folder)) {
    draft.enter(draft.entryOfFolder(child), draft.places.add(folder, encodeRaw(draft.folders.nameOf(child))));
  }
}
