import { END_BYTES, type HashBatch } from '../ports/file-system.ts';
import type { FileTable } from '../table/file-table.ts';
import { groupByHash, HASH_BYTES, pick, rowsOfEqualSize, type HashedRows } from './equal-rows.ts';
import type { RowGroups } from './row-groups.ts';

/** Files up to this size are read whole at once: opening one twice costs more than reading the rest of it. */
const SMALL_BYTES = 16 * END_BYTES;

/** Hashes rows of the table; what cannot be hashed is left out. */
export type HashRows = (rows: Uint32Array, part: HashBatch['part']) => Promise<HashedRows>;

/** Rows in groups of equal content. */
export interface GroupedRows extends HashedRows {
  readonly groups: RowGroups;
  /** First positions of the groups with two members or more: the largest files first, then by hash. */
  readonly order: Uint32Array;
}

/**
 * Finds files of equal content: by size, then by hash. Small files are hashed whole at once; of large ones the two
 * ends first, and the whole only where those are equal.
 *
 * @param table - the files
 * @param rows - which of them, no two the same file
 * @param hash - how they are hashed
 * @returns groups of large files, then groups of small ones
 */
export async function findGroups(
  table: FileTable,
  rows: Uint32Array,
  hash: HashRows,
): Promise<readonly [GroupedRows, GroupedRows]> {
  const candidates = rowsOfEqualSize(table, rows);
  const isSmall = (row: number): boolean => (table.size[row] ?? 0) <= SMALL_BYTES;
  const small = await hash(candidates.filter(isSmall), 'whole');
  const ends = await hash(
    candidates.filter((row) => !isSmall(row)),
    'ends',
  );
  const alike = pick(ends.rows, groupByHash(table, ends).shared());
  const large = await hash(alike, 'whole');
  return [grouped(table, large), grouped(table, small)];
}

function grouped(table: FileTable, hashed: HashedRows): GroupedRows {
  const groups = groupByHash(table, hashed);
  const order = groups.firsts(2);
  const size = (position: number): number => table.size[hashed.rows[position] ?? 0] ?? 0;
  const bytes = Buffer.from(hashed.hash.buffer, hashed.hash.byteOffset, hashed.hash.length);
  const compareHashes = (a: number, b: number): number =>
    bytes.compare(bytes, b * HASH_BYTES, (b + 1) * HASH_BYTES, a * HASH_BYTES, (a + 1) * HASH_BYTES);
  order.sort((a, b) => size(b) - size(a) || compareHashes(a, b));
  return { ...hashed, groups, order };
}
