import type { DuplicatesResult, Problem, SearchedFolder } from '@kempt/contracts';
import { openRoot } from '../apply/open-roots.ts';
import { problemOf } from '../apply/tally.ts';
import { filterFiles } from '../duplicates/file-filter.ts';
import { FileHasher } from '../duplicates/file-hasher.ts';
import { findGroups } from '../duplicates/find-groups.ts';
import { HashCache } from '../duplicates/hash-cache.ts';
import type { ReadOrder } from '../duplicates/reading-order.ts';
import { SameFiles } from '../duplicates/same-files.ts';
import { scanRoots, type ScannedRoots, type SearchRoot } from '../duplicates/scan-roots.ts';
import { describeOutcome } from '../errors/describe-outcome.ts';
import { FileSystemError } from '../errors/file-system-error.ts';
import { shown } from '../names/shown.ts';
import type { ImageDecoder } from '../ports/image-decoder.ts';
import type { ImageProblem } from '../similar/read-images.ts';
import { checkThreshold } from '../similar/thresholds.ts';
import { DuplicateReport } from './duplicate-report.ts';
import type { DuplicatesRequest } from './engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { excludedFolders } from './excluded-folders.ts';
import type { SimilarFound, SimilarSearch } from './find-similar.ts';

const PROBLEMS_SHOWN = 100;
const LARGEST_SHOWN = 20;
const CALLS_IN_FLIGHT = 4;

/** What a search is built from. */
export interface SearchParts extends EngineParts {
  /** Called when images are looked at. */
  readonly openImageDecoder: () => Promise<ImageDecoder>;
}

/**
 * Finds files that hold the same bytes. Any folder that can be read may be searched; nothing is changed but the cache
 * of hashes in Kempt's own state.
 *
 * @param parts - the engine's parts
 * @param request - where and what to compare
 * @returns totals and the largest groups
 * @throws KemptError for roots that cannot be opened, and a threshold that is none
 */
export async function findDuplicates(parts: SearchParts, request: DuplicatesRequest): Promise<DuplicatesResult> {
  if (request.similarImages !== undefined) checkThreshold(request.similarImages.threshold);
  const started = parts.clock.monotonic();
  const created = new Date(parts.clock.now()).toISOString();
  const scanned = await scan(parts, request);
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
  const cacheProblem = await saveCache(cache);
  const report = new DuplicateReport(scanned, files, request.largestGroups ?? LARGEST_SHOWN);
  for (const grouped of found) await report.add(grouped, request.onGroup);
  const similar = await searchSimilar(parts, request, { scanned, rows: readable(files, hasher), equal: found, report });
  const problems = { scanned, ofFiles: [...hasher.problems.map(hashProblem), ...(similar?.problems ?? [])] };
  return {
    files: files.rows.length,
    directories: scanned.directories,
    size_bytes: files.rows.reduce((sum, row) => sum + (table.size[row] ?? 0), 0),
    ...report.totals(),
    ...similar?.totals,
    skipped: [...scanned.skipped].map(([reason, count]) => ({ reason, count })),
    read_bytes: hasher.readBytes + (similar?.readBytes ?? 0),
    problems: firstProblems(problems),
    problems_total: scanned.problems.length + problems.ofFiles.length,
    cache_problem: cacheProblem ?? similar?.cacheProblem ?? null,
    created_at: created,
    folders: searchedFolders(scanned),
    duration_seconds: Math.round(parts.clock.monotonic() - started) / 1000,
  };
}

async function scan(parts: EngineParts, request: DuplicatesRequest): Promise<ScannedRoots> {
  request.onProgress?.({ phase: 'scanning', done: 0 });
  const open = async (paths: readonly string[], isReference: boolean): Promise<SearchRoot[]> => {
    const roots: SearchRoot[] = [];
    for (const path of paths) roots.push({ facts: await openRoot(parts.fileSystem, path), isReference });
    return roots;
  };
  // References come first, so that of several names of one file the one in a reference folder stands for it.
  const named = [...(await open(request.references ?? [], true)), ...(await open(request.roots, false))];
  return scanRoots(parts.fileSystem, named, {
    hidden: request.hidden ?? false,
    crossMounts: request.crossMounts ?? false,
    intoProjects: true,
    settleSeconds: 0,
    now: parts.clock.now(),
    excluded: await excludedFolders(parts, undefined),
    skipOpenFiles: false,
    onProgress: (done) => request.onProgress?.({ phase: 'scanning', done }),
    signal: request.signal,
  });
}

function rootOf({ table, roots }: ScannedRoots, folder: number): SearchRoot {
  const root = roots[table.rootIndexOf(folder)];
  if (root === undefined) throw new RangeError(`folder ${String(folder)} is below no root`);
  return root;
}

function searchedFolders({ roots }: ScannedRoots): readonly SearchedFolder[] {
  return roots
    .toSorted((a, b) => Number(a.isReference) - Number(b.isReference))
    .map(({ facts, isReference }) => ({ ...shown('path', facts.path), ...(isReference ? { reference: true } : {}) }));
}

/** A disk that turns reads one file after the other, in the order they lie on it. */
function howToRead(
  { readOrder = 'auto' }: DuplicatesRequest,
  roots: readonly SearchRoot[],
): { readonly order: ReadOrder; readonly callsInFlight: number } {
  const turns = roots.some(({ facts }) => facts.rotational);
  const order = readOrder === 'auto' ? (turns ? 'inode' : 'folder') : readOrder;
  return { order, callsInFlight: turns ? 1 : CALLS_IN_FLIGHT };
}

function openCache({ hashCache, clock }: EngineParts, { table }: ScannedRoots): HashCache {
  return new HashCache({ store: hashCache, table, now: clock.now() });
}

/** Without a cache the next run is slower, and no more. */
async function saveCache(cache: HashCache | undefined): Promise<string | null> {
  try {
    await cache?.save();
    return null;
  } catch (error) {
    if (!(error instanceof FileSystemError)) throw error;
    return error.message;
  }
}

function rootProblem({ root, path, code, message }: ScannedRoots['problems'][number]): Problem {
  return problemOf(below(root.path, path), code, message);
}

/** Those that are shown; there may be one for each of a million files. */
function firstProblems({
  scanned,
  ofFiles,
}: {
  readonly scanned: ScannedRoots;
  readonly ofFiles: readonly ImageProblem[];
}): readonly Problem[] {
  const { table } = scanned;
  const ofScan = scanned.problems.slice(0, PROBLEMS_SHOWN).map(rootProblem);
  const others = ofFiles.slice(0, PROBLEMS_SHOWN - ofScan.length).map(({ row, code, message }) => {
    const root = rootOf(scanned, table.folder[row] ?? 0).facts.path;
    return problemOf(below(root, table.path(row)), code, message);
  });
  return [...ofScan, ...others];
}

function hashProblem({ row, code }: FileHasher['problems'][number]): ImageProblem {
  return { row, code, message: describeOutcome(code) };
}

/** A file that could not be hashed is a problem already, and not looked at once more. */
function readable(files: SameFiles, hasher: FileHasher): Uint32Array {
  if (hasher.problems.length === 0) return files.rows;
  const unreadable = new Set(hasher.problems.map(({ row }) => row));
  return files.rows.filter((row) => !unreadable.has(row));
}

/** Loads what images need only where somebody asks for them. */
async function searchSimilar(
  parts: SearchParts,
  request: DuplicatesRequest,
  search: Pick<SimilarSearch, 'scanned' | 'rows' | 'equal' | 'report'>,
): Promise<(SimilarFound & { readonly cacheProblem: string | null }) | undefined> {
  if (request.similarImages === undefined) return undefined;
  const { findSimilar } = await import('./find-similar.ts');
  const { scanned } = search;
  const cache = request.cache === false ? undefined : openCache(parts, scanned);
  let found: SimilarFound;
  let cacheProblem: string | null;
  try {
    found = await findSimilar(
      {
        ...search,
        fileSystem: parts.fileSystem,
        openImageDecoder: parts.openImageDecoder,
        rootOf: (folder) => rootOf(scanned, folder).facts.id,
        cache,
        largest: request.largestGroups ?? LARGEST_SHOWN,
      },
      request,
    );
  } finally {
    cacheProblem = await saveCache(cache);
  }
  return { ...found, cacheProblem };
}

function below(root: string, path: string): string {
  return path === '' ? root : `${root === '/' ? '' : root}/${path}`;
}
