/** Reads a range of a file; shorter than asked at the end of the file. */
export type ReadRange = (offset: number, length: number) => Promise<Uint8Array>;

/** What a {@link RangeReader} is built from. */
export interface RangeReaderOptions {
  /** Bytes of the whole file. */
  readonly size: number;
  /** Fetches what is not at hand yet. */
  readonly read: ReadRange;
  /** Bytes that may be fetched in all. */
  readonly budget: number;
  /** First bytes of the file, where they are at hand already. */
  readonly head?: Uint8Array;
}

interface Chunk {
  readonly start: number;
  readonly bytes: Uint8Array;
}

/** Fetched at least at once, since a look at a place is mostly followed by one right behind it. */
const READ_AHEAD = 16 * 1024;

/** Random access to a file that fetches every part once and never more than its budget. */
export class RangeReader {
  /** Bytes of the whole file. */
  readonly size: number;
  readonly #read: ReadRange;
  readonly #chunks: Chunk[] = [];
  #left: number;
  #failure: { readonly reason: unknown } | undefined;

  /** @param options - the file and the budget */
  constructor({ size, read, budget, head }: RangeReaderOptions) {
    this.size = size;
    this.#read = read;
    this.#left = budget;
    if (head !== undefined) this.#chunks.push({ start: 0, bytes: head });
  }

  /**
   * Bytes of a range, fetched if need be.
   *
   * @param offset - where the range starts
   * @param length - its bytes
   * @returns exactly the range; empty when the file ends before or the budget is spent
   */
  async bytes(offset: number, length: number): Promise<Uint8Array> {
    if (offset < 0 || length <= 0 || offset + length > this.size) return EMPTY;
    const known = this.#chunks.find((chunk) => holds(chunk, offset, length));
    const chunk = known ?? (await this.#fetch(offset, length));
    return chunk === undefined ? EMPTY : chunk.bytes.subarray(offset - chunk.start, offset - chunk.start + length);
  }

  /**
   * Makes a failed read known again, for callers of libraries that swallow it.
   *
   * @throws what the read threw, when one failed
   */
  throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.reason;
  }

  async #fetch(offset: number, length: number): Promise<Chunk | undefined> {
    const wanted = Math.min(Math.max(length, READ_AHEAD), this.size - offset, this.#left);
    if (wanted < length) return undefined;
    this.#left -= wanted;
    const chunk = { start: offset, bytes: await this.#readOrNote(offset, wanted) };
    this.#chunks.push(chunk);
    return holds(chunk, offset, length) ? chunk : undefined;
  }

  async #readOrNote(offset: number, length: number): Promise<Uint8Array> {
    try {
      return await this.#read(offset, length);
    } catch (reason) {
      this.#failure = { reason };
      throw reason;
    }
  }
}

const EMPTY = new Uint8Array(0);

function holds(chunk: Chunk, offset: number, length: number): boolean {
  return offset >= chunk.start && offset + length <= chunk.start + chunk.bytes.length;
}
