/** Random choices that a seed repeats exactly (mulberry32); for test trees and campaigns, never for secrets. */
export interface SeededRandom {
  /** A number from 0 up to, not including, 1. */
  next(): number;
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** One of the items; throws a RangeError when there are none. */
  pick<T>(items: readonly T[]): T;
  /** A number of the normal distribution with mean 0 and deviation 1. */
  normal(): number;
  /** Fills a buffer with random bytes and returns it. */
  fill(bytes: Uint8Array): Uint8Array;
}

/**
 * Starts a row of random choices.
 *
 * @param seed - 32 bits; the same seed gives the same row on every machine
 * @returns the source of choices
 * @example
 * createSeededRandom(7).below(1000) === createSeededRandom(7).below(1000) // true
 */
export function createSeededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick: (items) => pickOne(items, below(items.length)),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    fill: (bytes) => {
      for (let i = 0; i < bytes.length; i++) bytes[i] = below(256);
      return bytes;
    },
  };
}

/**
 * Makes one seed out of several numbers, so that every part of a tree has its own row of choices.
 *
 * @param parts - seed of the whole, then numbers of the part
 * @returns 32 bits
 * @example
 * mixSeed(1, 2) === mixSeed(2, 1) // false
 */
export function mixSeed(...parts: readonly number[]): number {
  let mixed = 0x9e3779b9;
  for (const part of parts) {
    mixed = Math.imul(mixed ^ part, 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    mixed ^= mixed >>> 16;
  }
  return mixed >>> 0;
}

function pickOne<T>(items: readonly T[], index: number): T {
  if (index >= items.length) throw new RangeError('There is nothing to pick from.');
  return items[index] as T;
}
