import { outcomeId, outcomeOf, type OutcomeCode } from '@kempt/contracts';
import { throwIfInterrupted } from '../errors/throw-if-interrupted.ts';
import { toFileBatch } from '../identify/file-batches.ts';
import type { FileSystem, HashBatch, HashedBatch } from '../ports/file-system.ts';
import type { FileTable } from '../table/file-table.ts';
import { HASH_BYTES, pick } from './equal-rows.ts';
import type { HashCache, PartHashes } from './hash-cache.ts';
import { readingOrder, type ReadOrder } from './reading-order.ts';

/** Files in one call at most. */
const FILES_PER_BATCH = 2048;
/** Bytes in one call, so that a few large files are shared among the threads. */
const BYTES_PER_BATCH = 8 * 1024 * 1024;
const COMPLETED = outcomeId('completed');

/** What a hasher needs. */
export interface FileHasherOptions {
  readonly fileSystem: Pick<FileSystem, 'hashBatch'>;
  /** The files, with ctimes. */
  readonly table: FileTable;
  /** Id of the root a folder is below. */
  readonly rootOf: (folder: number) => number;
  readonly order: ReadOrder;
  /** Calls under way at the same time. */
  readonly callsInFlight: number;
  readonly cache?: HashCache | undefined;
  /** Called after each batch with the files and bytes hashed so far. */
  readonly onProgress?: ((files: number, bytes: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A file that could not be hashed. */
export interface HashProblem {
  readonly row: number;
  readonly code: OutcomeCode;
}

type FileHashes = PartHashes<HashBatch['part']>;

/** Hashes rows of a table, from the cache where it knows them and from the disk where it does not. */
export class FileHasher {
  /** Files that could not be hashed. */
  readonly problems: HashProblem[] = [];
  /** Bytes read from files. */
  readBytes = 0;
  readonly #options: FileHasherOptions;
  #files = 0;

  /** @param options - files, disk, cache */
  constructor(options: FileHasherOptions) {
    this.#options = options;
  }

  /**
   * Hashes files.
   *
   * @param rows - rows of the table, no two of them the same file
   * @param part - everything, or the ends
   * @returns the rows that could be hashed, with their hashes, in the order of `rows`
   * @throws KemptError `interrupted`
   */
  async hash(rows: Uint32Array, part: HashBatch['part']): Promise<FileHashes> {
    const cache = rows.length === 0 ? undefined : this.#options.cache;
    const all: FileHashes = { rows, part, hash: new Uint8Array(rows.length * HASH_BYTES) };
    const known = (await cache?.lookUp(all)) ?? new Uint8Array(rows.length);
    const isNew = known.includes(0);
    let hashed = all;
    try {
      if (isNew) await this.#readUnknown(all, known);
    } finally {
      // What was read before an interruption need not be read again.
      if (known.includes(0)) hashed = withHash(all, known);
      cache?.note(hashed, isNew);
    }
    return hashed;
  }

  /** Reads what is not known; where that works it is known then. */
  async #readUnknown(all: FileHashes, known: Uint8Array): Promise<void> {
    const unknown = positionsWhere(known, 0);
    const order = readingOrder(this.#options, pick(all.rows, unknown));
    const inFlight: { positions: readonly number[]; answer: Promise<HashedBatch> }[] = [];
    const take = async (): Promise<void> => {
      const oldest = inFlight.shift();
      if (oldest !== undefined) this.#take({ all, known }, oldest.positions, await oldest.answer);
    };
    for (const positions of this.#batches(all, pick(unknown, order))) {
      if (this.#options.signal?.aborted === true) break;
      const answer = this.#options.fileSystem.hashBatch(this.#batch(all, positions));
      answer.catch(() => undefined);
      inFlight.push({ positions, answer });
      if (inFlight.length >= this.#options.callsInFlight) await take();
    }
    while (inFlight.length > 0) await take();
    throwIfInterrupted(this.#options.signal);
  }

  *#batches({ rows, part }: FileHashes, order: Uint32Array): Generator<readonly number[]> {
    let batch: number[] = [];
    let bytes = 0;
    for (const position of order) {
      batch.push(position);
      bytes += part === 'ends' ? 0 : (this.#options.table.size[rows[position] ?? 0] ?? 0);
      if (batch.length < FILES_PER_BATCH && bytes < BYTES_PER_BATCH) continue;
      yield batch;
      batch = [];
      bytes = 0;
    }
    if (batch.length > 0) yield batch;
  }

  #batch({ rows, part }: FileHashes, positions: readonly number[]): HashBatch {
    const { table, rootOf } = this.#options;
    const own = positions.map((position) => rows[position] ?? 0);
    return {
      ...toFileBatch(table, own, rootOf),
      device: gather(table.device, own),
      inode: gather(table.inode, own),
      size: gather(table.size, own),
      mtime: gather(table.mtime, own),
      ctime: gather(table.ctime, own),
      part,
    };
  }

  #take(
    { all, known }: { readonly all: FileHashes; readonly known: Uint8Array },
    positions: readonly number[],
    answer: HashedBatch,
  ): void {
    this.readBytes += answer.readBytes;
    positions.forEach((position, i) => {
      const code = answer.code[i] ?? 0;
      if (code !== COMPLETED) {
        this.problems.push({ row: all.rows[position] ?? 0, code: outcomeOf(code) });
        return;
      }
      known[position] = 1;
      all.hash.set(answer.hash.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES), position * HASH_BYTES);
    });
    this.#files += positions.length;
    this.#options.onProgress?.(this.#files, this.readBytes);
  }
}

/** Copies 64-bit elements by halves, since a big integer for each would cost more than all the rest. */
function gather<T extends BigUint64Array | BigInt64Array | Float64Array>(column: T, rows: readonly number[]): T {
  const make = column.constructor as new (length: number) => T;
  const gathered = new make(rows.length);
  const from = new Uint32Array(column.buffer, column.byteOffset, column.length * 2);
  const to = new Uint32Array(gathered.buffer);
  for (let i = 0; i < rows.length; i++) {
    const at = (rows[i] ?? 0) * 2;
    to[2 * i] = from[at] ?? 0;
    to[2 * i + 1] = from[at + 1] ?? 0;
  }
  return gathered;
}

function withHash({ rows, part, hash }: FileHashes, known: Uint8Array): FileHashes {
  const positions = positionsWhere(known, 1);
  const kept = new Uint8Array(positions.length * HASH_BYTES);
  positions.forEach((position, i) => {
    kept.set(hash.subarray(position * HASH_BYTES, (position + 1) * HASH_BYTES), i * HASH_BYTES);
  });
  return { rows: pick(rows, positions), part, hash: kept };
}

function positionsWhere(flags: Uint8Array, value: number): Uint32Array {
  const positions = new Uint32Array(flags.reduce((count, flag) => count + Number(flag === value), 0));
  let found = 0;
  flags.forEach((flag, position) => {
    if (flag === value) positions[found++] = position;
  });
  return positions;
}
