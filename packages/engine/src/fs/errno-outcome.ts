import { constants } from 'node:os';
import type { OutcomeCode } from '@kempt/contracts';

const { errno } = constants;

const OUTCOME_BY_ERRNO: ReadonlyMap<number, OutcomeCode> = new Map<number, OutcomeCode>([
  [errno.ENOENT, 'not_found'],
  [errno.EEXIST, 'destination_exists'],
  [errno.EACCES, 'permission_denied'],
  [errno.EPERM, 'permission_denied'],
  [errno.ENOSPC, 'no_space_left'],
  [errno.EDQUOT, 'quota_exceeded'],
  [errno.EROFS, 'read_only_file_system'],
  [errno.ENAMETOOLONG, 'name_too_long'],
  [errno.ELOOP, 'folder_is_symlink'],
  [errno.ENOTDIR, 'folder_is_symlink'],
  [errno.ENOTEMPTY, 'folder_not_empty'],
  [errno.EXDEV, 'cross_device'],
  [errno.EMFILE, 'too_many_open_files'],
  [errno.ENFILE, 'too_many_open_files'],
  [errno.EOPNOTSUPP, 'not_supported'],
  [errno.ENOSYS, 'not_supported'],
  [errno.EINVAL, 'not_supported'],
  [errno.EBUSY, 'file_busy'],
  [errno.ETXTBSY, 'file_busy'],
  [errno.EMLINK, 'too_many_links'],
]);

const NAME_BY_ERRNO: ReadonlyMap<number, string> = new Map(
  Object.entries(errno).map(([name, number]) => [number, name] as const),
);

/**
 * Maps an errno to the closed set of outcomes.
 *
 * @param number - a positive errno
 * @returns the outcome; `io_error` for everything that has no name of its own
 */
export function outcomeOfErrno(number: number): OutcomeCode {
  return OUTCOME_BY_ERRNO.get(number) ?? 'io_error';
}

/**
 * The system's name of an errno.
 *
 * @param number - a positive errno
 * @returns such as `ENOSPC`
 */
export function errnoName(number: number): string {
  return NAME_BY_ERRNO.get(number) ?? `errno ${String(number)}`;
}

/**
 * The errno of an error that Node threw.
 *
 * @param error - anything thrown by a call of node:fs
 * @returns a positive errno, EIO when the error carries none
 */
export function errnoOf(error: unknown): number {
  if (!(error instanceof Error) || !('errno' in error) || typeof error.errno !== 'number') return errno.EIO;
  return Math.abs(error.errno);
}
