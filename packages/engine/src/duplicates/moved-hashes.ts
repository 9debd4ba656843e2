import type { PlanBatch } from '../journal/plan-batch.ts';
import { STEP_ACTIONS, type MovedFiles, type StepAction } from '../ports/file-system.ts';
import type { HashCacheStore } from '../ports/hash-cache-store.ts';
import { growColumn } from '../table/grow-column.ts';
import { inodeOrder } from '../table/inode-order.ts';
import type { CacheBlock } from './cache-blocks.ts';
import { readCacheBlocks } from './read-cache-blocks.ts';

/** Steps that rename a file, after which only the time of its last change is another one. */
const RENAMES: ReadonlySet<StepAction | undefined> = new Set<StepAction>(['move', 'quarantine']);
/** Bits for a first guess whether a file is known: 4 MiB, of which a million files set one in thirty. */
const GUESS_BITS = 25;

/**
 * Looks whether there are hashes whose files may be moved.
 *
 * @param store - where hashes are kept
 * @returns what keeps them up to date; undefined where there are none
 */
export async function openMovedHashes(store: HashCacheStore): Promise<MovedHashes | undefined> {
  let guess: Uint32Array | undefined;
  for await (const block of readCacheBlocks(store.read())) {
    guess ??= new Uint32Array(1 << (GUESS_BITS - 5));
    for (let record = 0; record < block.count; record++) setBit(guess, block.inodeBits(record));
  }
  return guess === undefined ? undefined : new MovedHashes(store, guess);
}

/**
 * Keeps the hashes of files that Kempt itself moves. A move changes the time of a file's last change, so that its hash
 * would be taken for that of another content. Where a hash was made of the file as it was right before, and nobody
 * touched the file since, it is noted as made of the file as it is now.
 */
export class MovedHashes {
  readonly #store: HashCacheStore;
  readonly #guess: Uint32Array;
  #count = 0;
  #device = new BigUint64Array(0);
  #inode = new BigUint64Array(0);
  #size = new Float64Array(0);
  #mtime = new BigInt64Array(0);
  #before = new BigInt64Array(0);
  #after = new BigInt64Array(0);

  /**
   * @param store - where hashes are kept
   * @param guess - bits by inode of the files they are of
   */
  constructor(store: HashCacheStore, guess: Uint32Array) {
    this.#store = store;
    this.#guess = guess;
  }

  /**
   * Which files of a batch there may be hashes of. A few too many cost a little time, and no more.
   *
   * @param batch - a batch that is about to be done
   * @returns 1 by row; undefined when there are none
   */
  wanted({ count, action, inode }: PlanBatch): Uint8Array | undefined {
    const halves = new Uint32Array(inode.buffer, inode.byteOffset, inode.length * 2);
    const wanted = new Uint8Array(count);
    for (let row = 0; row < count; row++) {
      const isKnown = hasBit(this.#guess, halves[2 * row] ?? 0);
      if (isKnown && RENAMES.has(STEP_ACTIONS[action[row] ?? 0])) wanted[row] = 1;
    }
    return wanted.includes(1) ? wanted : undefined;
  }

  /**
   * Notes files that were moved.
   *
   * @param batch - the batch
   * @param moved - its files that nobody else touched
   */
  take(batch: PlanBatch, moved: MovedFiles): void {
    this.#makeRoom(this.#count + moved.row.length);
    moved.row.forEach((row, i) => {
      const at = this.#count++;
      this.#device[at] = batch.device[row] ?? 0n;
      this.#inode[at] = batch.inode[row] ?? 0n;
      this.#size[at] = batch.size[row] ?? 0;
      this.#mtime[at] = batch.mtime[row] ?? 0n;
      this.#before[at] = moved.before[i] ?? 0n;
      this.#after[at] = moved.after[i] ?? 0n;
    });
  }

  /**
   * Keeps what was noted.
   *
   * @throws FileSystemError when it cannot be kept
   */
  async save(): Promise<void> {
    if (this.#count > 0) await this.#store.replace(this.#restamped());
  }

  async *#restamped(): AsyncGenerator<Uint8Array> {
    const rows = Uint32Array.from({ length: this.#count }, (_, row) => row);
    const walk = { order: inodeOrder({ device: this.#device, inode: this.#inode }, rows), at: 0 };
    for await (const block of readCacheBlocks(this.#store.read())) {
      for (let record = 0; record < block.count; record++) this.#restamp(block, record, walk);
      yield block.encode();
    }
  }

  /** A file may have been moved more than once: by way of another name, or in a ring. */
  #restamp(block: CacheBlock, record: number, walk: { readonly order: Uint32Array; at: number }): void {
    const [device, inode] = [block.device(record), block.inode(record)];
    const isBefore = (row: number): boolean => {
      const own = this.#device[row] ?? 0n;
      return own < device || (own === device && (this.#inode[row] ?? 0n) < inode);
    };
    const { order } = walk;
    while (walk.at < order.length && isBefore(order[walk.at] ?? 0)) walk.at++;
    for (let at = walk.at; at < order.length; at++) {
      const row = order[at] ?? 0;
      if (this.#device[row] !== device || this.#inode[row] !== inode) return;
      const stamp = { size: this.#size[row] ?? 0, mtime: this.#mtime[row] ?? 0n, ctime: this.#before[row] ?? 0n };
      if (block.fits(record, stamp)) block.restamp(record, this.#after[row] ?? 0n);
    }
  }

  #makeRoom(wanted: number): void {
    if (wanted <= this.#inode.length) return;
    const rows = Math.max(wanted, 2 * this.#inode.length);
    this.#device = growColumn(this.#device, rows);
    this.#inode = growColumn(this.#inode, rows);
    this.#size = growColumn(this.#size, rows);
    this.#mtime = growColumn(this.#mtime, rows);
    this.#before = growColumn(this.#before, rows);
    this.#after = growColumn(this.#after, rows);
  }
}

/** Inodes are dense on most file systems, so their lowest bits tell them apart. */
function setBit(bits: Uint32Array, inode: number): void {
  const bit = bitOf(inode);
  bits[bit >>> 5] = (bits[bit >>> 5] ?? 0) | (1 << (bit & 31));
}

function hasBit(bits: Uint32Array, inode: number): boolean {
  const bit = bitOf(inode);
  return ((bits[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0;
}

function bitOf(inode: number): number {
  return inode & ((1 << GUESS_BITS) - 1);
}
