import { foldName } from '../names/fold-name.ts';
import type { FileTable } from '../table/file-table.ts';
import { idAt, NONE } from './id-at.ts';

/**
 * Tells which files of the destination may have companions there. Nothing else is known of those files, so one that
 * shares the first part of its name with another is never renamed: its sidecar would be left to the newcomer.
 */
export class OccupiedKin {
  readonly #table: FileTable;
  readonly #counts = new Map<number, Map<string, number>>();
  #first: Uint32Array | undefined;
  #next = new Uint32Array(0);

  /** @param table - the destination table */
  constructor(table: FileTable) {
    this.#table = table;
  }

  /**
   * Whether another entry of the folder shares the first part of a row's name.
   *
   * @param row - row of the destination table
   * @returns true when there is at least one
   */
  has(row: number): boolean {
    const counts = this.#countsOf(idAt(this.#table.folder, row));
    return (counts.get(firstPart(this.#table.name(row))) ?? 0) > 1;
  }

  #countsOf(folder: number): ReadonlyMap<string, number> {
    const known = this.#counts.get(folder);
    if (known !== undefined) return known;
    const counts = new Map<string, number>();
    this.#first ??= this.#listByFolder();
    for (let row = idAt(this.#first, folder); row !== NONE; row = idAt(this.#next, row)) {
      const part = firstPart(this.#table.name(row));
      counts.set(part, (counts.get(part) ?? 0) + 1);
    }
    this.#counts.set(folder, counts);
    return counts;
  }

  #listByFolder(): Uint32Array {
    const { count, folderCount, folder } = this.#table;
    const first = new Uint32Array(folderCount).fill(NONE);
    this.#next = new Uint32Array(count);
    for (let row = 0; row < count; row++) {
      const at = idAt(folder, row);
      this.#next[row] = idAt(first, at);
      first[at] = row;
    }
    return first;
  }
}

function firstPart(name: string): string {
  const dot = name.indexOf('.', 1);
  return foldName(dot === -1 ? name : name.slice(0, dot));
}
