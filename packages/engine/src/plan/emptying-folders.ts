import { addTo, idAt, NONE } from './id-at.ts';
import type { PlanDraft } from './plan-draft.ts';
import { isUnwritable } from './resolve-folders.ts';

/**
 * Which folders the plan empties, and so removes: all their files leave, all their folders are removed, and nobody
 * wants to be in them. Kept as the number of entries that stay in each, since a file that turns out to stay keeps its
 * folder and all folders above.
 */
export class EmptyingFolders {
  readonly #draft: PlanDraft;
  /** Entries that stay, by folder of the source table; a reason of the folder itself counts as one. */
  readonly #staying: Uint32Array;

  /** @param draft - the plan, its rows classified and its claims entered */
  constructor(draft: PlanDraft) {
    this.#draft = draft;
    const { tableCount } = draft.folders;
    this.#staying = new Uint32Array(tableCount);
    const entries = new Uint32Array(tableCount);
    this.#countRows(entries);
    for (let folder = tableCount - 1; folder >= 0; folder--) {
      if (entries[folder] === 0 || this.#mustStay(folder)) addTo(this.#staying, folder, 1);
      const parent = draft.folders.parentOf(folder);
      if (parent === NONE) continue;
      addTo(entries, parent, 1);
      if (!this.leaves(folder)) addTo(this.#staying, parent, 1);
    }
  }

  /**
   * Whether a folder is emptied and removed.
   *
   * @param folder - any folder of the plan
   * @returns true only for folders of the source table
   */
  leaves(folder: number): boolean {
    return this.#staying[folder] === 0;
  }

  /**
   * Counts a file that stays after all.
   *
   * @param folder - the folder it is in
   * @returns the folders that are not removed now, though they were to be
   */
  keep(folder: number): number[] {
    return this.#change(folder, 1);
  }

  /**
   * Counts a file that leaves after all.
   *
   * @param folder - the folder it is in
   * @returns the folders that are removed now, though they were to stay
   */
  release(folder: number): number[] {
    return this.#change(folder, -1);
  }

  #change(folder: number, by: 1 | -1): number[] {
    const changed: number[] = [];
    for (let at = folder; at !== NONE; at = this.#draft.folders.parentOf(at)) {
      const left = this.leaves(at);
      addTo(this.#staying, at, by);
      if (this.leaves(at) === left) break;
      changed.push(at);
    }
    return changed;
  }

  #countRows(entries: Uint32Array): void {
    const draft = this.#draft;
    const { table } = draft.input;
    for (let row = 0; row < draft.rows; row++) {
      const folder = idAt(table.folder, row);
      addTo(entries, folder, 1);
      if (draft.stays(row)) addTo(this.#staying, folder, 1);
    }
  }

  #mustStay(folder: number): boolean {
    const { input, folders, usedFolders } = this.#draft;
    if (input.mode === 'copy' || input.keepEmptyDirs) return true;
    const parent = folders.parentOf(folder);
    if (parent === NONE || folder === folders.root || usedFolders.has(folder)) return true;
    return (input.incompleteFolders?.has(folder) ?? false) || isUnwritable(this.#draft, parent);
  }
}
