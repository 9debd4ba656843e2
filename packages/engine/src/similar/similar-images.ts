import { RowGroups } from '../duplicates/row-groups.ts';
import { groupSimilar } from './group-similar.ts';
import type { ReadImages } from './read-images.ts';

/**
 * Waves an image must show so that its hash says something: a plain colour shows none, a gradient four to six of 63, a
 * photograph fifty or more.
 */
const LEAST_DETAIL = 16;

/** An image, and how far it is from the one that stands for its group. */
export interface SimilarImage {
  readonly row: number;
  readonly width: number;
  readonly height: number;
  /** Bits of 64. */
  readonly distance: number;
}

/** Images in groups. */
export interface SimilarImages {
  /** How many were compared. */
  readonly compared: number;
  /** How many show too little to be told apart. */
  readonly plain: number;
  /** Groups of two images or more, in the order of those that stand for them. */
  groups(): Iterable<SimilarImageGroup>;
}

/** Images that look alike: the one that stands for the group first, then the nearest. */
export interface SimilarImageGroup {
  readonly count: number;
  /** Made as they are asked for: a group may hold a million. */
  images(): Iterable<SimilarImage>;
}

/** How images are ranked: which of two may rather stand for the other. */
export interface Ranking {
  /** Whether a row is in a folder whose files are never touched. */
  readonly isReference: (row: number) => boolean;
  /** Bytes of a row. */
  readonly sizeOf: (row: number) => number;
}

/**
 * Groups images that look alike. Those in reference folders stand for others first, then those with the most pixels, then
 * the largest files, then those that the scan found first: so what stands for a group is the one nearest to the original.
 *
 * @param read - images with their hashes
 * @param threshold - bits of 64 in which an image may differ from the one that stands for its group
 * @param ranking - which rows are references, and how large they are
 * @returns the groups; always the same for the same images
 */
export function similarImages(
  { rows, records }: ReadImages,
  threshold: number,
  { isReference, sizeOf }: Ranking,
): SimilarImages {
  const all = Uint32Array.from(rows.keys());
  const telling = all.filter((at) => records.get(at).detail >= LEAST_DETAIL);
  const pixels = Float64Array.from(all, (at) => records.get(at).width * records.get(at).height);
  const isFirst = Uint8Array.from(rows, (row) => Number(isReference(row)));
  const rank = telling.sort(
    (a, b) =>
      (isFirst[b] ?? 0) - (isFirst[a] ?? 0) ||
      (pixels[b] ?? 0) - (pixels[a] ?? 0) ||
      sizeOf(rows[b] ?? 0) - sizeOf(rows[a] ?? 0) ||
      a - b,
  );
  const hashes = new Uint32Array(rank.length * 2);
  rank.forEach((at, i) => {
    const { low, high } = records.get(at);
    hashes.set([low, high], i * 2);
  });
  const { leader, distance } = groupSimilar(hashes, threshold);
  const groups = new RowGroups(rank.length, {
    hash: (position) => leader[position] ?? 0,
    same: (a, b) => leader[a] === leader[b],
  });
  const imageAt = (position: number): SimilarImage => {
    const at = rank[position] ?? 0;
    const { width, height } = records.get(at);
    return { row: rows[at] ?? 0, width, height, distance: distance[position] ?? 0 };
  };
  return {
    compared: rank.length,
    plain: rows.length - rank.length,
    groups: function* () {
      for (const first of groups.firsts(2)) {
        const positions = Uint32Array.from(groups.members(first));
        // The first stays the first, as nothing is nearer to it than itself and equal ones keep their order.
        positions.sort((a, b) => (distance[a] ?? 0) - (distance[b] ?? 0) || a - b);
        yield {
          count: positions.length,
          images: function* () {
            for (const position of positions) yield imageAt(position);
          },
        };
      }
    },
  };
}
