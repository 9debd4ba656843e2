import { openRoot } from '../apply/open-roots.ts';
import { filterFiles } from '../duplicates/file-filter.ts';
import { FileHasher } from '../duplicates/file-hasher.ts';
import { findGroups, type GroupedRows } from '../duplicates/find-groups.ts';
import { HashCache } from '../duplicates/hash-cache.ts';
import type { ReadOrder } from '../duplicates/reading-order.ts';
import { SameFiles } from '../duplicates/same-files.ts';
import { scanRoots, type ScannedRoots, type SearchRoot } from '../duplicates/scan-roots.ts';
import { FileSystemError } from '../errors/file-system-error.ts';
import type { DuplicatesRequest } from './engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { excludedFolders } from './excluded-folders.ts';

const CALLS_IN_FLIGHT = 4;

/** What is searched and compared. */
export type SearchRequest = Omit<
  DuplicatesRequest,
  'roots' | 'references' | 'largestGroups' | 'onGroup' | 'similarImages' | 'onSimilarGroup'
>;

/** How it is searched. */
export interface Searching {
  /** Open roots; references first, so that of several names of one file the one in a reference stands for it. */
  readonly named: readonly SearchRoot[];
  readonly intoProjects: boolean;
  readonly skipOpenFiles: boolean;
}

/** What a search found. */
export interface DuplicateSearch {
  readonly scanned: ScannedRoots;
  /** The files that were compared, each once. */
  readonly files: SameFiles;
  /** Groups of large files, then of small ones. */
  readonly found: readonly GroupedRows[];
  readonly hasher: FileHasher;
  /** Why the hashes could not be kept; null when they were. */
  readonly cacheProblem: string | null;
}

/**
 * Opens folders to search.
 *
 * @param parts - the engine's parts
 * @param paths - absolute raw paths
 * @param isReference - whether their files are never touched
 * @returns open roots in the same order
 * @throws KemptError for roots that cannot be opened
 */
export async function openSearchRoots(
  parts: EngineParts,
  paths: readonly string[],
  isReference: boolean,
): Promise<SearchRoot[]> {
  const roots: SearchRoot[] = [];
  for (const path of paths) roots.push({ facts: await openRoot(parts.fileSystem, path), isReference });
  return roots;
}

/**
 * Scans folders and groups their files by content; changes nothing but the cache of hashes.
 *
 * @param parts - the engine's parts
 * @param request - what to compare
 * @param searching - where and how
 * @returns the files and their groups
 * @throws KemptError `interrupted`
 */
export async function searchDuplicates(
  parts: EngineParts,
  request: SearchRequest,
  searching: Searching,
): Promise<DuplicateSearch> {
  return groupDuplicates(parts, request, await scan(parts, request, searching));
}

/**
 * Groups files that were scanned by content; changes nothing but the cache of hashes.
 *
 * @param parts - the engine's parts
 * @param request - what to compare
 * @param scanned - the files, with ctimes
 * @returns the files and their groups
 * @throws KemptError `interrupted`
 */
export async function groupDuplicates(
  parts: EngineParts,
  request: SearchRequest,
  scanned: ScannedRoots,
): Promise<DuplicateSearch> {
  const { table } = scanned;
  const rows = filterFiles(table, {
    minSize: Math.max(request.minSize ?? 0, request.empty === true ? 0 : 1),
    maxSize: request.maxSize ?? Number.POSITIVE_INFINITY,
    include: request.include ?? [],
    exclude: request.exclude ?? [],
  });
  const files = new SameFiles(table, rows);
  const cache = request.cache === false ? undefined : openCache(parts, scanned);
  const hasher = new FileHasher({
    fileSystem: parts.fileSystem,
    table,
    rootOf: (folder) => rootOf(scanned, folder).facts.id,
    ...howToRead(request, scanned.roots),
    cache,
    onProgress: (done, bytes) => request.onProgress?.({ phase: 'hashing', done, bytes }),
    signal: request.signal,
  });
  const found = await findGroups(table, files.rows, (wanted, part) => hasher.hash(wanted, part)).catch(
    async (error: unknown) => {
      await saveCache(cache);
      throw error;
    },
  );
  return { scanned, files, found, hasher, cacheProblem: await saveCache(cache) };
}

async function scan(
  parts: EngineParts,
  request: SearchRequest,
  { named, intoProjects, skipOpenFiles }: Searching,
): Promise<ScannedRoots> {
  request.onProgress?.({ phase: 'scanning', done: 0 });
  return scanRoots(parts.fileSystem, named, {
    hidden: request.hidden ?? false,
    crossMounts: request.crossMounts ?? false,
    intoProjects,
    settleSeconds: 0,
    now: parts.clock.now(),
    excluded: await excludedFolders(parts, undefined),
    skipOpenFiles,
    onProgress: (done) => request.onProgress?.({ phase: 'scanning', done }),
    signal: request.signal,
  });
}

/**
 * The root a folder is below.
 *
 * @param scanned - what was scanned
 * @param folder - a folder of its table
 * @returns the root
 */
export function rootOf({ table, roots }: ScannedRoots, folder: number): SearchRoot {
  const root = roots[table.rootIndexOf(folder)];
  if (root === undefined) throw new RangeError(`folder ${String(folder)} is below no root`);
  return root;
}

/** A disk that turns reads one file after the other, in the order they lie on it. */
function howToRead(
  { readOrder = 'auto' }: SearchRequest,
  roots: readonly SearchRoot[],
): { readonly order: ReadOrder; readonly callsInFlight: number } {
  const turns = roots.some(({ facts }) => facts.rotational);
  const order = readOrder === 'auto' ? (turns ? 'inode' : 'folder') : readOrder;
  return { order, callsInFlight: turns ? 1 : CALLS_IN_FLIGHT };
}

/**
 * Opens the cache of hashes for files that were scanned.
 *
 * @param parts - the engine's parts
 * @param scanned - the files
 * @returns the cache
 */
export function openCache({ hashCache, clock }: EngineParts, { table }: ScannedRoots): HashCache {
  return new HashCache({ store: hashCache, table, now: clock.now() });
}

/**
 * Keeps what was noted. Without a cache the next run is slower, and no more.
 *
 * @param cache - the cache, if there is one
 * @returns why it could not be kept; null when it was
 */
export async function saveCache(cache: HashCache | undefined): Promise<string | null> {
  try {
    await cache?.save();
    return null;
  } catch (error) {
    if (!(error instanceof FileSystemError)) throw error;
    return error.message;
  }
}

/**
 * A path below a root, made absolute.
 *
 * @param root - absolute raw path of the root
 * @param path - raw path below it; empty for the root itself
 * @returns an absolute raw path
 * @example
 * below('/', 'a') // '/a'
 */
export function below(root: string, path: string): string {
  return path === '' ? root : `${root === '/' ? '' : root}/${path}`;
}
