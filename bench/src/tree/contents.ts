import { mixSeed } from '@kempt/engine/testing/seeded-random';

/** Which files of a tree are alike. */
export interface Contents {
  /** The number of a file's content: files of one number are alike, all others differ. Left to chance when absent. */
  readonly numberOf?: (index: number, seed: number) => number;
  /** Bytes of every file, where they are all of one size; enough for the head of each kind and what tells files apart. */
  readonly fixedSize?: number;
}

/**
 * The ways to fill a tree: `mixed` as a home folder is filled; `copies` likewise, with one file in ten a copy of
 * another one and all others different; `equal` with one file over and over; `one_size` with files of one size that
 * all differ.
 */
export const CONTENTS = {
  mixed: {},
  copies: { numberOf: originalOf },
  equal: { numberOf: () => 0, fixedSize: 1500 },
  one_size: { numberOf: (index) => index, fixedSize: 1500 },
} as const satisfies Record<string, Contents>;

/** One of {@link CONTENTS}. */
export type ContentsName = keyof typeof CONTENTS;

/**
 * The file that a file of a tree of `copies` has its bytes from.
 *
 * @param index - the file's number in the tree
 * @param seed - the tree's seed
 * @returns another number where it is a copy, else its own
 */
export function originalOf(index: number, seed: number): number {
  let original = index;
  while (isCopy(original, seed)) original = mixSeed(seed, 0x0419, original) % original;
  return original;
}

/**
 * How many files of a tree are copies of others.
 *
 * @param contents - how it is filled
 * @param files - how many it holds
 * @param seed - its seed
 * @returns files beyond the first of each content
 */
export function countCopies({ numberOf }: Required<Pick<Contents, 'numberOf'>>, files: number, seed: number): number {
  const seen = new Set<number>();
  for (let index = 0; index < files; index++) seen.add(numberOf(index, seed));
  return files - seen.size;
}

function isCopy(index: number, seed: number): boolean {
  return index > 0 && mixSeed(seed, 0xc0b1, index) % 10 === 0;
}
