import type { FileTable } from '../table/file-table.ts';
import { RowGroups } from './row-groups.ts';

/** Bytes of a hash. */
export const HASH_BYTES = 32;

/** Rows with the hash of each. */
export interface HashedRows {
  /** Rows of the table. */
  readonly rows: Uint32Array;
  /** BLAKE3 by position in `rows`, {@link HASH_BYTES} each. */
  readonly hash: Uint8Array;
}

/**
 * Rows whose size some other row has too.
 *
 * @param table - the files
 * @param rows - which of them
 * @returns rows in order
 */
export function rowsOfEqualSize(table: FileTable, rows: Uint32Array): Uint32Array {
  const size = (position: number): number => table.size[rows[position] ?? 0] ?? 0;
  const groups = new RowGroups(rows.length, {
    hash: (position) => sizeHash(size(position)),
    same: (a, b) => size(a) === size(b),
  });
  return pick(rows, groups.shared());
}

/**
 * Rows that are the same file under several names: hard links, or one folder reached by several ways.
 *
 * @param table - the files
 * @param rows - which of them
 * @returns groups of positions in `rows`
 */
export function groupByInode(table: FileTable, rows: Uint32Array): RowGroups {
  const inodes = halvesOf(table.inode);
  const devices = halvesOf(table.device);
  const at = (position: number): number => (rows[position] ?? 0) * 2;
  return new RowGroups(rows.length, {
    hash: (position) => (inodes[at(position)] ?? 0) ^ (inodes[at(position) + 1] ?? 0),
    same: (a, b) => sameHalves(inodes, at(a), at(b)) && sameHalves(devices, at(a), at(b)),
  });
}

/**
 * Rows with the same size and the same hash.
 *
 * @param table - the files
 * @param hashed - rows with their hashes
 * @returns groups of positions in `hashed.rows`
 */
export function groupByHash(table: FileTable, { rows, hash }: HashedRows): RowGroups {
  const words = new Uint32Array(hash.buffer, hash.byteOffset, hash.length / 4);
  const size = (position: number): number => table.size[rows[position] ?? 0] ?? 0;
  return new RowGroups(rows.length, {
    hash: (position) => words[position * 8] ?? 0,
    same: (a, b) => size(a) === size(b) && sameWords(words, a * 8, b * 8),
  });
}

/**
 * Elements by position.
 *
 * @param rows - rows
 * @param positions - which of them
 * @returns the rows at the positions
 */
export function pick(rows: Uint32Array, positions: Uint32Array): Uint32Array {
  return positions.map((position) => rows[position] ?? 0);
}

/** A big integer for each of a million look-ups would cost more than all the rest. */
function halvesOf(column: BigUint64Array): Uint32Array {
  return new Uint32Array(column.buffer, column.byteOffset, column.length * 2);
}

function sameHalves(halves: Uint32Array, a: number, b: number): boolean {
  return halves[a] === halves[b] && halves[a + 1] === halves[b + 1];
}

function sizeHash(size: number): number {
  return (size ^ Math.floor(size / 0x1_0000_0000)) >>> 0;
}

function sameWords(words: Uint32Array, a: number, b: number): boolean {
  for (let i = 0; i < 8; i++) if (words[a + i] !== words[b + i]) return false;
  return true;
}
