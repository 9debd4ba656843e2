import type { Hashes } from './differing-bits.ts';
import { HashIndex } from './hash-index.ts';

/** Who stands for whom. */
export interface SimilarPositions {
  /** By position: the position that stands for its group; itself where it is alone. */
  readonly leader: Uint32Array;
  /** By position: bits in which its hash differs from the leader's. */
  readonly distance: Uint8Array;
}

/**
 * Groups hashes that differ in few bits. The first position stands for a group that takes every later one within the
 * threshold of it; the next that is left does the same, and so on. So whatever is in a group is near its leader, and no
 * chain of small steps leads from one image to quite another. The price: an image that is near one that was taken, and
 * not near its leader, is not in that group.
 *
 * @param hashes - hashes in the order in which they may lead
 * @param threshold - bits that may differ, 0 to 64
 * @returns the groups; the same for the same hashes
 */
export function groupSimilar(hashes: Hashes, threshold: number): SimilarPositions {
  const count = hashes.length / 2;
  const leader = Uint32Array.from({ length: count }, (_, position) => position);
  const distance = new Uint8Array(count);
  const index = new HashIndex(hashes);
  for (let first = 0; first < count; first++) {
    if (index.isTaken(first)) continue;
    index.takeNear(first, threshold, (position, bits) => {
      leader[position] = first;
      distance[position] = bits;
    });
  }
  return { leader, distance };
}
