import type { OutcomeCode } from '@kempt/contracts';

const SENTENCES: Readonly<Record<OutcomeCode, string>> = {
  not_attempted: 'Not done yet.',
  completed: 'Done.',
  changed_since_plan: 'The file changed after the plan was made, so it was left alone.',
  not_found: 'The file is no longer there.',
  destination_exists: 'Something is at the destination now; nothing is ever overwritten.',
  permission_denied: 'The system does not permit it.',
  no_space_left: 'The destination is full.',
  io_error: 'The disk reported an error.',
  read_only_file_system: 'The file system is read-only.',
  name_too_long: 'The new name is longer than the file system takes.',
  not_a_regular_file: 'It is no longer a regular file.',
  folder_missing: 'Its folder is no longer there.',
  folder_is_symlink: 'A folder on the way became a symlink or a file; Kempt never follows one.',
  folder_not_empty: 'The folder is not empty.',
  cross_device: 'It lies on another device.',
  verification_failed: 'The copy did not read back as it was written; the original was kept.',
  companion_skipped: 'The file it belongs to was not moved.',
  dependency_skipped: 'Another step that had to come first was not done.',
  source_differs: 'The original is gone or holds other bytes, so the copy was kept.',
  too_many_open_files: 'The system has too many files open.',
  not_supported: 'The file system cannot do it without the risk of overwriting.',
  reverted: 'Taken back.',
  file_busy: 'The file is in use.',
  too_many_links: 'The file has as many links as the file system allows.',
  quota_exceeded: 'The disk quota is used up.',
  changed_since_scan: 'The file changed while it was looked at.',
  kept_missing: 'The copy that was to be kept is gone or cannot be opened, so this one stays.',
  kept_changed: 'The copy that was to be kept changed after the plan was made, so this one stays.',
  same_file: 'It is another name of the very file that is kept, so it stays.',
  bytes_differ: 'It does not hold the same bytes as the copy that is kept, so it stays.',
  access_differs:
    'Its owner, permissions or attributes differ from those of the copy that is kept; as one file they would share them.',
  locked: 'Another program holds a lock on it or on the copy that is kept.',
};

/**
 * That a name which Kempt made for a file could not be removed again, for people.
 *
 * @param code - why not
 * @returns two sentences
 */
export function describeLeftover(code: OutcomeCode): string {
  const reason = SENTENCES[code].slice(0, -1);
  return `A second name or copy that was made of it could not be removed: ${reason}. \`kempt recover\` tries again.`;
}

/**
 * What an outcome means, for people.
 *
 * @param code - the outcome
 * @param systemWords - what the system said, when it said something
 * @returns one sentence, the system's words in parentheses
 */
export function describeOutcome(code: OutcomeCode, systemWords?: string): string {
  const sentence = SENTENCES[code];
  return systemWords === undefined ? sentence : `${sentence.slice(0, -1)} (${systemWords}).`;
}
