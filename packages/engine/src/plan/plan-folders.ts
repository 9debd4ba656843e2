import type { FolderRef } from '../ports/file-system.ts';
import { NO_FOLDER, type FileTable } from '../table/file-table.ts';
import { idAt, NONE } from './id-at.ts';

/**
 * The two trees of a plan. In both, a row of the kind `folder` is a folder whose entries are not known: it stays, and
 * no file can go below it.
 */
export interface PlanTrees {
  /** The source tree. */
  readonly table: FileTable;
  /**
   * What exists below the destination root: the entries of that root and of all folders that files should go to, as
   * far as they exist. The same object as `table` when the destination root is the source root.
   */
  readonly occupied: FileTable;
  /** Root id of the source. */
  readonly sourceRoot: number;
  /** Root id of the destination. */
  readonly destinationRoot: number;
  /** Raw path of the source root below the destination root, where the source lies in it. */
  readonly sourceBelowDestination?: string | undefined;
}

/**
 * Every folder of a plan under one number: first the folders of the source table under their own ids, then those of
 * the destination, then the folders that are still to be made. A folder that both tables list has one number.
 */
export class PlanFolders {
  /** Folders of the source table. */
  readonly tableCount: number;
  /** Folders that exist; higher numbers are still to be made. */
  readonly existingCount: number;

  readonly #trees: PlanTrees;
  readonly #firstChild: Uint32Array;
  readonly #nextSibling: Uint32Array;
  readonly #alias = new Map<number, number>();
  readonly #newParents: number[] = [];
  readonly #newNames: string[] = [];
  /** Path of the source root below the destination root, where that lists it as one of its folders. */
  #sourceRootPath = '';

  /** @param trees - the two trees */
  constructor(trees: PlanTrees) {
    const { table, occupied } = trees;
    this.#trees = trees;
    this.tableCount = table.folderCount;
    this.existingCount = this.tableCount + (occupied === table ? 0 : occupied.folderCount);
    this.#firstChild = new Uint32Array(this.existingCount).fill(NONE);
    this.#nextSibling = new Uint32Array(this.existingCount).fill(NONE);
    this.#joinTrees();
    for (let folder = this.existingCount - 1; folder >= 0; folder--) this.#linkToParent(folder);
    this.#linkSourceRoot();
  }

  /** Folders in all. */
  get count(): number {
    return this.existingCount + this.#newParents.length;
  }

  /** The destination root. */
  get root(): number {
    return this.ofOccupied(0);
  }

  /**
   * The number of a folder of the destination table.
   *
   * @param id - its id there
   * @returns its number here
   */
  ofOccupied(id: number): number {
    if (this.#trees.occupied === this.#trees.table) return id;
    return this.#alias.get(id) ?? this.tableCount + id;
  }

  /**
   * Adds a folder that is to be made.
   *
   * @param parent - the folder it will be in
   * @param name - raw name
   * @returns its number
   */
  addNew(parent: number, name: string): number {
    this.#newNames.push(name);
    return this.existingCount + this.#newParents.push(parent) - 1;
  }

  /**
   * The folder a folder is in.
   *
   * @param folder - a folder
   * @returns the parent, {@link NONE} for a root
   */
  parentOf(folder: number): number {
    if (folder >= this.existingCount) return this.#newParents[folder - this.existingCount] ?? NONE;
    const { table, occupied } = this.#trees;
    const known = folder < this.tableCount ? table.parentOf(folder) : occupied.parentOf(folder - this.tableCount);
    if (known === NO_FOLDER) return NONE;
    return folder < this.tableCount ? known : this.ofOccupied(known);
  }

  /**
   * The name of a folder.
   *
   * @param folder - a folder
   * @returns raw name, empty for a root
   */
  nameOf(folder: number): string {
    if (folder >= this.existingCount) return this.#newNames[folder - this.existingCount] ?? '';
    const path = folder === SOURCE_ROOT ? this.#sourceRootPath : this.refOf(folder).path;
    return path.slice(path.lastIndexOf('/') + 1);
  }

  /**
   * Where a folder is, as the FileSystem port addresses it.
   *
   * @param folder - a folder
   * @returns its root and path
   */
  refOf(folder: number): FolderRef {
    const { table, occupied, sourceRoot, destinationRoot } = this.#trees;
    if (folder < this.tableCount) return { root: sourceRoot, path: table.folderPath(folder) };
    if (folder < this.existingCount) {
      return { root: destinationRoot, path: occupied.folderPath(folder - this.tableCount) };
    }
    const above = this.refOf(this.parentOf(folder));
    const name = this.nameOf(folder);
    return { root: above.root, path: above.path === '' ? name : `${above.path}/${name}` };
  }

  /**
   * The folders in a folder that exist.
   *
   * @param folder - a folder
   * @returns their numbers
   */
  childrenOf(folder: number): number[] {
    const children: number[] = [];
    for (let child = idAt(this.#firstChild, folder); child !== NONE; child = idAt(this.#nextSibling, child)) {
      children.push(child);
    }
    return children;
  }

  /** Finds the folders of the destination that are folders of the source, since the source lies in it. */
  #joinTrees(): void {
    const { table, occupied, sourceBelowDestination: prefix } = this.#trees;
    if (occupied === table || prefix === undefined) return;
    const byPath = new Map<string, number>();
    for (let id = 0; id < this.tableCount; id++) byPath.set(table.folderPath(id), id);
    for (let id = 0; id < occupied.folderCount; id++) {
      const path = occupied.folderPath(id);
      const below = prefix === '' ? path : path === prefix ? '' : pathBelow(path, prefix);
      const same = below === undefined ? undefined : byPath.get(below);
      if (same !== undefined) this.#alias.set(id, same);
    }
  }

  #linkToParent(folder: number): void {
    if (this.#alias.has(folder - this.tableCount)) return;
    const parent = this.parentOf(folder);
    if (parent !== NONE) this.#link(folder, parent);
  }

  /**
   * The source root can be a folder that files should go to. It is found there, yet has no parent: what is done to
   * folders that are emptied stops at a root.
   */
  #linkSourceRoot(): void {
    const { occupied } = this.#trees;
    for (const [id, folder] of this.#alias) {
      const parent = occupied.parentOf(id);
      if (folder !== SOURCE_ROOT || parent === NO_FOLDER) continue;
      this.#sourceRootPath = occupied.folderPath(id);
      this.#link(SOURCE_ROOT, this.ofOccupied(parent));
    }
  }

  #link(folder: number, parent: number): void {
    this.#nextSibling[folder] = idAt(this.#firstChild, parent);
    this.#firstChild[parent] = folder;
  }
}

/** Number of the source root. */
const SOURCE_ROOT = 0;

function pathBelow(path: string, prefix: string): string | undefined {
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length + 1) : undefined;
}
