/** What a cache is asked to do. */
export type CacheOperation = 'get' | 'set' | 'invalidate';

/** How asking the cache went. */
export type CacheOutcome = 'ok' | 'timeout' | 'unavailable' | 'error';

/** What a limit said: it was the caller's own that was reached, or everybody's together. */
export const LIMIT_OUTCOMES = ['allowed', 'refused', 'refused_globally'] as const;

/** One of {@link LIMIT_OUTCOMES}. */
export type LimitOutcome = (typeof LIMIT_OUTCOMES)[number];

/** What a statement does. */
export const QUERY_OPERATIONS = ['select', 'insert', 'update', 'delete', 'copy', 'listen', 'other'] as const;

/** One of {@link QUERY_OPERATIONS}. */
export type QueryOperation = (typeof QUERY_OPERATIONS)[number];

/** How a statement ended. */
export type QueryStatus = 'ok' | 'error';

/** What an operation is. */
export const WORK_TYPES = ['scan', 'organize', 'deduplicate', 'rollback', 'purge'] as const;

/** One of {@link WORK_TYPES}. */
export type WorkType = (typeof WORK_TYPES)[number];

/** How an operation stands that a worker has brought to an end, or a preview. */
export const WORK_STATUSES = [
  'planned',
  'completed',
  'completed_with_errors',
  'failed',
  'cancelled',
  'interrupted',
] as const;

/** What somebody does about who they are. */
export const AUTH_EVENTS = [
  'authenticate',
  'authorize',
  'change_password',
  'end_sessions',
  'register',
  'reuse_refresh_token',
  'set_up',
  'sign_in',
  'sign_out',
] as const;

/** One of {@link AUTH_EVENTS}. */
export type AuthEvent = (typeof AUTH_EVENTS)[number];

/** How that went. */
export const AUTH_OUTCOMES = ['allowed', 'denied', 'failed'] as const;

/** One of {@link AUTH_OUTCOMES}. */
export type AuthOutcome = (typeof AUTH_OUTCOMES)[number];
