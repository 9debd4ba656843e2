import type { LargeSimilarGroup, SimilarFile, SimilarResult } from '@kempt/contracts';
import type { GroupedRows } from '../duplicates/find-groups.ts';
import type { HashCache } from '../duplicates/hash-cache.ts';
import type { ScannedRoots } from '../duplicates/scan-roots.ts';
import type { FileSystem } from '../ports/file-system.ts';
import type { ImageDecoder } from '../ports/image-decoder.ts';
import { readImages, type ImageProblem, type ReadImages } from '../similar/read-images.ts';
import { similarImages, type SimilarImageGroup } from '../similar/similar-images.ts';
import type { DuplicateReport } from './duplicate-report.ts';
import type { DuplicatesRequest, SimilarGroup } from './engine.ts';
import { EqualContent } from './equal-content.ts';
import { Largest } from './largest.ts';

const FILES_SHOWN = 10;

/** What a search for similar images goes on from. */
export interface SimilarSearch {
  readonly fileSystem: FileSystem;
  readonly openImageDecoder: () => Promise<ImageDecoder>;
  readonly scanned: ScannedRoots;
  /** Id of the root a folder is below. */
  readonly rootOf: (folder: number) => number;
  /** Files that could be read, one row each. */
  readonly rows: Uint32Array;
  /** Which of them hold the same bytes. */
  readonly equal: readonly GroupedRows[];
  /** Shows files. */
  readonly report: DuplicateReport;
  readonly cache: HashCache | undefined;
  /** Groups to keep at most. */
  readonly largest: number;
}

/** What was found. */
export interface SimilarFound {
  readonly totals: SimilarResult;
  readonly readBytes: number;
  readonly problems: readonly ImageProblem[];
}

/**
 * Finds images that look alike. Of files with the same bytes one is decoded, and all are in the group that it is in.
 *
 * @param search - files and disk
 * @param request - threshold, and who hears of groups
 * @returns totals and problems
 * @throws KemptError `interrupted`, `images_not_supported`
 */
export async function findSimilar(search: SimilarSearch, request: DuplicatesRequest): Promise<SimilarFound> {
  const { scanned, report, largest } = search;
  const threshold = request.similarImages?.threshold ?? 0;
  const content = new EqualContent(search.equal, scanned.table.count);
  const read = await readWith(search, request, content);
  const similar = similarImages(read, threshold, {
    isReference: (row) => [...content.rowsLike(row)].some((each) => report.isReference(each)),
    sizeOf: (row) => scanned.table.size[row] ?? 0,
  });
  const kept = new Largest<SimilarGroup>(largest);
  let [groups, files] = [0, 0];
  for (const found of similar.groups()) {
    const group = shownGroup(found, search, content);
    if (group === undefined) continue;
    groups++;
    files += group.file_count;
    kept.add(group, group.file_count);
    const heard = request.onSimilarGroup?.(group);
    if (heard !== undefined) await heard;
  }
  const skipped = { plain: similar.plain, format: read.otherFormats };
  return {
    totals: {
      similar_threshold: threshold,
      images_compared: similar.compared,
      images_skipped: Object.entries(skipped).flatMap(([reason, count]) => (count === 0 ? [] : [{ reason, count }])),
      similar_groups: groups,
      similar_files: files,
      largest_similar_groups: kept.items().map(({ item }) => largeGroup(item)),
    },
    readBytes: read.readBytes,
    problems: read.problems,
  };
}

async function readWith(search: SimilarSearch, request: DuplicatesRequest, content: EqualContent): Promise<ReadImages> {
  const { fileSystem, rootOf, cache, scanned } = search;
  const decoder = await search.openImageDecoder();
  try {
    return await readImages(
      {
        fileSystem,
        table: scanned.table,
        rootOf,
        decoder,
        cache,
        onProgress: (done) => request.onProgress?.({ phase: 'identifying', done }),
        onDecoded: (done, total, bytes) => request.onProgress?.({ phase: 'decoding', done, total, bytes }),
        signal: request.signal,
      },
      search.rows.filter((row) => content.standsForContent(row)),
    );
  } finally {
    await decoder.close();
  }
}

/** A group of references alone is none, as with duplicates. */
function shownGroup(
  found: SimilarImageGroup,
  { scanned, report }: SimilarSearch,
  content: EqualContent,
): SimilarGroup | undefined {
  let [count, references] = [0, 0];
  for (const { row } of found.images()) {
    for (const each of content.rowsLike(row)) {
      count++;
      if (report.isReference(each)) references++;
    }
  }
  if (references === count) return undefined;
  return {
    kind: 'similar',
    file_count: count,
    files: function* (): Generator<SimilarFile> {
      for (const { row, width, height, distance } of found.images()) {
        const hash = content.hash(row);
        const size = scanned.table.size[row] ?? 0;
        const facts = { size_bytes: size, width, height, distance, ...(hash === undefined ? {} : { hash }) };
        for (const each of content.rowsLike(row)) yield { ...report.file(each), ...facts };
      }
    },
  };
}

function largeGroup(group: SimilarGroup): LargeSimilarGroup {
  const files: SimilarFile[] = [];
  for (const file of group.files()) {
    if (files.push(file) === FILES_SHOWN) break;
  }
  return { kind: group.kind, file_count: group.file_count, files };
}
