/** What `organize` may do with duplicates among the files it finds. */
export const DUPLICATE_POLICIES = ['leave', 'skip', 'quarantine', 'hardlink'] as const;

/** One of {@link DUPLICATE_POLICIES}. */
export type DuplicatePolicy = (typeof DUPLICATE_POLICIES)[number];
