/** How an error ends a command: the process exit codes of the command line. */
export const EXIT_CODES = {
  ok: 0,
  with_problems: 1,
  usage: 2,
  refused: 3,
  not_found: 4,
  interrupted: 130,
} as const;

/** The name of one of {@link EXIT_CODES}. */
export type ExitName = keyof typeof EXIT_CODES;

/** Every error that ends a whole command or request, with the exit it leads to and what it means. */
export const ERRORS = {
  invalid_argument: { exit: 'usage', summary: 'An option or argument has a value that cannot be used.' },
  source_not_found: { exit: 'not_found', summary: 'The folder to work on does not exist.' },
  source_not_folder: { exit: 'usage', summary: 'The path to work on is not a folder.' },
  source_unreadable: { exit: 'refused', summary: 'The folder to work on cannot be read.' },
  file_not_found: { exit: 'not_found', summary: 'The named file does not exist.' },
  path_in_state_folder: { exit: 'refused', summary: "The path lies inside Kempt's own state folder." },
  system_folder: { exit: 'refused', summary: 'The path is a folder of the operating system.' },
  whole_home: { exit: 'refused', summary: 'The path is a whole home folder.' },
  destination_not_folder: { exit: 'usage', summary: 'The destination exists and is not a folder.' },
  destination_not_writable: { exit: 'refused', summary: 'The destination cannot be written to.' },
  read_only_file_system: { exit: 'refused', summary: 'The file system is mounted read-only.' },
  no_space_left: { exit: 'refused', summary: 'There is not enough free space for what the plan copies.' },
  template_syntax: { exit: 'usage', summary: 'The template cannot be read.' },
  unknown_field: { exit: 'usage', summary: 'The template names a field that does not exist.' },
  unknown_filter: { exit: 'usage', summary: 'The template names a filter that does not exist.' },
  missing_field: { exit: 'usage', summary: 'Some files lack a value the template needs.' },
  template_leaves_destination: { exit: 'usage', summary: 'The template leads out of the destination folder.' },
  confirmation_required: { exit: 'refused', summary: 'Nobody is there to confirm the plan.' },
  declined: { exit: 'interrupted', summary: 'The question was answered with no.' },
  interrupted: { exit: 'interrupted', summary: 'The work was interrupted before it changed anything.' },
  plan_corrupt: { exit: 'refused', summary: 'The plan file was edited, cut short or damaged.' },
  plan_version: { exit: 'refused', summary: 'The plan file was written by another version of Kempt.' },
  root_changed: { exit: 'refused', summary: 'The folder the plan was made for is no longer the same folder.' },
  tree_busy: { exit: 'refused', summary: 'Another Kempt is at work on an overlapping folder.' },
  operation_busy: { exit: 'refused', summary: 'The operation is being carried out by another process.' },
  operation_not_found: { exit: 'not_found', summary: 'There is no such operation.' },
  nothing_to_undo: { exit: 'not_found', summary: 'There is no operation left to undo.' },
  nothing_to_resume: { exit: 'not_found', summary: 'There is no interrupted operation to resume.' },
  already_undone: { exit: 'refused', summary: 'The operation has been undone already.' },
  operation_unfinished: { exit: 'refused', summary: 'The operation was cut short and is not settled yet.' },
  journal_corrupt: { exit: 'refused', summary: 'The journal of the operation is damaged.' },
  journal_version: { exit: 'refused', summary: 'The journal was written by another version of Kempt.' },
  state_unwritable: { exit: 'refused', summary: "Kempt's state folder cannot be written to." },
  not_in_quarantine: { exit: 'not_found', summary: 'No file in a quarantine fits what was named.' },
  output_exists: { exit: 'refused', summary: 'The file to write exists already.' },
  output_unwritable: { exit: 'refused', summary: 'The file cannot be written.' },
  images_not_supported: { exit: 'refused', summary: 'Images cannot be decoded on this platform.' },
  internal: { exit: 'with_problems', summary: 'Something went wrong that should not have.' },
} as const satisfies Record<string, { exit: ExitName; summary: string }>;

/** The code of one of {@link ERRORS}. */
export type ErrorCode = keyof typeof ERRORS;

/**
 * The process exit code an error leads to.
 *
 * @param code - the error's code
 * @returns a number from {@link EXIT_CODES}
 */
export function exitCodeOf(code: ErrorCode): number {
  return EXIT_CODES[ERRORS[code].exit];
}
