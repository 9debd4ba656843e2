/** What has to be closed in the end, in the reverse of the order in which it was opened. */
export class Closers {
  readonly #closers: (() => unknown)[] = [];

  /**
   * Remembers to close something.
   *
   * @param close - closes it
   */
  add(close: () => unknown): void {
    this.#closers.push(close);
  }

  /** Closes everything; what cannot be closed keeps nothing else open, and is thrown in the end. */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (let close = this.#closers.pop(); close !== undefined; close = this.#closers.pop()) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Something could not be closed.');
  }
}
