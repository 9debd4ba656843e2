import { differingBits, type Hashes } from './differing-bits.ts';

/** A hash is cut into four chunks of 16 bits. */
const CHUNKS = 4;
const CHUNK_VALUES = 0x1_0000;
/** Words of an entry: the hash, and its position. Together, since reading them one after the other is what takes time. */
const ENTRY = 3;

/** Called with a position that was taken, and the bits in which its hash differs. */
export type OnTaken = (position: number, distance: number) => void;

/** The hashes of one chunk, sorted by its value. */
interface Buckets {
  readonly entries: Uint32Array;
  /** By value: index of its first entry, and how many there still are. */
  readonly start: Uint32Array;
  readonly size: Uint32Array;
}

/**
 * Takes hashes near a hash without looking at all: multi-index hashing. Where two hashes differ in at most t of 64 bits,
 * one of their four chunks differs in at most t / 4, rounded down; so it is enough to look into the buckets of all chunks
 * that near. 48 bytes a hash and two megabytes, no object. What was taken is not found again.
 */
export class HashIndex {
  readonly #hashes: Hashes;
  readonly #isTaken: Uint8Array;
  readonly #chunks: readonly Buckets[];

  /** @param hashes - all hashes */
  constructor(hashes: Hashes) {
    this.#hashes = hashes;
    this.#isTaken = new Uint8Array(hashes.length / 2);
    this.#chunks = Array.from({ length: CHUNKS }, (_, chunk) => sorted(hashes, chunk));
  }

  /**
   * Whether a position was taken.
   *
   * @param position - the position
   * @returns false while it can be found
   */
  isTaken(position: number): boolean {
    return this.#isTaken[position] === 1;
  }

  /**
   * Takes a position and every other one that is near it.
   *
   * @param position - near which hash
   * @param threshold - bits that may differ
   * @param onTaken - called once for each, the position itself left out
   */
  takeNear(position: number, threshold: number, onTaken: OnTaken): void {
    this.#isTaken[position] = 1;
    const masks = masksUpTo(Math.floor(threshold / CHUNKS));
    if (masks.length * CHUNKS > this.#isTaken.length) {
      this.#takeFromAll(position, threshold, onTaken);
      return;
    }
    this.#chunks.forEach((buckets, chunk) => {
      const value = chunkOf(this.#hashes, position, chunk);
      for (const mask of masks) this.#takeFrom({ buckets, value: value ^ mask, position, threshold }, onTaken);
    });
  }

  /** Where there are fewer hashes than buckets to look into. */
  #takeFromAll(position: number, threshold: number, onTaken: OnTaken): void {
    const [low = 0, high = 0] = this.#hashes.subarray(2 * position);
    for (let other = 0; other < this.#isTaken.length; other++) {
      if (this.#isTaken[other] === 1) continue;
      const distance = this.#distance({ low, high }, 2 * other, this.#hashes);
      if (distance <= threshold) this.#take(other, distance, onTaken);
    }
  }

  /** What is near is taken now or was before: either way its entry has done its work. */
  #takeFrom(
    {
      buckets,
      value,
      position,
      threshold,
    }: Readonly<Record<'value' | 'position' | 'threshold', number>> & {
      readonly buckets: Buckets;
    },
    onTaken: OnTaken,
  ): void {
    const { entries, start, size } = buckets;
    const count = size[value] ?? 0;
    if (count === 0) return;
    const hash = { low: this.#hashes[2 * position] ?? 0, high: this.#hashes[2 * position + 1] ?? 0 };
    const first = start[value] ?? 0;
    let kept = first;
    for (let at = first; at < first + count; at++) {
      const distance = this.#distance(hash, at * ENTRY, entries);
      if (distance > threshold) {
        if (kept !== at) entries.copyWithin(kept * ENTRY, at * ENTRY, (at + 1) * ENTRY);
        kept++;
        continue;
      }
      const found = entries[at * ENTRY + 2] ?? 0;
      if (this.#isTaken[found] === 0) this.#take(found, distance, onTaken);
    }
    size[value] = kept - first;
  }

  #take(position: number, distance: number, onTaken: OnTaken): void {
    this.#isTaken[position] = 1;
    onTaken(position, distance);
  }

  #distance({ low, high }: { readonly low: number; readonly high: number }, at: number, words: Uint32Array): number {
    return differingBits(low, words[at] ?? 0) + differingBits(high, words[at + 1] ?? 0);
  }
}

function chunkOf(hashes: Hashes, position: number, chunk: number): number {
  const word = hashes[2 * position + (chunk >>> 1)] ?? 0;
  return (chunk & 1) === 0 ? word & 0xffff : word >>> 16;
}

function sorted(hashes: Hashes, chunk: number): Buckets {
  const count = hashes.length / 2;
  const size = new Uint32Array(CHUNK_VALUES);
  for (let position = 0; position < count; position++) {
    const value = chunkOf(hashes, position, chunk);
    size[value] = (size[value] ?? 0) + 1;
  }
  const start = new Uint32Array(CHUNK_VALUES);
  for (let value = 1; value < CHUNK_VALUES; value++) start[value] = (start[value - 1] ?? 0) + (size[value - 1] ?? 0);
  const next = start.slice();
  const entries = new Uint32Array(count * ENTRY);
  for (let position = 0; position < count; position++) {
    const value = chunkOf(hashes, position, chunk);
    const at = next[value] ?? 0;
    entries.set([hashes[2 * position] ?? 0, hashes[2 * position + 1] ?? 0, position], at * ENTRY);
    next[value] = at + 1;
  }
  return { entries, start, size };
}

const masksByBits: (readonly number[])[] = [];

/** Words of 16 bits with at most so many ones, the fewest first. */
function masksUpTo(bits: number): readonly number[] {
  const known = masksByBits[bits];
  if (known !== undefined) return known;
  let [masks, last] = [[0], [0]];
  for (let i = 0; i < bits; i++) {
    last = last.flatMap((mask) => higherBits(mask).map((bit) => mask | bit));
    masks = [...masks, ...last];
  }
  masksByBits[bits] = masks;
  return masks;
}

function higherBits(mask: number): number[] {
  const first = 32 - Math.clz32(mask);
  return Array.from({ length: 16 - first }, (_, i) => 1 << (first + i));
}
