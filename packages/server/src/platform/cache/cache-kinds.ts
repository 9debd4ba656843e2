/** What is cached. */
export const CACHE_KINDS = [
  'standing',
  'category_list',
  'user_profile',
  'operation_status',
  'report',
  'search',
] as const;

/** One of {@link CACHE_KINDS}. */
export type CacheKind = (typeof CACHE_KINDS)[number];

/** Seconds that each kind is good for at most, when nothing changes. */
export type CacheLifetimes = Readonly<Record<CacheKind, number>>;

/**
 * Kept in the memory of each process, and never in a shared store: who may do what must not outlive the process that
 * looked it up.
 */
export const PRIVATE_KINDS: ReadonlySet<CacheKind> = new Set(['standing']);
