/**
 * What happened to one step of a plan. The position is the byte written to journals, so entries are only ever
 * appended. `not_attempted` and `completed` come first; every other code names the reason a file stayed where it was.
 */
export const OUTCOME_CODES = [
  'not_attempted',
  'completed',
  'changed_since_plan',
  'not_found',
  'destination_exists',
  'permission_denied',
  'no_space_left',
  'io_error',
  'read_only_file_system',
  'name_too_long',
  'not_a_regular_file',
  'folder_missing',
  'folder_is_symlink',
  'folder_not_empty',
  'cross_device',
  'verification_failed',
  'companion_skipped',
  'dependency_skipped',
  'source_differs',
  'too_many_open_files',
  'not_supported',
  'reverted',
  'file_busy',
  'too_many_links',
  'quota_exceeded',
  'changed_since_scan',
  'kept_missing',
  'kept_changed',
  'same_file',
  'bytes_differ',
  'locked',
  'access_differs',
] as const;

/** One of {@link OUTCOME_CODES}. */
export type OutcomeCode = (typeof OUTCOME_CODES)[number];

/**
 * How an outcome counts: `skipped` when Kempt chose not to touch the file, `failed` when the system refused.
 *
 * @param code - what happened to one step
 * @returns the counter the step adds to; a step that was not attempted adds to none
 */
export function outcomeStatus(code: OutcomeCode): 'completed' | 'skipped' | 'failed' | 'pending' {
  switch (code) {
    case 'completed':
      return 'completed';
    case 'not_attempted':
    case 'reverted':
      return 'pending';
    case 'changed_since_plan':
    case 'changed_since_scan':
    case 'not_found':
    case 'destination_exists':
    case 'not_a_regular_file':
    case 'folder_missing':
    case 'folder_is_symlink':
    case 'folder_not_empty':
    case 'companion_skipped':
    case 'dependency_skipped':
    case 'source_differs':
    case 'kept_missing':
    case 'kept_changed':
    case 'same_file':
    case 'bytes_differ':
    case 'locked':
    case 'access_differs':
      return 'skipped';
    default:
      return 'failed';
  }
}

/**
 * The byte a journal stores for an outcome.
 *
 * @param code - what happened to one step
 * @returns its position in {@link OUTCOME_CODES}
 */
export function outcomeId(code: OutcomeCode): number {
  return OUTCOME_CODES.indexOf(code);
}

/**
 * The outcome behind a byte of a journal, the inverse of {@link outcomeId}.
 *
 * @param id - a byte read from a journal
 * @returns the outcome, `io_error` for a byte this version does not know
 */
export function outcomeOf(id: number): OutcomeCode {
  return OUTCOME_CODES[id] ?? 'io_error';
}
