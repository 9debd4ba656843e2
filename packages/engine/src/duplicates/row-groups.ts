/** How rows are told apart. */
export interface RowKeys {
  /** A 32-bit hash of the key at a position. */
  readonly hash: (position: number) => number;
  /** Whether two positions have the same key. */
  readonly same: (a: number, b: number) => boolean;
}

const NONE = 0xffff_ffff;

/**
 * Positions with the same key, as lists on typed arrays: 8 bytes a position (and some 20 more while they are made) and no
 * object, since there may be a million of them, all different or all the same. A group is named by its first position and keeps the order.
 */
export class RowGroups {
  /** Positions in all. */
  readonly count: number;
  readonly #next: Uint32Array;
  #last: Uint32Array;
  readonly #size: Uint32Array;

  /**
   * @param count - positions, 0 to count - 1
   * @param keys - how they are told apart
   */
  constructor(count: number, keys: RowKeys) {
    this.count = count;
    this.#next = new Uint32Array(count).fill(NONE);
    this.#last = new Uint32Array(count);
    this.#size = new Uint32Array(count);
    const slots = new Uint32Array(slotsFor(count)).fill(NONE);
    for (let position = 0; position < count; position++) this.#add(position, slots, keys);
    this.#last = new Uint32Array(0);
  }

  /**
   * How many positions a group has.
   *
   * @param first - a position
   * @returns 0 for a position that is not the first of its group
   */
  sizeOf(first: number): number {
    return this.#size[first] ?? 0;
  }

  /**
   * The first positions of groups.
   *
   * @param least - positions a group must have
   * @returns in order
   */
  firsts(least: number): Uint32Array {
    const firsts = new Uint32Array(this.#size.reduce((count, size) => count + Number(size >= least), 0));
    let found = 0;
    for (let position = 0; position < this.count; position++) {
      if (this.sizeOf(position) >= least) firsts[found++] = position;
    }
    return firsts;
  }

  /**
   * The positions of a group.
   *
   * @param first - its first position
   * @yields in order
   */
  *members(first: number): Generator<number> {
    for (let position = first; position !== NONE; position = this.#next[position] ?? NONE) yield position;
  }

  /**
   * Every position that shares its key with another.
   *
   * @returns positions in order
   */
  shared(): Uint32Array {
    const marked = new Uint8Array(this.count);
    let found = 0;
    for (const first of this.firsts(2)) {
      for (const position of this.members(first)) {
        marked[position] = 1;
        found++;
      }
    }
    const positions = new Uint32Array(found);
    for (let position = 0, i = 0; position < this.count; position++) {
      if (marked[position] === 1) positions[i++] = position;
    }
    return positions;
  }

  #add(position: number, slots: Uint32Array, keys: RowKeys): void {
    const mask = slots.length - 1;
    let slot = spread(keys.hash(position)) & mask;
    for (;;) {
      const first = slots[slot] ?? NONE;
      if (first === NONE) {
        slots[slot] = position;
        this.#last[position] = position;
        this.#size[position] = 1;
        return;
      }
      if (keys.same(first, position)) {
        this.#next[this.#last[first] ?? first] = position;
        this.#last[first] = position;
        this.#size[first] = this.sizeOf(first) + 1;
        return;
      }
      slot = (slot + 1) & mask;
    }
  }
}

/** Twice as many as there can be keys, so that runs stay short. */
function slotsFor(count: number): number {
  let slots = 16;
  while (slots < count * 2) slots *= 2;
  return slots;
}

function spread(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
