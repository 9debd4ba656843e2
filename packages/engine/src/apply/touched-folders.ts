import { folderKey, type JournalState } from '../journal/journal-reader.ts';
import type { FolderAfter, FolderBefore } from '../journal/journal-records.ts';
import type { FolderFacts, FolderRef } from '../ports/file-system.ts';
import type { OperationContext } from './operation-context.ts';

/** The folders an operation touches: what they were before, and their times now. Addressed by root of the plan. */
export class TouchedFolders {
  readonly #context: OperationContext;
  readonly #folders = new Map<string, FolderRef>();
  readonly #before = new Map<string, FolderFacts>();

  /**
   * @param context - the operation
   * @param journal - what an interrupted run wrote down already
   */
  constructor(context: OperationContext, journal: JournalState | undefined) {
    this.#context = context;
    for (const [key, { folder, facts }] of journal?.foldersBefore ?? []) {
      this.#folders.set(key, folder);
      this.#before.set(key, facts);
    }
    for (const { folder } of journal?.foldersAfter.values() ?? []) this.note(folder);
  }

  /**
   * Adds a folder that did not exist before the operation touched it, unless it is known already.
   *
   * @param folder - root of the plan and path
   * @returns whether it was added
   */
  note(folder: FolderRef): boolean {
    if (this.#folders.has(folderKey(folder))) return false;
    this.#folders.set(folderKey(folder), folder);
    return true;
  }

  /**
   * Looks at the folders a batch touches first.
   *
   * @param folders - folders addressed by root of the plan
   * @returns facts of those that exist and that no batch before touched
   */
  async before(folders: readonly FolderRef[]): Promise<readonly FolderBefore[]> {
    const fresh = folders.filter((folder) => this.note(folder));
    const facts = await this.#context.fileSystem.folderFacts(fresh.map((folder) => this.here(folder)));
    return fresh.flatMap((folder, i) => {
      const known = facts[i];
      if (known === undefined) return [];
      this.#before.set(folderKey(folder), known);
      return [{ folder, facts: known }];
    });
  }

  /**
   * The times of all touched folders now.
   *
   * @returns mtime by folder; null for those that are gone
   */
  async now(): Promise<readonly FolderAfter[]> {
    const folders = [...this.#folders.values()];
    const facts = await this.#context.fileSystem.folderFacts(folders.map((folder) => this.here(folder)));
    return folders.map((folder, i) => ({ folder, mtime: facts[i]?.mtime ?? null }));
  }

  /**
   * mtime of a folder before this operation touched it.
   *
   * @param folder - root of the plan and path
   * @returns nanoseconds; undefined when it did not exist or was not touched
   */
  mtimeBefore(folder: FolderRef): bigint | undefined {
    return this.#before.get(folderKey(folder))?.mtime;
  }

  /**
   * Times of all folders before this operation touched them.
   *
   * @returns those that existed
   */
  timesBefore(): readonly { readonly folder: FolderRef; readonly atime: bigint; readonly mtime: bigint }[] {
    return [...this.#before].flatMap(([key, { atime, mtime }]) => {
      const folder = this.#folders.get(key);
      return folder === undefined ? [] : [{ folder, atime, mtime }];
    });
  }

  /**
   * A folder addressed by root of this machine.
   *
   * @param folder - root of the plan and path
   * @returns root id and path
   */
  here(folder: FolderRef): FolderRef {
    return { root: this.#context.open.roots[folder.root]?.id ?? folder.root, path: folder.path };
  }
}
