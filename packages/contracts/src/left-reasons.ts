/**
 * Why a file or folder that was seen is not part of a plan. The position is the byte stored in file tables and plan
 * files, so entries are only ever appended; 0 means it is not left.
 */
export const LEFT_REASONS = [
  'none',
  'hidden',
  'project',
  'symlink',
  'fifo',
  'socket',
  'device',
  'in_progress',
  'settling',
  'open_for_writing',
  'other_mount',
  'state_folder',
  'destination_folder',
  'unreadable',
  'permission_denied',
  'destination_exists',
  'destination_blocked',
  'duplicate',
  'name_too_long',
  'missing_field',
  'io_error',
  'max_depth',
  'main_left',
  'vanished',
  'not_selected',
  'companion_left',
  'named_apart',
  'other_device',
  'undecided',
  'several_names',
  'no_quarantine',
] as const;

/** One of {@link LEFT_REASONS}. */
export type LeftReason = (typeof LEFT_REASONS)[number];

/** The reasons that are somebody's fault to mend: they are listed as problems and make the exit code 1. */
export const FAULT_REASONS: ReadonlySet<LeftReason> = new Set([
  'unreadable',
  'permission_denied',
  'destination_blocked',
  'name_too_long',
  'io_error',
]);

/**
 * The reason behind a byte of a table or plan file.
 *
 * @param id - position in {@link LEFT_REASONS}
 * @returns the reason, `io_error` for a byte this version does not know
 */
export function leftReasonOf(id: number): LeftReason {
  return LEFT_REASONS[id] ?? 'io_error';
}

/**
 * The byte a table or plan file stores for a reason, the inverse of {@link leftReasonOf}.
 *
 * @param reason - why something is left
 * @returns its position in {@link LEFT_REASONS}
 */
export function leftReasonId(reason: LeftReason): number {
  return LEFT_REASONS.indexOf(reason);
}
