/** What is cached. */
export type CacheKind = 'category_list' | 'user_profile' | 'operation_status' | 'report' | 'search';

/** What a cache is asked to do. */
export type CacheOperation = 'get' | 'set' | 'invalidate';

/** How asking the cache went. */
export type CacheOutcome = 'ok' | 'timeout' | 'unavailable' | 'error';

/** What is limited. */
export type LimitKind = 'api' | 'upload' | 'export' | 'sign_in';

/** What a limit said: it was the caller's own that was reached, or everybody's together. */
export type LimitOutcome = 'allowed' | 'refused' | 'refused_globally';

/** What a statement does. */
export type QueryOperation = 'select' | 'insert' | 'update' | 'delete' | 'copy' | 'listen' | 'other';

/** How a statement ended. */
export type QueryStatus = 'ok' | 'error';

/** What an operation is. */
export type WorkType = 'scan' | 'organize' | 'deduplicate' | 'rollback' | 'purge';

/** All of {@link WorkType}. */
export const WORK_TYPES: readonly WorkType[] = ['scan', 'organize', 'deduplicate', 'rollback', 'purge'];

/** What somebody does about who they are. */
export type AuthEvent =
  | 'authenticate'
  | 'authorize'
  | 'change_password'
  | 'end_sessions'
  | 'register'
  | 'reuse_refresh_token'
  | 'set_up'
  | 'sign_in'
  | 'sign_out';

/** How that went. */
export type AuthOutcome = 'allowed' | 'denied' | 'failed';
