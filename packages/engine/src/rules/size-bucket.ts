const BUCKETS = [
  [1, 'empty'],
  [10e3, 'tiny'],
  [1e6, 'small'],
  [100e6, 'medium'],
  [1e9, 'large'],
  [Infinity, 'huge'],
] as const;

/**
 * A word for a size.
 *
 * @param bytes - the size
 * @returns `empty`, `tiny` (below 10 kB), `small` (1 MB), `medium` (100 MB), `large` (1 GB) or `huge`
 * @example
 * sizeBucket(3_000_000) // 'medium'
 */
export function sizeBucket(bytes: number): string {
  return BUCKETS.find(([limit]) => bytes < limit)?.[1] ?? 'huge';
}
