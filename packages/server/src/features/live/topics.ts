/** One thing that a socket has subscribed to. */
export interface Topic {
  readonly name: string;
  /** Undefined for all operations. */
  readonly operationId: string | undefined;
  /** Root of the operation, once it was shown. */
  rootId: string | null;
  /** Number of the last message. */
  seq: number;
  /** Whether it has to be shown whole before anything else is said of it. */
  stale: boolean;
  /** Whether something came that was not said because of that. */
  missed: boolean;
}

const ONE = 'operation:';
const ALL = 'operations';
/** More topics at once are refused. */
const MOST = 50;

/** What a socket has subscribed to. */
export class Topics {
  readonly #topics = new Map<string, Topic>();

  /** How many there are. */
  get size(): number {
    return this.#topics.size;
  }

  /**
   * Goes through all of them; one that is removed meanwhile is left out.
   *
   * @returns one after the other
   */
  [Symbol.iterator](): Iterator<Topic> {
    return this.#topics.values();
  }

  /**
   * Subscribes, or begins anew.
   *
   * @param name - the topic
   * @param since - number of the last message that was seen; numbers go on behind it
   * @returns false when there are too many
   */
  add(name: string, since = 0): boolean {
    const old = this.#topics.get(name);
    if (old === undefined && this.#topics.size === MOST) return false;
    const operationId = name.startsWith(ONE) ? name.slice(ONE.length) : undefined;
    const seq = Math.max(since, old?.seq ?? 0);
    this.#topics.set(name, { name, operationId, rootId: null, seq, stale: true, missed: false });
    return true;
  }

  /**
   * Unsubscribes.
   *
   * @param name - the topic
   */
  remove(name: string): void {
    this.#topics.delete(name);
  }

  /**
   * Whether a topic is still subscribed to.
   *
   * @param topic - the topic
   * @returns false as well when it was begun anew
   */
  has(topic: Topic): boolean {
    return this.#topics.get(topic.name) === topic;
  }

  /**
   * Topics that speak of an operation.
   *
   * @param id - the operation
   * @returns two at most
   */
  of(id: string): Topic[] {
    return [this.#topics.get(ONE + id), this.#topics.get(ALL)].filter((topic) => topic !== undefined);
  }

  /**
   * A topic that has to be shown.
   *
   * @returns undefined when there is none
   */
  firstStale(): Topic | undefined {
    return [...this.#topics.values()].find(({ stale }) => stale);
  }
}
