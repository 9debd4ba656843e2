import { crc32 } from 'node:zlib';

/** Records in a full block. */
const BLOCK_RECORDS = 4096;
/** 64-bit words of a record: device, inode, size, mtime, ctime, day and part, and four of hash. */
const RECORD_WORDS = 10;

const MAGIC = 0x3143484b;
/** Bytes before the records: magic, count, checksum, and four that are not used. */
export const HEADER_BYTES = 16;
const RECORD_BYTES = RECORD_WORDS * 8;
const WORD = { device: 0, inode: 1, size: 2, mtime: 3, ctime: 4, use: 5, hash: 6 } as const;

/** What a cached hash is of; of images it is what they look like. The position is the number kept. */
export const CACHED_PARTS = ['whole', 'ends', 'image'] as const;

/** One of {@link CACHED_PARTS}. */
export type CachedPart = (typeof CACHED_PARTS)[number];

/**
 * Records as they lie in a block; little-endian, as every platform Node runs on. A block is filled again and again,
 * since a cache of a million records would otherwise leave two hundred megabytes to be collected.
 */
export class CacheBlock {
  /** Records in use. */
  count = 0;
  /** The block as it is kept: header, then records. */
  readonly bytes: Uint8Array;
  readonly #header: Uint32Array;
  readonly #words: BigUint64Array;
  readonly #uses: Uint32Array;

  /** @param capacity - records there is room for */
  constructor(capacity = BLOCK_RECORDS) {
    const buffer = new ArrayBuffer(HEADER_BYTES + capacity * RECORD_BYTES);
    this.bytes = new Uint8Array(buffer);
    this.#header = new Uint32Array(buffer, 0, HEADER_BYTES / 4);
    this.#words = new BigUint64Array(buffer, HEADER_BYTES);
    this.#uses = new Uint32Array(buffer, HEADER_BYTES);
  }

  /** Whether no record can be added. */
  get isFull(): boolean {
    return this.count * RECORD_WORDS === this.#words.length;
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
   * The lower half of the inode of a record, for a first guess that makes no big integer.
   *
   * @param record - its index
   * @returns its lower 32 bits
   */
  inodeBits(record: number): number {
    return this.#uses[(record * RECORD_WORDS + WORD.inode) * 2] ?? 0;
  }

  /**
   * Notes that the file of a record changed last at another time, and holds what it held.
   *
   * @param record - its index
   * @param ctime - nanoseconds since 1970
   */
  restamp(record: number, ctime: bigint): void {
    this.#words[record * RECORD_WORDS + WORD.ctime] = BigInt.asUintN(64, ctime);
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
   * @returns a view of 32 bytes that holds until the block is changed
   */
  hash(record: number): Uint8Array {
    const start = HEADER_BYTES + record * RECORD_BYTES + WORD.hash * 8;
    return this.bytes.subarray(start, start + 32);
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
    this.bytes.set(record.hash, HEADER_BYTES + (at + WORD.hash) * 8);
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
   * Completes the header.
   *
   * @returns the block as it is kept: a view that holds until the block is changed
   */
  encode(): Uint8Array {
    const records = this.#records();
    this.#header.set([MAGIC, this.count, crc32(records), 0]);
    return this.bytes.subarray(0, HEADER_BYTES + records.length);
  }

  /**
   * How long a block is whose header lies in the bytes.
   *
   * @returns bytes with the header; undefined where it is no header
   */
  storedLength(): number | undefined {
    const [magic, count = 0] = this.#header;
    const length = HEADER_BYTES + count * RECORD_BYTES;
    return magic === MAGIC && length <= this.bytes.length ? length : undefined;
  }

  /**
   * Takes the records that lie in the bytes for its own.
   *
   * @returns false when they are damaged
   */
  restore(): boolean {
    const [, count = 0, checksum] = this.#header;
    this.count = count;
    return crc32(this.#records()) === checksum;
  }

  #records(): Uint8Array {
    return this.bytes.subarray(HEADER_BYTES, HEADER_BYTES + this.count * RECORD_BYTES);
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
