import { crc32 } from 'node:zlib';

/** Records in a full block. */
const BLOCK_RECORDS = 4096;
/** 64-bit words of a record: device, inode, size, mtime, ctime, day and part, and four of hash. */
const RECORD_WORDS = 10;

const MAGIC = 0x3143484b;
const HEADER_BYTES = 16;
const RECORD_BYTES = RECORD_WORDS * 8;
const WORD = { device: 0, inode: 1, size: 2, mtime: 3, ctime: 4, use: 5, hash: 6 } as const;

/** What a cached hash is of. The position is the number kept. */
export const CACHED_PARTS = ['whole', 'ends'] as const;

/** Records as they lie in a block; little-endian, as every platform Node runs on. */
export class CacheBlock {
  /** Records in use. */
  count: number;
  readonly #words: BigUint64Array;
  readonly #uses: Uint32Array;
  readonly #bytes: Uint8Array;

  /**
   * @param words - ten a record
   * @param count - records in use
   */
  constructor(words = new BigUint64Array(BLOCK_RECORDS * RECORD_WORDS), count = 0) {
    this.#words = words;
    this.#uses = new Uint32Array(words.buffer);
    this.#bytes = new Uint8Array(words.buffer);
    this.count = count;
  }

  /** Whether no record can be added. */
  get isFull(): boolean {
    return this.count === BLOCK_RECORDS;
  }

  /**
   * Device of a record.
   *
   * @param record - its index
   * @returns as st_dev
   */
  device(record: number): bigint {
    return this.#words[record * RECORD_WORDS + WORD.device] ?? 0n;
  }

  /**
   * Inode of a record.
   *
   * @param record - its index
   * @returns as st_ino
   */
  inode(record: number): bigint {
    return this.#words[record * RECORD_WORDS + WORD.inode] ?? 0n;
  }

  /**
   * What a record is sorted by.
   *
   * @param record - its index
   * @returns its key
   */
  key(record: number): CacheKey {
    return { device: this.device(record), inode: this.inode(record), part: this.part(record) };
  }

  /**
   * Whether a record was made of a file as it is now.
   *
   * @param record - its index
   * @param stamp - what the scan saw
   * @returns true when size and both times are the same
   */
  fits(record: number, stamp: FileStamp): boolean {
    const at = record * RECORD_WORDS;
    return (
      this.#words[at + WORD.mtime] === BigInt.asUintN(64, stamp.mtime) &&
      this.#words[at + WORD.ctime] === BigInt.asUintN(64, stamp.ctime) &&
      Number(this.#words[at + WORD.size]) === stamp.size
    );
  }

  /**
   * The day a record was used last.
   *
   * @param record - its index
   * @returns days since 1970
   */
  day(record: number): number {
    return this.#uses[(record * RECORD_WORDS + WORD.use) * 2] ?? 0;
  }

  /**
   * What a record is of.
   *
   * @param record - its index
   * @returns position in {@link CACHED_PARTS}
   */
  part(record: number): number {
    return this.#uses[(record * RECORD_WORDS + WORD.use) * 2 + 1] ?? 0;
  }

  /**
   * The hash of a record.
   *
   * @param record - its index
   * @returns a view of 32 bytes
   */
  hash(record: number): Uint8Array {
    const start = record * RECORD_BYTES + WORD.hash * 8;
    return this.#bytes.subarray(start, start + 32);
  }

  /**
   * Adds a record.
   *
   * @param record - what is known
   */
  add(record: CacheRecord): void {
    const at = this.count++ * RECORD_WORDS;
    this.#words[at + WORD.device] = record.device;
    this.#words[at + WORD.inode] = record.inode;
    this.#words[at + WORD.size] = BigInt(record.size);
    this.#words[at + WORD.mtime] = BigInt.asUintN(64, record.mtime);
    this.#words[at + WORD.ctime] = BigInt.asUintN(64, record.ctime);
    this.#uses[(at + WORD.use) * 2] = record.day;
    this.#uses[(at + WORD.use) * 2 + 1] = record.part;
    this.#bytes.set(record.hash, (at + WORD.hash) * 8);
  }

  /**
   * Adds a record of another block as it is.
   *
   * @param from - the other block
   * @param record - its index there
   */
  addFrom(from: CacheBlock, record: number): void {
    const start = record * RECORD_WORDS;
    this.#words.set(from.#words.subarray(start, start + RECORD_WORDS), this.count++ * RECORD_WORDS);
  }

  /**
   * The block as it is kept: magic, count, checksum, records.
   *
   * @returns bytes of its own
   */
  encode(): Uint8Array {
    const records = this.#bytes.subarray(0, this.count * RECORD_BYTES);
    const bytes = Buffer.alloc(HEADER_BYTES + records.length);
    bytes.writeUInt32LE(MAGIC, 0);
    bytes.writeUInt32LE(this.count, 4);
    bytes.writeUInt32LE(crc32(records), 8);
    bytes.set(records, HEADER_BYTES);
    return bytes;
  }
}

/** Size and times of a file: nanoseconds since 1970. */
export interface FileStamp {
  readonly size: number;
  readonly mtime: bigint;
  readonly ctime: bigint;
}

/** What records are sorted by. */
export interface CacheKey {
  readonly device: bigint;
  readonly inode: bigint;
  /** Position in {@link CACHED_PARTS}. */
  readonly part: number;
}

/** A hash and the file it is of. */
export interface CacheRecord extends FileStamp, CacheKey {
  /** Days since 1970. */
  readonly day: number;
  /** 32 bytes. */
  readonly hash: Uint8Array;
}

/**
 * Reads blocks. A damaged one is left out, and what lies behind a damaged header with it: a cache may forget.
 *
 * @param pieces - the kept bytes
 * @yields whole blocks
 */
export async function* readCacheBlocks(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<CacheBlock> {
  let held = Buffer.alloc(0);
  for await (const piece of pieces) {
    held = Buffer.concat([held, piece]);
    for (;;) {
      if (held.length < HEADER_BYTES) break;
      const count = held.readUInt32LE(4);
      if (held.readUInt32LE(0) !== MAGIC || count > BLOCK_RECORDS) return;
      const end = HEADER_BYTES + count * RECORD_BYTES;
      if (held.length < end) break;
      const records = held.subarray(HEADER_BYTES, end);
      if (crc32(records) === held.readUInt32LE(8)) {
        const words = new BigUint64Array(count * RECORD_WORDS);
        new Uint8Array(words.buffer).set(records);
        yield new CacheBlock(words, count);
      }
      held = held.subarray(end);
    }
  }
}
