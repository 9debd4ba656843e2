/** Hands over one item after the other, and waits until each was taken. */
export type Produce<T> = (push: (item: T) => Promise<void>) => Promise<unknown>;

/** Nobody takes what is produced any more. */
class Unwanted extends Error {
  constructor() {
    super('nobody takes what is produced any more');
    this.name = 'Unwanted';
  }
}

/**
 * Turns work that hands items over into items to iterate. Work and reader take turns, so that no more than one item is
 * held. When the reader stops, the item in hand is refused to the work, which ends by that.
 *
 * @param produce - the work
 * @yields what it hands over
 * @throws what the work throws
 */
export async function* pulled<T>(produce: Produce<T>): AsyncGenerator<T> {
  const desk = new Desk<T>();
  const work = produce((item) => desk.put(item)).finally(() => {
    desk.close();
  });
  work.catch(() => undefined);
  try {
    for (let offer = await desk.next(); offer !== undefined; offer = await desk.next()) {
      yield offer.item;
      desk.take();
    }
    await work;
  } finally {
    desk.refuse();
    await work.catch(() => undefined);
  }
}

interface Offer<T> {
  readonly item: T;
  readonly taken: PromiseWithResolvers<undefined>;
}

/** Where one item lies at a time. */
class Desk<T> {
  #offer: Offer<T> | undefined;
  #isRefusing = false;
  #isClosed = false;
  #changed = Promise.withResolvers<undefined>();

  put(item: T): Promise<undefined> {
    if (this.#isRefusing) return Promise.reject(new Unwanted());
    this.#offer = { item, taken: Promise.withResolvers<undefined>() };
    this.#changed.resolve(undefined);
    return this.#offer.taken.promise;
  }

  /** The next item; undefined when there will be none. */
  async next(): Promise<Offer<T> | undefined> {
    while (this.#offer === undefined && !this.#isClosed) {
      await this.#changed.promise;
      this.#changed = Promise.withResolvers<undefined>();
    }
    return this.#offer;
  }

  take(): void {
    this.#offer?.taken.resolve(undefined);
    this.#offer = undefined;
  }

  close(): void {
    this.#isClosed = true;
    this.#changed.resolve(undefined);
  }

  /** Turns down the item that lies there and all that follow. */
  refuse(): void {
    this.#isRefusing = true;
    this.#offer?.taken.reject(new Unwanted());
  }
}
