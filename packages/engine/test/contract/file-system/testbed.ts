import { outcomeOf, type OutcomeCode } from '@kempt/contracts';
import { decodeRaw } from '../../../src/names/raw-string.ts';
import {
  ENTRY_KINDS,
  type BatchOutcome,
  type EntryKind,
  type FileFacts,
  type FileRef,
  type FileSystem,
  type FolderListing,
  type FolderRef,
  type StepAction,
  type StopSignal,
} from '../../../src/ports/file-system.ts';
import type { MemoryUser } from '../../../src/testing/memory-user.ts';
import { fileRef, stepBatch, type ReadableBatch, type ReadableStep } from '../../../src/testing/step-batch.ts';

/** What people and other programs do beside the file system under test. */
export type TestUser = Pick<
  MemoryUser,
  | 'writeFile'
  | 'mkdir'
  | 'symlink'
  | 'readLink'
  | 'link'
  | 'special'
  | 'remove'
  | 'rename'
  | 'chmod'
  | 'setTimes'
  | 'readFile'
  | 'stat'
  | 'holdOpen'
>;

/** One implementation with everything its tests need. */
export interface Testbed {
  readonly fileSystem: FileSystem;
  readonly user: TestUser;
  /** A second one on the same files, as another process has it; started when it is first asked for. */
  readonly other: FileSystem;
  /** Path of a new empty folder. */
  readonly newFolder: () => string;
  /** Path of a new empty folder on another device; undefined where there is none. */
  readonly newFolderElsewhere: () => string | undefined;
  /** Does something without the privileges of root. */
  readonly unprivileged: <T>(work: () => Promise<T>) => Promise<T>;
  /** Ends it and removes all its files. */
  readonly dispose: () => Promise<void>;
}

/** What an implementation cannot do by its nature. */
export interface Limits {
  /** Times are kept to the nanosecond. */
  readonly exactTimes: boolean;
  /** Locks are per tree and not one for all trees. */
  readonly treeLocks: boolean;
  /** A file can be renamed without ever replacing another, and not only linked and unlinked. */
  readonly renames: boolean;
  /** Files are watched while they are moved. */
  readonly watches: boolean;
  /** Two names can be given each other's files in one step. */
  readonly exchanges: boolean;
  /** `unprivileged` also holds for the system's answer to who may write where. */
  readonly accessAnswers: boolean;
}

/** An open root with short ways to say what happens below it. */
export interface Site {
  readonly id: number;
  readonly path: string;
  /** Absolute path of something below. */
  readonly at: (path: string) => string;
  readonly folder: (path: string) => FolderRef;
  readonly file: (path: string) => FileRef;
  readonly write: (path: string, content: string) => FileFacts;
  /** Content of a file as text; undefined where there is nothing. */
  readonly text: (path: string) => string | undefined;
  readonly facts: (path: string) => FileFacts;
}

/** Opens a new empty folder, or a given one. */
export async function openSite(bed: Testbed, path = bed.newFolder()): Promise<Site> {
  const { id } = await bed.fileSystem.openRoot(path);
  const at = (below: string): string => (below === '' ? path : `${path}/${below}`);
  const facts = (below: string): FileFacts => {
    const found = bed.user.stat(at(below));
    if (found === undefined) throw new Error(`there is no ${below}`);
    return found;
  };
  return {
    id,
    path,
    at,
    facts,
    folder: (below) => ({ root: id, path: below }),
    file: (below) => fileRef(id, below),
    write: (below, content) => {
      bed.user.writeFile(at(below), content);
      return facts(below);
    },
    text: (below) => {
      if (bed.user.stat(at(below)) === undefined) return undefined;
      return Buffer.from(bed.user.readFile(at(below))).toString('utf8');
    },
  };
}

/** A step from one place to another with the identity the source has now. */
export function step(action: StepAction, from: [Site, string], to: [Site, string]): ReadableStep {
  const [site, path] = action === 'remove_copy' ? to : from;
  return { action, from: from[0].file(from[1]), to: to[0].file(to[1]), facts: site.facts(path) };
}

/** A move below one root. */
export function move(site: Site, from: string, to: string): ReadableStep {
  return step('move', [site, from], [site, to]);
}

/** Makes a folder. */
export function makeFolder(site: Site, path: string): ReadableStep {
  return { action: 'make_folder', to: site.file(path) };
}

/** Removes a folder. */
export function removeFolder(site: Site, path: string): ReadableStep {
  return { action: 'remove_folder', from: site.file(path), facts: site.facts(path) };
}

/** What became of steps. */
export interface Result extends BatchOutcome {
  readonly codes: readonly OutcomeCode[];
}

/** Carries steps out. */
export async function run(
  bed: Testbed,
  steps: readonly ReadableStep[],
  options: ReadableBatch & { readonly signal?: StopSignal } = {},
): Promise<Result> {
  const outcome = await bed.fileSystem.execute(stepBatch(steps, options), options.signal);
  return { ...outcome, codes: Array.from(outcome.code, outcomeOf) };
}

/** Settles steps. */
export async function settle(
  bed: Testbed,
  steps: readonly ReadableStep[],
  options: ReadableBatch = {},
): Promise<Result> {
  const outcome = await bed.fileSystem.settle(stepBatch(steps, options));
  return { ...outcome, codes: Array.from(outcome.code, outcomeOf) };
}

/** One row of a listing, as an object. */
export interface ListedRow {
  readonly folder: number;
  readonly name: string;
  readonly kind: EntryKind;
  readonly size: number;
  readonly mtime: bigint;
  readonly ctime: bigint;
  readonly device: bigint;
  readonly inode: bigint;
  readonly mode: number;
  readonly links: number;
  readonly mountId: bigint;
}

/** The rows of a listing. */
export function listedRows(listing: FolderListing): ListedRow[] {
  return Array.from({ length: listing.count }, (_, row) => ({
    folder: listing.folder[row] ?? -1,
    name: decodeRaw(listing.names.subarray(row === 0 ? 0 : listing.nameEnd[row - 1], listing.nameEnd[row])),
    kind: ENTRY_KINDS[listing.kind[row] ?? 6] ?? 'unknown',
    size: listing.size[row] ?? -1,
    mtime: listing.mtime[row] ?? -1n,
    ctime: listing.ctime[row] ?? -1n,
    device: listing.device[row] ?? 0n,
    inode: listing.inode[row] ?? 0n,
    mode: listing.mode[row] ?? 0,
    links: listing.links[row] ?? 0,
    mountId: listing.mountId[row] ?? 0n,
  }));
}
