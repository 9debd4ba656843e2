import type { DuplicateFile, DuplicatesResult, LargeGroup, ShownPath } from '@kempt/contracts';
import { HASH_BYTES } from '../duplicates/equal-rows.ts';
import type { GroupedRows } from '../duplicates/find-groups.ts';
import type { SameFiles } from '../duplicates/same-files.ts';
import type { ScannedRoots } from '../duplicates/scan-roots.ts';
import { isoTime } from '../names/iso-time.ts';
import { shown } from '../names/shown.ts';
import type { DuplicateGroup, DuplicatesRequest } from './engine.ts';
import { Largest } from './largest.ts';

const FILES_SHOWN = 10;

/** Counts groups of duplicates and hands them on. */
export class DuplicateReport {
  readonly #scanned: ScannedRoots;
  readonly #files: SameFiles;
  readonly #largest: Largest<DuplicateGroup>;
  #groups = 0;
  #duplicates = 0;
  #bytes = 0;

  /**
   * @param scanned - what was searched
   * @param files - which names are one file
   * @param largest - groups of the largest copies to keep at most
   */
  constructor(scanned: ScannedRoots, files: SameFiles, largest: number) {
    this.#scanned = scanned;
    this.#files = files;
    this.#largest = new Largest(largest);
  }

  /**
   * Adds groups.
   *
   * @param grouped - rows in groups
   * @param onGroup - gets every group; awaited
   */
  async add(grouped: GroupedRows, onGroup: DuplicatesRequest['onGroup']): Promise<void> {
    for (const first of grouped.order) {
      const group = this.#group(grouped, first);
      if (group.duplicate_count === 0) continue;
      const bytes = group.duplicate_count * group.size_bytes;
      this.#groups++;
      this.#duplicates += group.duplicate_count;
      this.#bytes += bytes;
      this.#largest.add(group, bytes);
      const heard = onGroup?.(group);
      if (heard !== undefined) await heard;
    }
  }

  /**
   * What was found in all.
   *
   * @returns counters and the groups whose copies take the most space
   */
  totals(): Pick<DuplicatesResult, 'groups' | 'duplicate_files' | 'duplicates_size_bytes' | 'largest_groups'> {
    return {
      groups: this.#groups,
      duplicate_files: this.#duplicates,
      duplicates_size_bytes: this.#bytes,
      largest_groups: this.#largest.items().map(({ item, size }) => largeGroup(item, size)),
    };
  }

  /**
   * Whether a file is in a reference folder. A file is where all of its names are.
   *
   * @param row - its row
   * @returns true where one of its names lies below a reference
   */
  isReference(row: number): boolean {
    if (this.#isBelowReference(row)) return true;
    for (const other of this.#files.otherNames(row)) if (this.#isBelowReference(other)) return true;
    return false;
  }

  /**
   * A file as it is shown.
   *
   * @param row - its row
   * @returns path, identity and other names
   */
  file(row: number): DuplicateFile {
    const { table } = this.#scanned;
    const others = Array.from(this.#files.otherNames(row), (other) => this.#shown(other));
    return {
      ...this.#shown(row),
      device: table.device[row] ?? 0n,
      inode: table.inode[row] ?? 0n,
      modified: isoTime(table.mtime[row] ?? 0n),
      ...(this.isReference(row) ? { reference: true } : {}),
      ...(others.length > 0 ? { hard_links: others } : {}),
    };
  }

  #group(grouped: GroupedRows, first: number): DuplicateGroup {
    const { rows, hash, groups } = grouped;
    const count = groups.sizeOf(first);
    let references = 0;
    for (const position of groups.members(first)) if (this.isReference(rows[position] ?? 0)) references++;
    const toRow = (position: number): DuplicateFile => this.file(rows[position] ?? 0);
    return {
      hash: Buffer.from(hash.subarray(first * HASH_BYTES, (first + 1) * HASH_BYTES)).toString('hex'),
      size_bytes: this.#scanned.table.size[rows[first] ?? 0] ?? 0,
      file_count: count,
      duplicate_count: references > 0 ? count - references : count - 1,
      files: function* () {
        for (const position of groups.members(first)) yield toRow(position);
      },
    };
  }

  #isBelowReference(row: number): boolean {
    const { table, roots } = this.#scanned;
    return roots[table.rootIndexOf(table.folder[row] ?? 0)]?.isReference ?? false;
  }

  #shown(row: number): ShownPath {
    const { table, roots } = this.#scanned;
    const root = roots[table.rootIndexOf(table.folder[row] ?? 0)]?.facts.path ?? '';
    return shown('path', `${root === '/' ? '' : root}/${table.path(row)}`);
  }
}

function largeGroup(group: DuplicateGroup, bytes: number): LargeGroup {
  const files: DuplicateFile[] = [];
  for (const file of group.files()) {
    if (files.push(file) === FILES_SHOWN) break;
  }
  const { hash, size_bytes, file_count } = group;
  return { hash, size_bytes, file_count, duplicates_size_bytes: bytes, files };
}
