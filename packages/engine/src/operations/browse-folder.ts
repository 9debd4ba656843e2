import { QUARANTINE_FOLDER } from '../names/quarantine-folder.ts';
import { decodeRaw, encodeRaw } from '../names/raw-string.ts';
import { shown } from '../names/shown.ts';
import { ENTRY_KINDS, type EntryKind, type FileSystem, type FolderListing } from '../ports/file-system.ts';
import { isPartName, noSuchPlace } from './path-below.ts';

/** Where a page of a folder begins: behind this name. */
export interface BrowsePlace {
  readonly folder: boolean;
  /** Raw. */
  readonly name: string;
}

/** Which entries of a folder are wanted. */
export interface BrowseRequest {
  /** Raw path below the root; empty for the root itself. */
  readonly path: string;
  readonly limit: number;
  /** From the start when absent. */
  readonly after?: BrowsePlace | undefined;
  readonly foldersOnly?: boolean;
}

/** An entry of a folder. */
export interface BrowsedEntry {
  readonly name: string;
  readonly name_base64?: string;
  readonly kind: 'folder' | 'file' | 'link' | 'other';
  readonly size_bytes: number;
  /** ISO 8601. */
  readonly modified: string;
}

/** A page of a folder: folders first, each kind in the order of the bytes of the names. */
export interface BrowsedPage {
  readonly entries: readonly BrowsedEntry[];
  /** Where the next page begins; undefined at the end. */
  readonly next: BrowsePlace | undefined;
}

/** What browsing needs. */
export interface Browsing {
  readonly fileSystem: FileSystem;
  /** Id of the open root. */
  readonly root: number;
  /** Identity of Kempt's state folder, which is not shown; undefined where there is none. */
  readonly state: { readonly device: bigint; readonly inode: bigint } | undefined;
}

const FOLDER = ENTRY_KINDS.indexOf('folder');
const SHOWN_KINDS: Partial<Record<EntryKind, BrowsedEntry['kind']>> = {
  file: 'file',
  folder: 'folder',
  symlink: 'link',
};
const NANOSECONDS_PER_MILLISECOND = 1_000_000n;
/** The last moment a date can hold, either way. */
const MOST_MILLISECONDS = 8.64e15;

/**
 * Lists a page of a folder. Links are shown and never followed; what Kempt keeps for itself is not shown.
 *
 * @param browsing - where
 * @param request - which entries
 * @returns the page
 * @throws KemptError `not_found` for whatever is no folder or lies behind a link
 */
export async function browseFolder(browsing: Browsing, request: BrowseRequest): Promise<BrowsedPage> {
  const { fileSystem, root } = browsing;
  const { path, limit } = request;
  if (await passesState(browsing, path)) throw noSuchPlace();
  const listing = await fileSystem.listFolders([{ root, path }]);
  if (listing.problems.some(({ name }) => name === undefined)) throw noSuchPlace();
  const rows = rowsBehind(listing, browsing, request);
  const page = rows.slice(0, limit);
  const entries = await entriesOf(browsing, path, { listing, rows: page });
  const last = rows.length > limit ? page.at(-1) : undefined;
  const next = last === undefined ? undefined : { folder: isFolder(listing, last), name: nameOf(listing, last) };
  return { entries, next };
}

/** Whether the way leads into Kempt's own state. */
async function passesState({ fileSystem, root, state }: Browsing, path: string): Promise<boolean> {
  if (state === undefined || path === '') return false;
  const names = path.split('/');
  const way = names.map((name, i) => ({ folder: { root, path: names.slice(0, i).join('/') }, name }));
  const facts = await fileSystem.fileFacts(way);
  return facts.some((known) => known?.inode === state.inode && known.device === state.device);
}

/** One more than fits the page, so that the end is known. */
function rowsBehind(listing: FolderListing, { state }: Browsing, request: BrowseRequest): number[] {
  const { after, limit, foldersOnly = false } = request;
  const behind = after === undefined ? undefined : Buffer.from(encodeRaw(after.name));
  const rows: number[] = [];
  for (const folders of foldersOnly ? [true] : [true, false]) {
    if (after?.folder === false && folders) continue;
    for (let row = 0; row < listing.count && rows.length <= limit; row++) {
      if (isFolder(listing, row) !== folders) continue;
      if (behind !== undefined && after?.folder === folders && behind.compare(nameBytes(listing, row)) >= 0) continue;
      const own = state?.inode === listing.inode[row] && state?.device === listing.device[row];
      const name = nameOf(listing, row);
      if (!own && name !== QUARANTINE_FOLDER && !isPartName(name)) rows.push(row);
    }
  }
  return rows;
}

async function entriesOf(
  { fileSystem, root }: Browsing,
  path: string,
  { listing, rows }: { readonly listing: FolderListing; readonly rows: readonly number[] },
): Promise<BrowsedEntry[]> {
  // A listing has facts of files and folders alone.
  const facts = await fileSystem.fileFacts(rows.map((row) => ({ folder: { root, path }, name: nameOf(listing, row) })));
  return rows.map((row, i) => ({
    ...shown('name', nameOf(listing, row)),
    kind: SHOWN_KINDS[ENTRY_KINDS[listing.kind[row] ?? 0] ?? 'unknown'] ?? 'other',
    size_bytes: isFolder(listing, row) ? 0 : (listing.size[row] ?? 0),
    modified: momentOf(facts[i]?.mtime ?? listing.mtime[row] ?? 0n),
  }));
}

function momentOf(nanoseconds: bigint): string {
  const milliseconds = Number(nanoseconds / NANOSECONDS_PER_MILLISECOND);
  return new Date(Math.min(Math.max(milliseconds, -MOST_MILLISECONDS), MOST_MILLISECONDS)).toISOString();
}

function isFolder(listing: FolderListing, row: number): boolean {
  return listing.kind[row] === FOLDER;
}

function nameBytes(listing: FolderListing, row: number): Uint8Array {
  return listing.names.subarray(row === 0 ? 0 : listing.nameEnd[row - 1], listing.nameEnd[row]);
}

function nameOf(listing: FolderListing, row: number): string {
  return decodeRaw(nameBytes(listing, row));
}
