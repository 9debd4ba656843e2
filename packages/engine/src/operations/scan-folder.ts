import { categoryOf, CATEGORIES, leftReasonOf, type ScanResult } from '@kempt/contracts';
import { openRoot } from '../apply/open-roots.ts';
import { problemOf } from '../apply/tally.ts';
import { identifyFiles } from '../identify/identify-files.ts';
import { IdentificationTexts } from '../identify/identification-texts.ts';
import { shown, type Shown } from '../names/shown.ts';
import { splitName } from '../names/split-name.ts';
import { ENTRY_KINDS } from '../ports/file-system.ts';
import { scanTree } from '../scan/scan-tree.ts';
import type { FileTable } from '../table/file-table.ts';
import { categoryCounts } from './category-counts.ts';
import type { ScanLine, ScanRequest } from './engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { excludedFolders } from './excluded-folders.ts';
import { Largest } from './largest.ts';

const FILE = ENTRY_KINDS.indexOf('file');
const SHOWN = 100;
const LARGEST_SHOWN = 20;

/**
 * Says what is in a folder. Any folder that can be read may be scanned; nothing is changed.
 *
 * @param parts - the engine's parts
 * @param request - what to scan
 * @returns totals, categories, largest files, mismatches, what was passed over
 */
export async function scanFolder(parts: EngineParts, request: ScanRequest): Promise<ScanResult> {
  const started = parts.clock.monotonic();
  const root = await openRoot(parts.fileSystem, request.root);
  const texts = new IdentificationTexts();
  request.onProgress?.({ phase: 'scanning', done: 0 });
  const scanned = await scanTree(parts.fileSystem, root, {
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
  const { table } = scanned;
  const unidentified = await identifyFiles(table, {
    fileSystem: parts.fileSystem,
    root: root.id,
    texts,
    withTaken: false,
    onProgress: (done) => request.onProgress?.({ phase: 'identifying', done, total: table.count }),
    signal: request.signal,
  });
  const summary = new ScanSummary(root.path, table, texts);
  for (let row = 0; row < table.count; row++) {
    if (table.kind[row] !== FILE || isHiddenFromScan(table.left[row] ?? 0)) continue;
    summary.add(row);
    const heard = request.onFile?.(summary.line(row));
    if (heard !== undefined) await heard;
  }
  const problems = [...scanned.problems, ...unidentified];
  return {
    ...summary.result(),
    directories: scanned.directories,
    skipped: [...scanned.skipped].map(([reason, count]) => ({ reason, count })),
    problems: problems
      .slice(0, SHOWN)
      .map(({ path, code, message }) => problemOf(absolute(root.path, path), code, message)),
    problems_total: problems.length,
    duration_seconds: Math.round(parts.clock.monotonic() - started) / 1000,
  };
}

/** A file that cannot be read is still there; one that was passed over is counted by its reason instead. */
function isHiddenFromScan(left: number): boolean {
  const reason = leftReasonOf(left);
  return reason === 'hidden' || reason === 'other_mount' || reason === 'vanished';
}

function absolute(root: string, path: string): string {
  return path === '' ? root : `${root === '/' ? '' : root}/${path}`;
}

class ScanSummary {
  readonly #root: string;
  readonly #table: FileTable;
  readonly #texts: IdentificationTexts;
  readonly #files = new Float64Array(CATEGORIES.length);
  readonly #bytes = new Float64Array(CATEGORIES.length);
  readonly #largest = new Largest(LARGEST_SHOWN);
  readonly #mismatches: number[] = [];
  #mismatchesTotal = 0;

  constructor(root: string, table: FileTable, texts: IdentificationTexts) {
    this.#root = root;
    this.#table = table;
    this.#texts = texts;
  }

  add(row: number): void {
    const table = this.#table;
    const category = table.category[row] ?? 0;
    const size = table.size[row] ?? 0;
    this.#files[category] = (this.#files[category] ?? 0) + 1;
    this.#bytes[category] = (this.#bytes[category] ?? 0) + size;
    this.#largest.add(row, size);
    if (table.mismatch[row] === 1 && this.#mismatchesTotal++ < SHOWN) this.#mismatches.push(row);
  }

  line(row: number): ScanLine {
    return {
      ...this.#shown(row),
      category: categoryOf(this.#table.category[row] ?? 0),
      mimetype: this.#texts.text(this.#table.mimetype[row] ?? 0),
      detected_extension: this.#texts.text(this.#table.detectedExtension[row] ?? 0),
      size_bytes: this.#table.size[row] ?? 0,
    };
  }

  result(): Pick<
    ScanResult,
    'files' | 'size_bytes' | 'categories' | 'largest_files' | 'mismatches' | 'mismatches_total'
  > {
    return {
      files: this.#files.reduce((sum, count) => sum + count, 0),
      size_bytes: this.#bytes.reduce((sum, count) => sum + count, 0),
      categories: categoryCounts(this.#files, this.#bytes),
      largest_files: this.#largest.items().map(({ item: row, size }) => ({
        ...this.#shown(row),
        size_bytes: size,
        category: categoryOf(this.#table.category[row] ?? 0),
      })),
      mismatches: this.#mismatches.map((row) => ({
        ...this.#shown(row),
        extension: splitName(this.#table.name(row)).extension.slice(1).toLowerCase(),
        detected_extension: this.#texts.text(this.#table.detectedExtension[row] ?? 0),
        mimetype: this.#texts.text(this.#table.mimetype[row] ?? 0),
      })),
      mismatches_total: this.#mismatchesTotal,
    };
  }

  #path(row: number): string {
    return absolute(this.#root, this.#table.path(row));
  }

  #shown(row: number): Shown<'path'> {
    return shown('path', this.#path(row));
  }
}
