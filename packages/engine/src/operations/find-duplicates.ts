import type { DuplicatesResult, Problem, SearchedFolder } from '@kempt/contracts';
import { problemOf } from '../apply/tally.ts';
import type { FileHasher } from '../duplicates/file-hasher.ts';
import type { SameFiles } from '../duplicates/same-files.ts';
import type { ScannedRoots } from '../duplicates/scan-roots.ts';
import { describeOutcome } from '../errors/describe-outcome.ts';
import { shown } from '../names/shown.ts';
import type { ImageDecoder } from '../ports/image-decoder.ts';
import type { ImageProblem } from '../similar/read-images.ts';
import { checkThreshold } from '../similar/thresholds.ts';
import { DuplicateReport } from './duplicate-report.ts';
import type { DuplicatesRequest } from './engine.ts';
import type { EngineParts } from './engine-parts.ts';
import type { SimilarFound, SimilarSearch } from './find-similar.ts';
import { below, openCache, openSearchRoots, rootOf, saveCache, searchDuplicates } from './search-duplicates.ts';

const PROBLEMS_SHOWN = 100;
const LARGEST_SHOWN = 20;

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
  // References come first, so that of several names of one file the one in a reference folder stands for it.
  const named = [
    ...(await openSearchRoots(parts, request.references ?? [], true)),
    ...(await openSearchRoots(parts, request.roots, false)),
  ];
  const search = await searchDuplicates(parts, request, { named, intoProjects: true, skipOpenFiles: false });
  const { scanned, files, hasher } = search;
  const report = new DuplicateReport(scanned, files, request.largestGroups ?? LARGEST_SHOWN);
  for (const grouped of search.found) await report.add(grouped, request.onGroup);
  const similar = await searchSimilar(parts, request, {
    scanned,
    rows: readable(files, hasher),
    equal: search.found,
    report,
  });
  const problems = { scanned, ofFiles: [...hasher.problems.map(hashProblem), ...(similar?.problems ?? [])] };
  return {
    files: files.rows.length,
    directories: scanned.directories,
    size_bytes: files.rows.reduce((sum, row) => sum + (scanned.table.size[row] ?? 0), 0),
    ...report.totals(),
    ...similar?.totals,
    skipped: [...scanned.skipped].map(([reason, count]) => ({ reason, count })),
    read_bytes: hasher.readBytes + (similar?.readBytes ?? 0),
    problems: firstProblems(problems),
    problems_total: scanned.problems.length + problems.ofFiles.length,
    cache_problem: search.cacheProblem ?? similar?.cacheProblem ?? null,
    created_at: created,
    folders: searchedFolders(scanned),
    duration_seconds: Math.round(parts.clock.monotonic() - started) / 1000,
  };
}

function searchedFolders({ roots }: ScannedRoots): readonly SearchedFolder[] {
  return roots
    .toSorted((a, b) => Number(a.isReference) - Number(b.isReference))
    .map(({ facts, isReference }) => ({ ...shown('path', facts.path), ...(isReference ? { reference: true } : {}) }));
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
