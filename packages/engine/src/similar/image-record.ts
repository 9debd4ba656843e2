import type { ImageHash } from './image-hash.ts';

/** 32-bit words of a record, as many as a hash of the cache has. */
const WORDS = 8;
/** Goes up with every change of what is made of an image, so that records of another way count for nothing. */
const EDITION = 1;
const WORD = { low: 0, high: 1, width: 2, height: 3, detail: 4, edition: 5 } as const;

/** What is known of an image. */
export interface ImageRecord extends ImageHash {
  /** Pixels, upright. */
  readonly width: number;
  /** Pixels, upright. */
  readonly height: number;
}

/** Records of images, 32 bytes each and no object; they lie in the cache like hashes. */
export class ImageRecords {
  /** All records, one behind the other. */
  readonly bytes: Uint8Array;
  readonly #words: Uint32Array;

  /** @param count - records; all are empty at first */
  constructor(count: number) {
    this.#words = new Uint32Array(count * WORDS);
    this.bytes = new Uint8Array(this.#words.buffer);
  }

  /**
   * Whether something is known that was made in the way of today.
   *
   * @param at - index of the record
   * @returns false for an empty one too
   */
  isKnown(at: number): boolean {
    return this.#words[at * WORDS + WORD.edition] === EDITION;
  }

  /**
   * Reads a record.
   *
   * @param at - its index
   * @returns what is known
   */
  get(at: number): ImageRecord {
    const word = (which: number): number => this.#words[at * WORDS + which] ?? 0;
    return {
      low: word(WORD.low),
      high: word(WORD.high),
      width: word(WORD.width),
      height: word(WORD.height),
      detail: word(WORD.detail),
    };
  }

  /**
   * Writes a record.
   *
   * @param at - its index
   * @param record - what is known
   */
  set(at: number, { low, high, width, height, detail }: ImageRecord): void {
    this.#words.set([low, high, width, height, detail, EDITION], at * WORDS);
  }

  /**
   * Records by index.
   *
   * @param indexes - which
   * @returns copies, in that order
   */
  pick(indexes: Uint32Array): ImageRecords {
    const picked = new ImageRecords(indexes.length);
    indexes.forEach((from, to) => {
      picked.#words.set(this.#words.subarray(from * WORDS, (from + 1) * WORDS), to * WORDS);
    });
    return picked;
  }
}
