/** Rows found by a hash, on flat arrays. Different names may have the same hash: the caller compares. */
export class HashIndex {
  readonly #row: number[] = [];
  readonly #hash: number[] = [];
  readonly #next: number[] = [];
  #first = new Int32Array(1).fill(NONE);

  /** Entries added. */
  get size(): number {
    return this.#row.length;
  }

  /**
   * Adds a row. It is found after the next {@link HashIndex.close}.
   *
   * @param hash - any integer
   * @param row - what to find
   */
  add(hash: number, row: number): void {
    this.#row.push(row);
    this.#hash.push(hash | 0);
  }

  /** Makes everything added so far findable. */
  close(): void {
    const slots = 2 ** Math.ceil(Math.log2(this.size + 1));
    this.#first = new Int32Array(slots).fill(NONE);
    this.#next.length = 0;
    for (const [entry, hash] of this.#hash.entries()) {
      const slot = hash & (slots - 1);
      this.#next.push(this.#first[slot] ?? NONE);
      this.#first[slot] = entry;
    }
  }

  /**
   * Finds rows.
   *
   * @param hash - what they were added under
   * @param found - called with each of them
   */
  find(hash: number, found: (row: number) => void): void {
    let entry = this.#first[hash & (this.#first.length - 1)] ?? NONE;
    for (; entry !== NONE; entry = this.#next[entry] ?? NONE) {
      if (this.#hash[entry] === (hash | 0)) found(this.#row[entry] ?? 0);
    }
  }
}

const NONE = -1;
