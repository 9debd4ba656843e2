/** Keeps the largest of many things without keeping the others. */
export class Largest<T = number> {
  readonly #limit: number;
  #items: { readonly item: T; readonly size: number }[] = [];
  #smallest = -1;

  /** @param limit - how many to keep */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Offers a thing.
   *
   * @param item - the thing
   * @param size - by what it is compared
   */
  add(item: T, size: number): void {
    if (this.#items.length >= this.#limit * 2) this.#trim();
    if (size > this.#smallest) this.#items.push({ item, size });
  }

  /**
   * What was kept.
   *
   * @returns the largest first; of equal ones the one that came first
   */
  items(): readonly { readonly item: T; readonly size: number }[] {
    this.#trim();
    return this.#items;
  }

  #trim(): void {
    this.#items = this.#items.toSorted((a, b) => b.size - a.size).slice(0, this.#limit);
    if (this.#items.length === this.#limit) this.#smallest = this.#items.at(-1)?.size ?? -1;
  }
}
