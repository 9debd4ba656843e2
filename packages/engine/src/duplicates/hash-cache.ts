import type { HashCacheStore } from '../ports/hash-cache-store.ts';
import type { FileTable } from '../table/file-table.ts';
import { inodeOrder } from '../table/inode-order.ts';
import { CACHED_PARTS, type CachedPart, type CacheRecord, type FileStamp } from './cache-blocks.ts';
import { HASH_BYTES, pick, type HashedRows } from './equal-rows.ts';
import { InodeWalk } from './inode-walk.ts';
import { mergeRecords } from './merge-records.ts';
import { readCacheBlocks } from './read-cache-blocks.ts';
import { isSettledStamp } from '../ports/settled-stamp.ts';

/** Records kept at most, 80 bytes each. Those that were not used for the longest time go first. */
const MOST_RECORDS = 4_000_000;
/** A record that is used is marked anew when its mark is older than this, in days. */
const MARK_DAYS = 7;
const DAY_MS = 86_400_000;

/** How a cache is opened. */
export interface HashCacheOptions {
  readonly store: HashCacheStore;
  /** The files it is asked about, with ctimes. */
  readonly table: FileTable;
  /** When it is opened, before any file is read: milliseconds since 1970. */
  readonly now: number;
  /** Records kept at most; 4,000,000 when absent. */
  readonly most?: number | undefined;
}

/** Hashes of whole files, of their ends, or of what is to be seen on them. */
export interface PartHashes<Part extends CachedPart = CachedPart> extends HashedRows {
  readonly part: Part;
}

/** Hashes to be kept. */
interface FreshHashes extends PartHashes {
  /** Positions in the rows, by device and inode. */
  readonly order: Uint32Array;
}

/**
 * Hashes of files by device, inode, size, mtime and ctime. It says what a file held when it was read last, which saves
 * reading it again to find duplicates; nothing is ever removed on its word. Records lie sorted by device and inode, so
 * that files and records meet in one pass, whatever their number.
 */
export class HashCache {
  readonly #options: HashCacheOptions;
  readonly #noted: PartHashes[] = [];
  readonly #day: number;
  #isWorthSaving = false;

  /** @param options - where it is kept, and the files it is asked about */
  constructor(options: HashCacheOptions) {
    this.#options = options;
    this.#day = Math.floor(options.now / DAY_MS);
  }

  /**
   * Looks hashes up.
   *
   * @param wanted - rows, no two of them the same file; gets the hashes that are known
   * @returns 1 by position whose hash is known
   */
  async lookUp({ rows, hash, part }: PartHashes): Promise<Uint8Array> {
    const found = new Uint8Array(rows.length);
    const walk = new InodeWalk(this.#options.table, rows);
    const wanted = CACHED_PARTS.indexOf(part);
    for await (const block of readCacheBlocks(this.#options.store.read())) {
      for (let record = 0; record < block.count; record++) {
        if (block.part(record) !== wanted) continue;
        const position = walk.find(block.device(record), block.inode(record));
        if (position === undefined || !block.fits(record, this.#stamp(rows[position] ?? 0))) continue;
        found[position] = 1;
        hash.set(block.hash(record), position * HASH_BYTES);
        if (this.#day - block.day(record) > MARK_DAYS) this.#isWorthSaving = true;
      }
    }
    return found;
  }

  /**
   * Notes hashes, those that were looked up too, so that they count as used.
   *
   * @param hashes - rows with their hashes
   * @param isNew - whether there is one among them that is not kept yet
   */
  note(hashes: PartHashes, isNew: boolean): void {
    this.#noted.push(hashes);
    if (isNew) this.#isWorthSaving = true;
  }

  /**
   * Keeps what was noted, merged into what is kept already.
   *
   * @throws FileSystemError when it cannot be kept
   */
  async save(): Promise<void> {
    if (!this.#isWorthSaving) return;
    const { store } = this.#options;
    const fresh = this.#fresh();
    const oldestDay = await this.#oldestDayKept(fresh);
    const lists = fresh.map((each) => this.#records(each));
    await store.replace(encoded(mergeRecords(readCacheBlocks(store.read()), lists, oldestDay)));
  }

  /** What was noted, as much of it as may be kept. */
  #fresh(): readonly FreshHashes[] {
    const { table, now } = this.#options;
    const readSince = BigInt(Math.floor(now)) * 1_000_000n;
    let room = this.#most;
    return this.#noted.map(({ rows, part, hash }) => {
      const isSettled = (at: number): boolean => isSettledStamp(table.ctime[rows[at] ?? 0] ?? 0n, readSince);
      const order = inodeOrder(table, rows).filter(isSettled).subarray(0, room);
      room -= order.length;
      return { rows, part, hash, order };
    });
  }

  /** The bound is held by leaving out what was used last before a day. */
  async #oldestDayKept(fresh: readonly FreshHashes[]): Promise<number> {
    let room = this.#most - fresh.reduce((sum, { order }) => sum + order.length, 0);
    if ((await this.#countKept()) <= room) return 0;
    const days = await this.#daysOfOthers(fresh);
    for (const [day, count] of [...days].sort(([a], [b]) => b - a)) {
      room -= count;
      if (room < 0) return day + 1;
    }
    return 0;
  }

  async #countKept(): Promise<number> {
    let kept = 0;
    for await (const { count } of readCacheBlocks(this.#options.store.read())) kept += count;
    return kept;
  }

  /** How many of the kept records that nothing fresh replaces were used last on which day. */
  async #daysOfOthers(fresh: readonly FreshHashes[]): Promise<ReadonlyMap<number, number>> {
    const walks = fresh.map(({ rows, part, order }) => ({
      part: CACHED_PARTS.indexOf(part),
      walk: new InodeWalk(this.#options.table, pick(rows, order)),
    }));
    const days = new Map<number, number>();
    for await (const block of readCacheBlocks(this.#options.store.read())) {
      for (let record = 0; record < block.count; record++) {
        const { device, inode, part } = block.key(record);
        if (walks.some((each) => each.part === part && each.walk.find(device, inode) !== undefined)) continue;
        const day = block.day(record);
        days.set(day, (days.get(day) ?? 0) + 1);
      }
    }
    return days;
  }

  get #most(): number {
    return this.#options.most ?? MOST_RECORDS;
  }

  *#records({ rows, hash, order, ...hashes }: FreshHashes): Generator<CacheRecord, undefined> {
    const { table } = this.#options;
    const part = CACHED_PARTS.indexOf(hashes.part);
    for (const position of order) {
      const row = rows[position] ?? 0;
      yield {
        device: table.device[row] ?? 0n,
        inode: table.inode[row] ?? 0n,
        ...this.#stamp(row),
        day: this.#day,
        part,
        hash: hash.subarray(position * HASH_BYTES, (position + 1) * HASH_BYTES),
      };
    }
    return undefined;
  }

  #stamp(row: number): FileStamp {
    const { table } = this.#options;
    return { size: table.size[row] ?? 0, mtime: table.mtime[row] ?? 0n, ctime: table.ctime[row] ?? 0n };
  }
}

async function* encoded(blocks: AsyncIterable<{ encode(): Uint8Array }>): AsyncGenerator<Uint8Array> {
  for await (const block of blocks) yield block.encode();
}
