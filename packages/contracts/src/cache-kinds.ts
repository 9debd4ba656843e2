/** What the service keeps in its cache. */
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
