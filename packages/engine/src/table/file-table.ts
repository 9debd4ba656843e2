import { ByteArena } from './byte-arena.ts';
import { growColumn } from './grow-column.ts';
import { decodeRaw, encodeRaw } from '../names/raw-string.ts';

/** A folder that has no parent: the root of the table. */
export const NO_FOLDER = 0xffff_ffff;

/** What the scan knows of one entry when it adds it. */
export interface NewEntry {
  readonly folder: number;
  readonly name: Uint8Array;
  /** Position in ENTRY_KINDS. */
  readonly kind: number;
  readonly size: number;
  readonly mtime: bigint;
  /** Kept only by tables that were asked to. */
  readonly ctime?: bigint;
  readonly device: bigint;
  readonly inode: bigint;
  readonly links: number;
  /** Position in LEFT_REASONS; 0 when the entry takes part. */
  readonly left: number;
}

/**
 * Every entry of a scanned tree as columns: about 80 bytes a file with its name, no object per file. Folders have an
 * id of their own; row numbers are file ids. Entries that are left (links, hidden files, files in progress) are rows
 * too, so that the planner knows which names are taken.
 */
export class FileTable {
  /** Rows in use. */
  count = 0;
  /** Folders in use; folder 0 is the root, or the first one where several trees share the table. */
  folderCount = 0;
  /** Folder id of each row. */
  folder = new Uint32Array(1024);
  /** Bytes of each file. */
  size = new Float64Array(1024);
  /** Nanoseconds since 1970. */
  mtime = new BigInt64Array(1024);
  /** When each file or its facts changed last, nanoseconds since 1970; empty unless asked for. */
  ctime: BigInt64Array<ArrayBuffer>;
  /** Device number of each row. */
  device = new BigUint64Array(1024);
  /** Inode number of each row. */
  inode = new BigUint64Array(1024);
  /** Hard links. */
  links = new Uint32Array(1024);
  /** Position in ENTRY_KINDS. */
  kind = new Uint8Array(1024);
  /** Position in LEFT_REASONS; 0 when the row takes part. */
  left = new Uint8Array(1024);
  /** Position in CATEGORIES; filled by identify. */
  category = new Uint8Array(1024);
  /** Index into the identification texts; filled by identify. */
  mimetype = new Uint16Array(1024);
  /** Index into the identification texts; filled by identify. */
  detectedExtension = new Uint16Array(1024);
  /** 1 where the extension contradicts the content. */
  mismatch = new Uint8Array(1024);
  /** When the content says it was taken: local wall-clock milliseconds since 1970, NaN when unknown. */
  taken = new Float64Array(0);
  /** When it was last read, nanoseconds since 1970; empty unless a template asks. */
  accessed = new BigInt64Array(0);
  /** When it came to this file system, nanoseconds since 1970; empty unless a template asks. */
  added = new BigInt64Array(0);

  #names = new ByteArena(1 << 16);
  #nameStart = new Uint32Array(1024);
  #nameLength = new Uint16Array(1024);
  #folderParent = new Uint32Array(256);
  #folderNameStart = new Uint32Array(256);
  #folderNameLength = new Uint16Array(256);
  #folderPaths = new Map<number, string>();
  readonly #rootFolders: number[] = [];
  readonly #keepsCtime: boolean;

  /** @param options - whether ctimes are kept, eight bytes a row */
  constructor(options: { readonly ctime?: boolean } = {}) {
    this.#keepsCtime = options.ctime ?? false;
    this.ctime = new BigInt64Array(this.#keepsCtime ? this.folder.length : 0);
  }

  /**
   * Adds a folder.
   *
   * @param parent - its parent's id, {@link NO_FOLDER} for the root
   * @param name - its name as bytes; empty for the root
   * @returns its id
   */
  addFolder(parent: number, name: Uint8Array): number {
    const id = this.folderCount++;
    if (id >= this.#folderParent.length) {
      const capacity = id * 2;
      this.#folderParent = growColumn(this.#folderParent, capacity);
      this.#folderNameStart = growColumn(this.#folderNameStart, capacity);
      this.#folderNameLength = growColumn(this.#folderNameLength, capacity);
    }
    if (parent === NO_FOLDER) this.#rootFolders.push(id);
    this.#folderParent[id] = parent;
    this.#folderNameStart[id] = this.#names.append(name);
    this.#folderNameLength[id] = name.length;
    return id;
  }

  /**
   * Adds an entry.
   *
   * @param entry - what the scan knows
   * @returns its row
   */
  addEntry(entry: NewEntry): number {
    const row = this.count++;
    if (row >= this.folder.length) this.#grow(row * 2);
    this.folder[row] = entry.folder;
    this.size[row] = entry.size;
    this.mtime[row] = entry.mtime;
    if (this.#keepsCtime) this.ctime[row] = entry.ctime ?? 0n;
    this.device[row] = entry.device;
    this.inode[row] = entry.inode;
    this.links[row] = entry.links;
    this.kind[row] = entry.kind;
    this.left[row] = entry.left;
    this.#nameStart[row] = this.#names.append(entry.name);
    this.#nameLength[row] = entry.name.length;
    return row;
  }

  /**
   * The name of a row as bytes; a view that holds until the next addition.
   *
   * @param row - the row
   * @returns a view on the names
   */
  nameBytes(row: number): Uint8Array {
    return this.#names.at(this.#nameStart[row] ?? 0, this.#nameLength[row] ?? 0);
  }

  /**
   * The name of a row.
   *
   * @param row - the row
   * @returns a raw string
   */
  name(row: number): string {
    return decodeRaw(this.nameBytes(row));
  }

  /**
   * The parent of a folder.
   *
   * @param id - a folder id
   * @returns the parent's id, {@link NO_FOLDER} for the root
   */
  parentOf(id: number): number {
    return this.#folderParent[id] ?? NO_FOLDER;
  }

  /**
   * Which tree a folder belongs to, where several share the table.
   *
   * @param id - a folder id
   * @returns 0 for the tree that was scanned first, and so on
   */
  rootIndexOf(id: number): number {
    let index = this.#rootFolders.length - 1;
    while (index > 0 && id < (this.#rootFolders[index] ?? 0)) index--;
    return Math.max(index, 0);
  }

  /**
   * The path of a folder below the root.
   *
   * @param id - a folder id
   * @returns a raw string without leading slash, empty for the root
   */
  folderPath(id: number): string {
    const known = this.#folderPaths.get(id);
    if (known !== undefined) return known;
    const parent = this.parentOf(id);
    const name = this.#names.text(this.#folderNameStart[id] ?? 0, this.#folderNameLength[id] ?? 0);
    const above = parent === NO_FOLDER ? '' : this.folderPath(parent);
    const path = above === '' ? name : `${above}/${name}`;
    this.#folderPaths.set(id, path);
    return path;
  }

  /**
   * The path of a row below the root.
   *
   * @param row - the row
   * @returns a raw string
   */
  path(row: number): string {
    const folder = this.folderPath(this.folder[row] ?? 0);
    return folder === '' ? this.name(row) : `${folder}/${this.name(row)}`;
  }

  /**
   * Adds a folder by its name as a raw string.
   *
   * @param parent - its parent's id
   * @param name - a raw string
   * @returns its id
   */
  addNamedFolder(parent: number, name: string): number {
    return this.addFolder(parent, encodeRaw(name));
  }

  #grow(capacity: number): void {
    this.folder = growColumn(this.folder, capacity);
    this.size = growColumn(this.size, capacity);
    this.mtime = growColumn(this.mtime, capacity);
    if (this.#keepsCtime) this.ctime = growColumn(this.ctime, capacity);
    this.device = growColumn(this.device, capacity);
    this.inode = growColumn(this.inode, capacity);
    this.links = growColumn(this.links, capacity);
    this.kind = growColumn(this.kind, capacity);
    this.left = growColumn(this.left, capacity);
    this.category = growColumn(this.category, capacity);
    this.mimetype = growColumn(this.mimetype, capacity);
    this.detectedExtension = growColumn(this.detectedExtension, capacity);
    this.mismatch = growColumn(this.mismatch, capacity);
    this.#nameStart = growColumn(this.#nameStart, capacity);
    this.#nameLength = growColumn(this.#nameLength, capacity);
  }
}
