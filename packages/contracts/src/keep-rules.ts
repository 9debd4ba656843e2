/**
 * How the copy of a group that is kept may be chosen. The position is the byte written to plans, so entries are only
 * ever appended.
 */
export const KEEP_RULES = [
  'first_seen',
  'oldest',
  'newest',
  'shortest_path',
  'deepest',
  'reference_root',
  'in_place',
] as const;

/** One of {@link KEEP_RULES}. */
export type KeepRule = (typeof KEEP_RULES)[number];
