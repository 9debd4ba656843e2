import { decodeRaw } from '../names/raw-string.ts';

/** Many byte strings in one buffer, addressed by where they start and how long they are. */
export class ByteArena {
  #bytes: Uint8Array;
  #length = 0;

  /** @param capacity - bytes to start with; it doubles when full */
  constructor(capacity = 64 * 1024) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** Bytes in use. */
  get length(): number {
    return this.#length;
  }

  /**
   * Appends bytes.
   *
   * @param bytes - what to keep
   * @returns where they start
   */
  append(bytes: Uint8Array): number {
    const start = this.#length;
    this.#reserve(start + bytes.length);
    this.#bytes.set(bytes, start);
    this.#length += bytes.length;
    return start;
  }

  /**
   * The bytes at a place; a view that holds until the next append.
   *
   * @param start - where they start
   * @param length - how many
   * @returns a view, not a copy
   */
  at(start: number, length: number): Uint8Array {
    return this.#bytes.subarray(start, start + length);
  }

  /**
   * The raw string at a place.
   *
   * @param start - where it starts
   * @param length - its bytes
   * @returns a raw string
   */
  text(start: number, length: number): string {
    return decodeRaw(this.at(start, length));
  }

  #reserve(needed: number): void {
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
