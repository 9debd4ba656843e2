import type { LeftReason, OutcomeCode } from '@kempt/contracts';

/**
 * Says in words why a file was not moved.
 *
 * @param code - an outcome code or a reason why a file was left
 * @returns a sentence without its full stop; the code itself when this version does not know it
 * @example
 * reasonWords('changed_since_plan') // 'It was changed after the plan was made'
 */
export function reasonWords(code: string): string {
  return Object.hasOwn(WORDS, code) ? (WORDS[code] ?? code) : code;
}

const LEFT_WORDS: Readonly<Record<LeftReason, string>> = {
  none: 'It was not left',
  hidden: 'Hidden files stay unless asked for',
  project: 'It belongs to a project, which stays whole',
  symlink: 'Symbolic links are never moved',
  fifo: 'Named pipes are never moved',
  socket: 'Sockets are never moved',
  device: 'Devices are never moved',
  in_progress: 'A download in progress',
  settling: 'It was changed a moment ago',
  open_for_writing: 'A program has it open for writing',
  other_mount: 'It lies on another file system',
  state_folder: "It belongs to Kempt's own state",
  destination_folder: 'It lies in the destination already',
  unreadable: 'It cannot be read',
  permission_denied: 'The system does not permit it',
  destination_exists: 'The name it would get is taken',
  destination_blocked: 'Something that cannot be moved is in the way',
  duplicate: 'A file with the same bytes is at the destination already, or kept in its stead',
  name_too_long: 'The name it would get is too long',
  missing_field: 'It lacks a value the template needs',
  io_error: 'The system reported a read or write error',
  max_depth: 'It lies deeper than the limit',
  main_left: 'The file it belongs to stays',
  vanished: 'It disappeared while Kempt was looking',
  not_selected: 'It was not chosen',
  companion_left: 'A file that belongs to it stays',
  named_apart: 'It was named as a folder of its own',
  other_device: 'It lies on another device than the folder that was named',
  several_names: 'It has several names (hard links), which cannot all become links',
  no_quarantine: 'The file that has its name lies on another device than the quarantine',
  undecided: 'No rule says which copy is to be kept',
};

const OUTCOME_WORDS: Readonly<Record<OutcomeCode, string>> = {
  not_attempted: 'It was not reached yet',
  completed: 'It was done',
  changed_since_plan: 'It was changed after the plan was made',
  not_found: 'It is not there any more',
  destination_exists: 'The name it would get is taken',
  permission_denied: 'The system does not permit it',
  no_space_left: 'The disk is full',
  io_error: 'The system reported a read or write error',
  read_only_file_system: 'The file system cannot be written to',
  name_too_long: 'The name it would get is too long',
  not_a_regular_file: 'It is not a regular file any more',
  folder_missing: 'A folder it needs is not there',
  folder_is_symlink: 'A folder on its way has become a symbolic link',
  folder_not_empty: 'The folder is not empty',
  cross_device: 'It would have to cross to another file system',
  verification_failed: 'The copy did not match the original, so the original was kept',
  companion_skipped: 'The file it belongs to was not moved',
  dependency_skipped: 'It had to wait for a file that was not moved',
  source_differs: 'The original does not hold the same bytes any more',
  too_many_open_files: 'The system ran out of file handles',
  not_supported: 'The file system cannot do this',
  reverted: 'It was taken back',
  file_busy: 'A program is using it',
  too_many_links: 'The file system allows no further link to it',
  quota_exceeded: 'The disk quota is used up',
  changed_since_scan: 'It changed while Kempt was looking',
  kept_missing: 'The copy that was to be kept is gone',
  kept_changed: 'The copy that was to be kept was changed',
  same_file: 'It is another name of the file that is kept',
  bytes_differ: 'It does not hold the bytes of the copy that is kept',
  access_differs: 'Owner, permissions or attributes differ from the copy that is kept',
  locked: 'Another program holds a lock on it or on the copy that is kept',
};

const WORDS: Readonly<Record<string, string>> = { ...LEFT_WORDS, ...OUTCOME_WORDS };
