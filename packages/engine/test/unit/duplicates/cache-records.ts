import fc from 'fast-check';
import { CacheBlock, type CacheRecord, type FileStamp } from '../../../src/duplicates/cache-blocks.ts';
import { readCacheBlocks } from '../../../src/duplicates/read-cache-blocks.ts';

const MOST = 2n ** 64n - 1n;
const anyId = fc.oneof(fc.bigInt({ min: 0n, max: 4n }), fc.bigInt({ min: 0n, max: MOST }));
const anyTime = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

const anyRecord: fc.Arbitrary<CacheRecord> = fc.record({
  device: anyId,
  inode: anyId,
  part: fc.integer({ min: 0, max: 1 }),
  size: fc.maxSafeNat(),
  mtime: anyTime,
  ctime: anyTime,
  day: fc.integer({ min: 0, max: 0xffff_ffff }),
  hash: fc.uint8Array({ minLength: 32, maxLength: 32 }),
});

/** Records in their order, no two of the same file and part. */
export const anyRecords: fc.Arbitrary<readonly CacheRecord[]> = fc
  .uniqueArray(anyRecord, { selector: keyOf, maxLength: 20 })
  .map((records) => records.toSorted(compareRecords));

/** What no two records of a cache share. */
export function keyOf({ device, inode, part }: Pick<CacheRecord, 'device' | 'inode' | 'part'>): string {
  return `${device} ${inode} ${part}`;
}

/** The order of a cache. */
export function compareRecords(a: CacheRecord, b: CacheRecord): number {
  if (a.device !== b.device) return a.device < b.device ? -1 : 1;
  if (a.inode !== b.inode) return a.inode < b.inode ? -1 : 1;
  return a.part - b.part;
}

/** A record of which only the key and the day matter. */
export function record(device: bigint, inode: bigint, more: Partial<CacheRecord> = {}): CacheRecord {
  const hash = new Uint8Array(32).fill(Number(inode % 256n));
  return { device, inode, part: 0, size: 1, mtime: 0n, ctime: 0n, day: 100, hash, ...more };
}

/** Records as a block. */
export function blockOf(records: readonly CacheRecord[]): CacheBlock {
  const block = new CacheBlock();
  for (const each of records) block.add(each);
  return block;
}

/** The records of blocks. */
export async function recordsIn(blocks: AsyncIterable<CacheBlock>): Promise<StoredRecord[]> {
  const found: StoredRecord[] = [];
  for await (const block of blocks) {
    for (let at = 0; at < block.count; at++) {
      const own = new CacheBlock(1);
      own.addFrom(block, at);
      found.push({
        key: keyOf(block.key(at)),
        day: block.day(at),
        hash: Buffer.from(block.hash(at)).toString('hex'),
        fits: (stamp) => own.fits(0, stamp),
      });
    }
  }
  return found;
}

/** The records of stored bytes. */
export function recordsOf(bytes: Uint8Array, pieceLength = bytes.length): Promise<StoredRecord[]> {
  return recordsIn(readCacheBlocks(inPieces(bytes, pieceLength)));
}

/** A record as it was read back. */
export interface StoredRecord {
  readonly key: string;
  readonly day: number;
  /** Hexadecimal. */
  readonly hash: string;
  readonly fits: (stamp: FileStamp) => boolean;
}

async function* inPieces(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield await Promise.resolve(bytes.subarray(at, at + length));
}
