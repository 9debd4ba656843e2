/** What may become of a duplicate. */
export const RECLAIM_ACTIONS = ['quarantine', 'hardlink', 'reflink', 'symlink'] as const;

/** One of {@link RECLAIM_ACTIONS}. */
export type ReclaimAction = (typeof RECLAIM_ACTIONS)[number];
