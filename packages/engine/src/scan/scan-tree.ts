import { leftReasonId, type LeftReason } from '@kempt/contracts';
import { throwIfInterrupted } from '../errors/throw-if-interrupted.ts';
import { QUARANTINE_FOLDER } from '../names/quarantine-folder.ts';
import { decodeRaw } from '../names/raw-string.ts';
import type { FileSystem, FolderListing, RootFacts } from '../ports/file-system.ts';
import { FileTable, NO_FOLDER } from '../table/file-table.ts';
import { describeOutcome } from '../errors/describe-outcome.ts';
import { finishedName, isInProgress } from './downloads-in-progress.ts';
import { isPackageFolder, isProjectMarker } from './project-markers.ts';

const KIND = { file: 0, folder: 1, symlink: 2, fifo: 3, socket: 4, device: 5 } as const;
const LEFT_BY_KIND: readonly LeftReason[] = ['none', 'none', 'symlink', 'fifo', 'socket', 'device', 'unreadable'];
const FOLDERS_PER_CALL = 64;
const CALLS_IN_FLIGHT = 4;
const DOT = 0x2e;

/** How a tree is scanned. */
export interface ScanOptions {
  readonly hidden: boolean;
  readonly crossMounts: boolean;
  /** Enters folders that are projects. */
  readonly intoProjects: boolean;
  /** Seconds a file must have been left alone; 0 takes every file. */
  readonly settleSeconds: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Folders not to enter, with the reason. */
  readonly excluded: readonly ExcludedFolder[];
  /** Leaves files that some process is writing. */
  readonly skipOpenFiles: boolean;
  /** Gets the rows; a new table when absent. Trees that are scanned into one table come one behind the other. */
  readonly table?: FileTable;
  readonly onProgress?: ((files: number, path: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A folder the scan does not enter. */
export interface ExcludedFolder {
  readonly device: bigint;
  readonly inode: bigint;
  readonly reason: 'state_folder' | 'destination_folder' | 'named_apart';
}

/** A file or folder the scan could not read. */
export interface ScanProblem {
  /** Raw path below the root. */
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** A tree as the scan saw it. */
export interface ScannedTree {
  readonly table: FileTable;
  /** Folders whose entries are not all in the table, since listing them failed on the way. */
  readonly incompleteFolders: ReadonlySet<number>;
  readonly problems: readonly ScanProblem[];
  /** Entries passed over, by reason. */
  readonly skipped: ReadonlyMap<LeftReason, number>;
  /** Folders entered, the root included. */
  readonly directories: number;
}

/**
 * Scans a tree: every entry of every folder it enters becomes a row. Symlinks are never followed; folders are opened
 * from their parents, so a folder swapped for a link is a problem, not a way out.
 *
 * @param fileSystem - the file system
 * @param root - the open root
 * @param options - what to enter and what to leave
 * @returns the table and what was passed over
 * @throws KemptError `interrupted`
 */
export async function scanTree(fileSystem: FileSystem, root: RootFacts, options: ScanOptions): Promise<ScannedTree> {
  const walk = new Walk(fileSystem, root, options);
  await walk.run();
  if (options.skipOpenFiles) walk.leaveOpenFiles(await fileSystem.filesOpenForWriting());
  return walk.finish();
}

class Walk {
  readonly #fileSystem: FileSystem;
  readonly #root: RootFacts;
  readonly #options: ScanOptions;
  readonly #table: FileTable;
  readonly #incomplete = new Set<number>();
  readonly #problems: ScanProblem[] = [];
  readonly #skipped = new Map<LeftReason, number>();
  readonly #visited = new Set<string>();
  readonly #settledBefore: bigint;
  readonly #settledAfter: bigint;
  #directories = 0;
  #pending: FoundFolder[] = [];

  constructor(fileSystem: FileSystem, root: RootFacts, options: ScanOptions) {
    this.#fileSystem = fileSystem;
    this.#root = root;
    this.#options = options;
    this.#table = options.table ?? new FileTable();
    const now = BigInt(Math.round(options.now)) * 1_000_000n;
    const settle = BigInt(Math.round(options.settleSeconds * 1e9));
    this.#settledBefore = now - settle;
    this.#settledAfter = now + settle;
  }

  async run(): Promise<void> {
    this.#pending.push({ parent: NO_FOLDER, path: '', listed: undefined });
    this.#visited.add(`${String(this.#root.device)}:${String(this.#root.inode)}`);
    const inFlight: { folders: FoundFolder[]; listing: Promise<FolderListing> }[] = [];
    while (this.#pending.length > 0 || inFlight.length > 0) {
      throwIfInterrupted(this.#options.signal);
      while (this.#pending.length > 0 && inFlight.length < CALLS_IN_FLIGHT) {
        const folders = this.#pending.splice(0, FOLDERS_PER_CALL);
        const listing = this.#fileSystem.listFolders(folders.map(({ path }) => ({ root: this.#root.id, path })));
        listing.catch(() => undefined);
        inFlight.push({ folders, listing });
      }
      const next = inFlight.shift();
      if (next !== undefined) this.#take(next.folders, await next.listing);
    }
  }

  leaveOpenFiles(open: ReadonlySet<string>): void {
    if (open.size === 0) return;
    const inodes = new Set([...open].map((key) => BigInt(key.slice(key.indexOf(':') + 1))));
    const table = this.#table;
    for (let row = 0; row < table.count; row++) {
      if (table.left[row] !== 0 || table.kind[row] !== KIND.file || !inodes.has(table.inode[row] ?? 0n)) continue;
      if (!open.has(`${String(table.device[row])}:${String(table.inode[row])}`)) continue;
      table.left[row] = leftReasonId('open_for_writing');
      this.#count('open_for_writing');
    }
  }

  finish(): ScannedTree {
    return {
      table: this.#table,
      incompleteFolders: this.#incomplete,
      problems: this.#problems,
      skipped: this.#skipped,
      directories: this.#directories,
    };
  }

  #take(folders: readonly FoundFolder[], listing: FolderListing): void {
    const unreadable = new Set(listing.problems.filter(({ name }) => name === undefined).map(({ folder }) => folder));
    for (const problem of listing.problems) this.#problem(folders[problem.folder]?.path ?? '', problem);
    const text = Buffer.from(listing.names.buffer, listing.names.byteOffset, listing.names.length).toString('latin1');
    let row = 0;
    const pending = this.#pending.length;
    folders.forEach((folder, index) => {
      const start = row;
      while (row < listing.count && listing.folder[row] === index) row++;
      const rows = { text, listing, start, end: row };
      if (unreadable.has(index) && start === row) this.#leaveFolder(folder, 'unreadable');
      else if (this.#isProject(folder, rows)) this.#leaveFolder(folder, 'project');
      else this.#enter(folder, rows, unreadable.has(index));
    });
    // A folder that waits to be listed has its facts there.
    if (this.#pending.length === pending) release(listing);
    this.#options.onProgress?.(this.#table.count, folders[0]?.path ?? '');
  }

  #isProject(folder: FoundFolder, rows: ListedRows): boolean {
    return folder.listed !== undefined && !this.#options.intoProjects && holdsMarker(rows);
  }

  #enter(folder: FoundFolder, rows: ListedRows, isIncomplete: boolean): void {
    const id = this.#table.addFolder(folder.parent, folder.listed?.name ?? new Uint8Array(0));
    if (isIncomplete) this.#incomplete.add(id);
    this.#directories++;
    const held = unfinishedNames(rows);
    for (let row = rows.start; row < rows.end; row++) {
      if (rows.listing.kind[row] === KIND.folder) this.#subfolder({ id, path: folder.path }, rows.listing, row);
      else this.#entry({ ...rows, folder: id, row, held });
    }
  }

  #subfolder(parent: { readonly id: number; readonly path: string }, listing: FolderListing, row: number): void {
    const listed = { name: Uint8Array.from(nameAt(listing, row)), listing, row };
    const name = decodeRaw(listed.name);
    const path = parent.path === '' ? name : `${parent.path}/${name}`;
    const found = { parent: parent.id, path, listed };
    const reason = this.#reasonNotToEnter(listing, row);
    if (reason === undefined) this.#pending.push(found);
    else this.#leaveFolder(found, reason);
  }

  #reasonNotToEnter(listing: FolderListing, row: number): LeftReason | undefined {
    const [device, inode] = [listing.device[row], listing.inode[row]];
    const excluded = this.#options.excluded.find((folder) => folder.device === device && folder.inode === inode);
    if (excluded !== undefined) return excluded.reason;
    const name = nameAt(listing, row);
    if (name[0] === DOT && decodeRaw(name) === QUARANTINE_FOLDER) return 'state_folder';
    if (name[0] === DOT && !this.#options.hidden) return 'hidden';
    if (!this.#options.crossMounts)
      return listing.mountId[row] === this.#root.mountId ? this.#package(name) : 'other_mount';
    const key = `${String(device)}:${String(inode)}`;
    if (this.#visited.has(key)) return 'other_mount';
    this.#visited.add(key);
    return this.#package(name);
  }

  #package(name: Uint8Array): LeftReason | undefined {
    return !this.#options.intoProjects && isPackageFolder(decodeRaw(name)) ? 'project' : undefined;
  }

  /** A folder that is not entered is one row: its name is taken, and nothing can go below it. */
  #leaveFolder({ parent, listed }: FoundFolder, reason: LeftReason): void {
    this.#count(reason);
    if (listed === undefined) this.#incomplete.add(this.#table.addFolder(NO_FOLDER, new Uint8Array(0)));
    else this.#row({ folder: parent, listing: listed.listing, row: listed.row, name: listed.name }, reason);
  }

  #entry(entry: ListedEntry): void {
    const { folder, listing, row } = entry;
    const reason = this.#reasonToLeave(entry);
    if (reason !== 'none') this.#count(reason);
    this.#row({ folder, listing, row, name: nameAt(listing, row) }, reason);
  }

  #row(
    { folder, listing, row, name }: { folder: number; listing: FolderListing; row: number; name: Uint8Array },
    reason: LeftReason,
  ): void {
    this.#table.addEntry({
      folder,
      name,
      kind: listing.kind[row] ?? KIND.device,
      size: listing.size[row] ?? 0,
      mtime: listing.mtime[row] ?? 0n,
      ctime: listing.ctime[row] ?? 0n,
      device: listing.device[row] ?? 0n,
      inode: listing.inode[row] ?? 0n,
      links: listing.links[row] ?? 1,
      left: leftReasonId(reason),
    });
  }

  #reasonToLeave({ text, listing, row, held }: ListedEntry): LeftReason {
    const kind = listing.kind[row] ?? KIND.device;
    if (kind !== KIND.file) return LEFT_BY_KIND[kind] ?? 'unreadable';
    const bytes = nameAt(listing, row);
    if (bytes[0] === DOT && !this.#options.hidden) return 'hidden';
    if (!this.#options.crossMounts && listing.mountId[row] !== this.#root.mountId) return 'other_mount';
    if (this.#options.settleSeconds > 0) {
      const mtime = listing.mtime[row] ?? 0n;
      if (mtime > this.#settledBefore && mtime < this.#settledAfter) return 'settling';
    }
    if (held === undefined) return 'none';
    const name = latinName(text, listing, row);
    return isInProgress(name) || (listing.size[row] === 0 && held.has(name)) ? 'in_progress' : 'none';
  }

  #problem(folder: string, problem: FolderListing['problems'][number]): void {
    const path = [folder, problem.name ?? ''].filter((part) => part !== '').join('/');
    this.#problems.push({ path, code: problem.code, message: describeOutcome(problem.code, problem.message) });
  }

  #count(reason: LeftReason): void {
    this.#skipped.set(reason, (this.#skipped.get(reason) ?? 0) + 1);
  }
}

/** A folder that was found and is to be listed. */
interface FoundFolder {
  /** Id of its parent; NO_FOLDER for the root. */
  readonly parent: number;
  /** Raw path below the root. */
  readonly path: string;
  /** Where its own facts are; undefined for the root. */
  readonly listed: { readonly name: Uint8Array; readonly listing: FolderListing; readonly row: number } | undefined;
}

interface ListedRows {
  /** All names of the listing, one character a byte. */
  readonly text: string;
  readonly listing: FolderListing;
  readonly start: number;
  readonly end: number;
}

interface ListedEntry extends ListedRows {
  readonly folder: number;
  readonly row: number;
  /** Names that unfinished downloads of the folder hold free; undefined when it has none. */
  readonly held: ReadonlySet<string> | undefined;
}

/** Gives up memory that the garbage collector would come to late: it sees small objects, not what is behind them. */
function release(listing: FolderListing): void {
  for (const column of Object.values(listing)) {
    if (!ArrayBuffer.isView(column) || !(column.buffer instanceof ArrayBuffer)) continue;
    if (column.byteLength > 0 && column.byteLength === column.buffer.byteLength) column.buffer.transfer(0);
  }
}

function nameAt(listing: FolderListing, row: number): Uint8Array {
  return listing.names.subarray(row === 0 ? 0 : listing.nameEnd[row - 1], listing.nameEnd[row]);
}

function holdsMarker({ text, listing, start, end }: ListedRows): boolean {
  for (let row = start; row < end; row++) if (isProjectMarker(latinName(text, listing, row))) return true;
  return false;
}

function unfinishedNames({ text, listing, start, end }: ListedRows): ReadonlySet<string> | undefined {
  let held: Set<string> | undefined;
  for (let row = start; row < end; row++) {
    const name = latinName(text, listing, row);
    if (isInProgress(name)) (held ??= new Set()).add(finishedName(name));
  }
  return held;
}

/** Markers and endings are ASCII, so a reading byte by byte finds them and costs a slice instead of a decoding. */
function latinName(text: string, listing: FolderListing, row: number): string {
  return text.slice(row === 0 ? 0 : listing.nameEnd[row - 1], listing.nameEnd[row]);
}
