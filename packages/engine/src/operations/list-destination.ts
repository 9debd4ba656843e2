import { foldName } from '../names/fold-name.ts';
import { decodeRaw } from '../names/raw-string.ts';
import type { FileSystem, FolderListing } from '../ports/file-system.ts';
import { FileTable, NO_FOLDER } from '../table/file-table.ts';

const FOLDER_KIND = 1;
const FOLDERS_PER_CALL = 64;

/** What exists where files are to go. */
export interface DestinationListing {
  readonly table: FileTable;
  /** Folders whose entries are not in the table. */
  readonly incompleteFolders: ReadonlySet<number>;
}

/** Wanted folders as a tree of folded names. */
interface Wanted {
  readonly children: Map<string, Wanted>;
}

/**
 * Lists the folders of a destination that exist already, under any spelling of the wanted names, and nothing else.
 *
 * @param fileSystem - the file system
 * @param root - id of the destination root
 * @param folders - wanted folders, raw paths below it
 * @returns a table of everything that exists in them
 */
export async function listDestination(
  fileSystem: FileSystem,
  root: number,
  folders: readonly string[],
): Promise<DestinationListing> {
  const table = new FileTable();
  const incompleteFolders = new Set<number>();
  let frontier: Found[] = [{ parent: NO_FOLDER, path: '', listed: undefined, wanted: wantedTree(folders) }];
  while (frontier.length > 0) {
    const next: Found[] = [];
    for (let start = 0; start < frontier.length; start += FOLDERS_PER_CALL) {
      const some = frontier.slice(start, start + FOLDERS_PER_CALL);
      const listing = await fileSystem.listFolders(some.map(({ path }) => ({ root, path })));
      const failed = new Set(listing.problems.filter(({ name }) => name === undefined).map(({ folder }) => folder));
      const ids = some.map((found, index) => enter(table, found, failed.has(index) ? incompleteFolders : undefined));
      for (let row = 0; row < listing.count; row++) {
        const at = listing.folder[row] ?? 0;
        const [parent, id] = [some[at], ids[at]];
        if (parent !== undefined && id !== undefined) next.push(...takeEntry(table, { parent, id, listing, row }));
      }
    }
    frontier = next;
  }
  return { table, incompleteFolders };
}

/** A folder to be listed. */
interface Found {
  readonly parent: number;
  readonly path: string;
  readonly listed: { readonly listing: FolderListing; readonly row: number } | undefined;
  readonly wanted: Wanted;
}

/** A folder that cannot be listed is one row: nothing can go below it. */
function enter(table: FileTable, found: Found, incomplete: Set<number> | undefined): number | undefined {
  const { parent, listed } = found;
  if (incomplete !== undefined && listed !== undefined) {
    addRow(table, { parent, ...listed });
    return undefined;
  }
  const id = table.addFolder(parent, listed === undefined ? new Uint8Array(0) : nameAt(listed.listing, listed.row));
  incomplete?.add(id);
  return id;
}

function takeEntry(
  table: FileTable,
  entry: { readonly parent: Found; readonly id: number; readonly listing: FolderListing; readonly row: number },
): readonly Found[] {
  const { parent, id, listing, row } = entry;
  const name = decodeRaw(nameAt(listing, row));
  const wanted = listing.kind[row] === FOLDER_KIND ? parent.wanted.children.get(foldName(name)) : undefined;
  if (wanted !== undefined) {
    return [
      { parent: id, path: parent.path === '' ? name : `${parent.path}/${name}`, listed: { listing, row }, wanted },
    ];
  }
  addRow(table, { parent: id, listing, row });
  return [];
}

function wantedTree(folders: readonly string[]): Wanted {
  const top: Wanted = { children: new Map() };
  for (const folder of folders) {
    let at = top;
    for (const part of folder.split('/')) {
      if (part === '') continue;
      const key = foldName(part);
      const child = at.children.get(key) ?? { children: new Map<string, Wanted>() };
      at.children.set(key, child);
      at = child;
    }
  }
  return top;
}

function nameAt(listing: FolderListing, row: number): Uint8Array {
  return listing.names.subarray(row === 0 ? 0 : listing.nameEnd[row - 1], listing.nameEnd[row]);
}

function addRow(
  table: FileTable,
  entry: { readonly parent: number; readonly listing: FolderListing; readonly row: number },
): void {
  const { parent, listing, row } = entry;
  table.addEntry({
    folder: parent,
    name: nameAt(listing, row),
    kind: listing.kind[row] ?? 0,
    size: listing.size[row] ?? 0,
    mtime: listing.mtime[row] ?? 0n,
    device: listing.device[row] ?? 0n,
    inode: listing.inode[row] ?? 0n,
    links: listing.links[row] ?? 1,
    left: 0,
  });
}
