import { CacheBlock, type CacheKey, type CacheRecord } from './cache-blocks.ts';

/**
 * Merges sorted records into the kept ones: a new record takes the place of the kept one of the same file and part.
 *
 * @param kept - what is kept, sorted
 * @param lists - new records, each list sorted
 * @param oldestDay - kept records used last before this day are left out
 * @yields blocks, sorted; one and the same, which holds until the next is asked for
 */
export async function* mergeRecords(
  kept: AsyncIterable<CacheBlock>,
  lists: readonly Iterator<CacheRecord, undefined>[],
  oldestDay: number,
): AsyncGenerator<CacheBlock> {
  const fresh = new MergedRecords(lists);
  const block = new CacheBlock();
  for await (const old of kept) {
    for (let record = 0; record < old.count; record++) {
      const key = old.key(record);
      let isReplaced = false;
      for (let order = fresh.compare(key); order <= 0; order = fresh.compare(key)) {
        isReplaced ||= order === 0;
        block.add(fresh.take());
        if (block.isFull) {
          yield block;
          block.count = 0;
        }
      }
      if (isReplaced || old.day(record) < oldestDay) continue;
      block.addFrom(old, record);
      if (!block.isFull) continue;
      yield block;
      block.count = 0;
    }
  }
  while (!fresh.isEmpty) {
    block.add(fresh.take());
    if (!block.isFull) continue;
    yield block;
    block.count = 0;
  }
  if (block.count > 0) yield block;
}

/** Several sorted lists as one. */
class MergedRecords {
  readonly #lists: readonly Iterator<CacheRecord, undefined>[];
  readonly #heads: (CacheRecord | undefined)[];
  #least = -1;

  constructor(lists: readonly Iterator<CacheRecord, undefined>[]) {
    this.#lists = lists;
    this.#heads = lists.map((list) => list.next().value);
    this.#choose();
  }

  get isEmpty(): boolean {
    return this.#least < 0;
  }

  /** Negative when the next record comes before a key, 0 when it has it, positive behind it and when there is none. */
  compare(key: CacheKey): number {
    const head = this.#heads[this.#least];
    return head === undefined ? 1 : compareKeys(head, key);
  }

  take(): CacheRecord {
    const head = this.#heads[this.#least];
    if (head === undefined) throw new RangeError('there is no record left');
    this.#heads[this.#least] = this.#lists[this.#least]?.next().value;
    this.#choose();
    return head;
  }

  #choose(): void {
    this.#least = -1;
    this.#heads.forEach((head, i) => {
      const least = this.#heads[this.#least];
      if (head !== undefined && (least === undefined || compareKeys(head, least) < 0)) this.#least = i;
    });
  }
}

function compareKeys(a: CacheKey, b: CacheKey): number {
  if (a.device !== b.device) return a.device < b.device ? -1 : 1;
  if (a.inode !== b.inode) return a.inode < b.inode ? -1 : 1;
  return a.part - b.part;
}
