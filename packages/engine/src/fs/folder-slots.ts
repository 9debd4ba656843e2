import type { FolderRef } from '../ports/file-system.ts';
import type { OpenFolder } from './disk-calls.ts';
import type { FolderSession } from './folder-session.ts';

/** The folders of one batch by their index, so that a row costs no look-up by path. */
export class FolderSlots {
  readonly #session: FolderSession;
  readonly #folders: readonly FolderRef[];
  #open: (OpenFolder | number | undefined)[];

  /**
   * @param session - folders held open
   * @param folders - the folders of the batch
   */
  constructor(session: FolderSession, folders: readonly FolderRef[]) {
    this.#session = session;
    this.#folders = folders;
    this.#open = new Array<undefined>(folders.length);
  }

  /**
   * Opens a folder of the batch.
   *
   * @param index - its index in the batch
   * @returns the folder, or a negative errno
   */
  open(index: number): OpenFolder | number {
    const known = this.#open[index];
    if (known !== undefined) return known;
    const opened = this.#session.folder(this.ref(index));
    if (typeof opened !== 'number') this.#open[index] = opened;
    return opened;
  }

  /**
   * Root and path of a folder of the batch.
   *
   * @param index - its index in the batch
   * @returns the reference
   * @throws RangeError when the batch has no such folder
   */
  ref(index: number): FolderRef {
    const ref = this.#folders[index];
    if (ref === undefined) throw new RangeError(`the batch has no folder ${String(index)}`);
    return ref;
  }

  /** Closes folders when too many are open; call it between two rows. */
  trim(): void {
    if (this.#session.trim()) this.#open = new Array<undefined>(this.#folders.length);
  }

  /**
   * Forgets a folder that was made or removed.
   *
   * @param ref - root and path
   */
  forget(ref: FolderRef): void {
    this.#session.forget(ref);
    this.#open = new Array<undefined>(this.#folders.length);
  }
}
