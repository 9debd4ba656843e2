import type { DuplicatesResult, Problem, SearchedFolder } from '@kempt/contracts';
import { problemOf } from '../apply/tally.ts';
import type { FileHasher } from '../duplicates/file-hasher.ts';
import type { ScannedRoots } from '../duplicates/scan-roots.ts';
import { describeOutcome } from '../errors/describe-outcome.ts';
import { shown } from '../names/shown.ts';
import { DuplicateReport } from './duplicate-report.ts';
import type { DuplicatesRequest } from './engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { below, openSearchRoots, rootOf, searchDuplicates } from './search-duplicates.ts';

const PROBLEMS_SHOWN = 100;
const LARGEST_SHOWN = 20;

/**
 * Finds files that hold the same bytes. Any folder that can be read may be searched; nothing is changed but the cache
 * of hashes in Kempt's own state.
 *
 * @param parts - the engine's parts
 * @param request - where and what to compare
 * @returns totals and the largest groups
 * @throws KemptError for roots that cannot be opened
 */
export async function findDuplicates(parts: EngineParts, request: DuplicatesRequest): Promise<DuplicatesResult> {
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
  return {
    files: files.rows.length,
    directories: scanned.directories,
    size_bytes: files.rows.reduce((sum, row) => sum + (scanned.table.size[row] ?? 0), 0),
    ...report.totals(),
    skipped: [...scanned.skipped].map(([reason, count]) => ({ reason, count })),
    read_bytes: hasher.readBytes,
    problems: firstProblems(scanned, hasher),
    problems_total: scanned.problems.length + hasher.problems.length,
    cache_problem: search.cacheProblem,
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
function firstProblems(scanned: ScannedRoots, hasher: FileHasher): readonly Problem[] {
  const { table } = scanned;
  const ofScan = scanned.problems.slice(0, PROBLEMS_SHOWN).map(rootProblem);
  const ofHashing = hasher.problems.slice(0, PROBLEMS_SHOWN - ofScan.length).map(({ row, code }) => {
    const root = rootOf(scanned, table.folder[row] ?? 0).facts.path;
    return problemOf(below(root, table.path(row)), code, describeOutcome(code));
  });
  return [...ofScan, ...ofHashing];
}
