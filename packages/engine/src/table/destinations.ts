import { ByteArena } from './byte-arena.ts';
import { decodeRaw, encodeRaw } from '../names/raw-string.ts';

/** The row goes with no main file. */
export const NO_MAIN = 0xffff_ffff;

const KEEPS_NAME = 0xffff;

/**
 * Where every row of a file table should go, as columns: a folder below the destination root and a name. Filled by
 * the rules, read by the planner.
 */
export class Destinations {
  /** Distinct destination folders: raw paths below the destination root, '' for the root itself. */
  readonly folders: string[] = [];
  /** Index into `folders` by row. */
  readonly folder: Uint32Array;
  /** Row of the main file this row goes with, or {@link NO_MAIN}. */
  readonly main: Uint32Array;

  readonly #names = new ByteArena();
  readonly #nameStart: Uint32Array;
  readonly #nameLength: Uint16Array;
  readonly #folderIds = new Map<string, number>();

  /** @param rows - rows of the file table */
  constructor(rows: number) {
    this.folder = new Uint32Array(rows);
    this.main = new Uint32Array(rows).fill(NO_MAIN);
    this.#nameStart = new Uint32Array(rows);
    this.#nameLength = new Uint16Array(rows).fill(KEEPS_NAME);
  }

  /**
   * The id of a destination folder, made when new.
   *
   * @param path - raw path below the destination root
   * @returns index into `folders`
   */
  folderId(path: string): number {
    const known = this.#folderIds.get(path);
    if (known !== undefined) return known;
    const id = this.folders.push(path) - 1;
    this.#folderIds.set(path, id);
    return id;
  }

  /**
   * Moves every destination folder below another one.
   *
   * @param path - raw path of the folder above
   */
  moveBelow(path: string): void {
    this.#folderIds.clear();
    this.folders.forEach((folder, id) => {
      const moved = folder === '' ? path : `${path}/${folder}`;
      this.folders[id] = moved;
      this.#folderIds.set(moved, id);
    });
  }

  /**
   * Sends a row to a folder under its own name.
   *
   * @param row - row of the file table
   * @param folderId - from {@link Destinations.folderId}
   */
  keepName(row: number, folderId: number): void {
    this.folder[row] = folderId;
    this.#nameLength[row] = KEEPS_NAME;
  }

  /**
   * Sends a row to a folder under a new name.
   *
   * @param row - row of the file table
   * @param folderId - from {@link Destinations.folderId}
   * @param name - raw name; the planner reports what a file system would not take, and of what is longer than any
   * file system takes only the first 65,534 bytes are kept
   */
  rename(row: number, folderId: number, name: string): void {
    const bytes = encodeRaw(name).subarray(0, KEEPS_NAME - 1);
    this.folder[row] = folderId;
    this.#nameStart[row] = this.#names.append(bytes);
    this.#nameLength[row] = bytes.length;
  }

  /**
   * The new name of a row.
   *
   * @param row - row of the file table
   * @returns a raw name, or undefined when the row keeps its own
   */
  newName(row: number): string | undefined {
    const bytes = this.newNameBytes(row);
    return bytes === undefined ? undefined : decodeRaw(bytes);
  }

  /**
   * The new name of a row as bytes; a view that holds until the next renaming.
   *
   * @param row - row of the file table
   * @returns a view, or undefined when the row keeps its own name
   */
  newNameBytes(row: number): Uint8Array | undefined {
    const length = this.#nameLength[row] ?? KEEPS_NAME;
    return length === KEEPS_NAME ? undefined : this.#names.at(this.#nameStart[row] ?? 0, length);
  }
}
