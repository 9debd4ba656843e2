/** What may happen when a name is taken. */
export const CONFLICT_POLICIES = ['skip', 'rename_new', 'rename_existing', 'deduplicate', 'overwrite'] as const;

/** One of {@link CONFLICT_POLICIES}. */
export type ConflictPolicy = (typeof CONFLICT_POLICIES)[number];
