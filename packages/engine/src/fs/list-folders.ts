import { constants } from 'node:os';
import { decodeRaw } from '../names/raw-string.ts';
import type { FolderListing, FolderRef, ListingProblem } from '../ports/file-system.ts';
import { growColumn } from '../table/grow-column.ts';
import { emptyFacts, type DiskCalls, type EntryFacts, type OpenFolder } from './disk-calls.ts';
import { errnoName, outcomeOfErrno } from './errno-outcome.ts';
import type { FolderSession } from './folder-session.ts';
import { sortNames } from './sort-names.ts';

const KIND = { file: 0, folder: 1, symlink: 2, fifo: 3, socket: 4, device: 5, unknown: 6 } as const;
const KIND_BY_D_TYPE: Readonly<Record<number, number>> = {
  1: KIND.fifo,
  2: KIND.device,
  4: KIND.folder,
  6: KIND.device,
  8: KIND.file,
  10: KIND.symlink,
  12: KIND.socket,
};
const KIND_BY_MODE: Readonly<Record<number, number>> = {
  0o010000: KIND.fifo,
  0o020000: KIND.device,
  0o040000: KIND.folder,
  0o060000: KIND.device,
  0o100000: KIND.file,
  0o120000: KIND.symlink,
  0o140000: KIND.socket,
};

/**
 * The kind of an entry by its mode bits.
 *
 * @param mode - st_mode
 * @returns position in ENTRY_KINDS
 */
export function kindOfMode(mode: number): number {
  return KIND_BY_MODE[mode & 0o170000] ?? KIND.unknown;
}

/**
 * Lists folders into columns, the entries of each folder sorted by the bytes of their names, so that every machine
 * sees one order.
 *
 * @param calls - system calls of this thread
 * @param session - folders held open
 * @param folders - what to list
 * @returns the listing; what could not be read is in its problems
 */
export function listFolders(calls: DiskCalls, session: FolderSession, folders: readonly FolderRef[]): FolderListing {
  const columns = new ListingColumns();
  const problems: ListingProblem[] = [];
  const facts = emptyFacts();
  folders.forEach((ref, index) => {
    session.trim();
    const folder = session.folder(ref);
    if (typeof folder === 'number') {
      problems.push(folderProblem(index, -folder));
      return;
    }
    const failed = listOne({ calls, folder, index, columns, facts, problems });
    if (failed !== 0) problems.push(folderProblem(index, failed));
  });
  return columns.finish(problems);
}

interface OneFolder {
  readonly calls: DiskCalls;
  readonly folder: OpenFolder;
  readonly index: number;
  readonly columns: ListingColumns;
  readonly facts: EntryFacts;
  readonly problems: ListingProblem[];
}

function listOne({ calls, folder, index, columns, facts, problems }: OneFolder): number {
  const names = new NameList();
  const failed = calls.list(folder, (name, type) => {
    names.add(name, type);
  });
  for (const entry of names.sorted()) {
    const name = names.name(entry);
    let kind = KIND_BY_D_TYPE[names.type(entry)] ?? KIND.unknown;
    if (kind === KIND.file || kind === KIND.folder || kind === KIND.unknown) {
      const error = calls.stat(folder, name, facts);
      if (error !== 0) {
        if (error === constants.errno.ENOENT) continue;
        problems.push(entryProblem(index, decodeRaw(name), error));
        clear(facts);
      } else kind = kindOfMode(facts.mode);
    } else clear(facts);
    columns.describe(columns.add(index, name, kind), facts);
  }
  return failed;
}

function clear(facts: EntryFacts): void {
  Object.assign(facts, emptyFacts());
}

function folderProblem(folder: number, error: number): ListingProblem {
  return { folder, code: outcomeOfErrno(error), message: `the folder cannot be listed (${errnoName(error)})` };
}

function entryProblem(folder: number, name: string, error: number): ListingProblem {
  return { folder, name, code: outcomeOfErrno(error), message: `its facts cannot be read (${errnoName(error)})` };
}

/** The names of one folder in one buffer. */
class NameList {
  #bytes = Buffer.alloc(16 * 1024);
  #used = 0;
  #start = new Uint32Array(512);
  #types = new Uint8Array(512);
  #count = 0;

  add(name: Uint8Array, type: number): void {
    if (this.#used + name.length > this.#bytes.length) {
      const grown = Buffer.alloc(Math.max(this.#bytes.length * 2, this.#used + name.length));
      this.#bytes.copy(grown, 0, 0, this.#used);
      this.#bytes = grown;
    }
    if (this.#count + 1 >= this.#start.length) {
      this.#start = growColumn(this.#start, this.#start.length * 2);
      this.#types = growColumn(this.#types, this.#types.length * 2);
    }
    this.#bytes.set(name, this.#used);
    this.#used += name.length;
    this.#types[this.#count] = type;
    this.#start[++this.#count] = this.#used;
  }

  name(entry: number): Buffer {
    return this.#bytes.subarray(this.#start[entry], this.#start[entry + 1]);
  }

  type(entry: number): number {
    return this.#types[entry] ?? 0;
  }

  sorted(): Uint32Array {
    return sortNames({ bytes: this.#bytes, start: this.#start, count: this.#count });
  }
}

/** Grows the columns of a listing. */
class ListingColumns {
  #count = 0;
  #names = new Uint8Array(16 * 1024);
  #nameEnd = new Uint32Array(512);
  #folder = new Uint32Array(512);
  #kind = new Uint8Array(512);
  #size = new Float64Array(512);
  #mtime = new BigInt64Array(512);
  #ctime = new BigInt64Array(512);
  #device = new BigUint64Array(512);
  #inode = new BigUint64Array(512);
  #mode = new Uint32Array(512);
  #links = new Uint32Array(512);
  #mountId = new BigUint64Array(512);

  add(folder: number, name: Uint8Array, kind: number): number {
    const row = this.#count++;
    if (row >= this.#folder.length) this.#grow(row * 2);
    const start = row === 0 ? 0 : (this.#nameEnd[row - 1] ?? 0);
    if (start + name.length > this.#names.length) {
      this.#names = growColumn(this.#names, Math.max(this.#names.length * 2, start + name.length));
    }
    this.#names.set(name, start);
    this.#nameEnd[row] = start + name.length;
    this.#folder[row] = folder;
    this.#kind[row] = kind;
    return row;
  }

  describe(row: number, facts: EntryFacts): void {
    this.#size[row] = facts.size;
    this.#mtime[row] = facts.mtime;
    this.#ctime[row] = facts.ctime;
    this.#device[row] = facts.device;
    this.#inode[row] = facts.inode;
    this.#mode[row] = facts.mode;
    this.#links[row] = facts.links;
    this.#mountId[row] = facts.mountId;
  }

  finish(problems: readonly ListingProblem[]): FolderListing {
    const count = this.#count;
    return {
      count,
      names: growColumn(this.#names, count === 0 ? 0 : (this.#nameEnd[count - 1] ?? 0)),
      nameEnd: growColumn(this.#nameEnd, count),
      folder: growColumn(this.#folder, count),
      kind: growColumn(this.#kind, count),
      size: growColumn(this.#size, count),
      mtime: growColumn(this.#mtime, count),
      ctime: growColumn(this.#ctime, count),
      device: growColumn(this.#device, count),
      inode: growColumn(this.#inode, count),
      mode: growColumn(this.#mode, count),
      links: growColumn(this.#links, count),
      mountId: growColumn(this.#mountId, count),
      problems,
    };
  }

  #grow(capacity: number): void {
    this.#nameEnd = growColumn(this.#nameEnd, capacity);
    this.#folder = growColumn(this.#folder, capacity);
    this.#kind = growColumn(this.#kind, capacity);
    this.#size = growColumn(this.#size, capacity);
    this.#mtime = growColumn(this.#mtime, capacity);
    this.#ctime = growColumn(this.#ctime, capacity);
    this.#device = growColumn(this.#device, capacity);
    this.#inode = growColumn(this.#inode, capacity);
    this.#mode = growColumn(this.#mode, capacity);
    this.#links = growColumn(this.#links, capacity);
    this.#mountId = growColumn(this.#mountId, capacity);
  }
}
