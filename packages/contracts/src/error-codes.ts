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

/** Every error that ends a whole command or request, with the exit of a command and the HTTP status it leads to. */
export const ERRORS = {
  invalid_argument: { exit: 'usage', status: 400, summary: 'An option or argument has a value that cannot be used.' },
  source_not_found: { exit: 'not_found', status: 404, summary: 'The folder to work on does not exist.' },
  source_not_folder: { exit: 'usage', status: 422, summary: 'The path to work on is not a folder.' },
  source_unreadable: { exit: 'refused', status: 403, summary: 'The folder to work on cannot be read.' },
  file_not_found: { exit: 'not_found', status: 404, summary: 'The named file does not exist.' },
  path_in_state_folder: { exit: 'refused', status: 403, summary: "The path lies inside Kempt's own state folder." },
  system_folder: { exit: 'refused', status: 403, summary: 'The path is a folder of the operating system.' },
  whole_home: { exit: 'refused', status: 422, summary: 'The path is a whole home folder.' },
  destination_not_folder: { exit: 'usage', status: 422, summary: 'The destination exists and is not a folder.' },
  destination_not_writable: { exit: 'refused', status: 403, summary: 'The destination cannot be written to.' },
  read_only_file_system: { exit: 'refused', status: 409, summary: 'The file system is mounted read-only.' },
  no_space_left: { exit: 'refused', status: 507, summary: 'There is not enough free space for what the plan copies.' },
  template_syntax: { exit: 'usage', status: 422, summary: 'The template cannot be read.' },
  unknown_field: { exit: 'usage', status: 422, summary: 'The template names a field that does not exist.' },
  unknown_filter: { exit: 'usage', status: 422, summary: 'The template names a filter that does not exist.' },
  missing_field: { exit: 'usage', status: 422, summary: 'Some files lack a value the template needs.' },
  template_leaves_destination: {
    exit: 'usage',
    status: 422,
    summary: 'The template leads out of the destination folder.',
  },
  confirmation_required: { exit: 'refused', status: 409, summary: 'Nobody is there to confirm the plan.' },
  declined: { exit: 'interrupted', status: 409, summary: 'The question was answered with no.' },
  interrupted: { exit: 'interrupted', status: 409, summary: 'The work was interrupted before it changed anything.' },
  plan_corrupt: { exit: 'refused', status: 409, summary: 'The plan file was edited, cut short or damaged.' },
  plan_version: { exit: 'refused', status: 409, summary: 'The plan file was written by another version of Kempt.' },
  root_changed: {
    exit: 'refused',
    status: 409,
    summary: 'Another folder lies where the one of the plan, or of the root, was.',
  },
  tree_busy: { exit: 'refused', status: 409, summary: 'Another Kempt is at work on an overlapping folder.' },
  operation_busy: { exit: 'refused', status: 409, summary: 'The operation is being carried out by another process.' },
  operation_not_found: { exit: 'not_found', status: 404, summary: 'There is no such operation.' },
  nothing_to_undo: { exit: 'not_found', status: 409, summary: 'There is no operation left to undo.' },
  nothing_to_resume: { exit: 'not_found', status: 409, summary: 'There is no interrupted operation to resume.' },
  already_undone: { exit: 'refused', status: 409, summary: 'The operation has been undone already.' },
  operation_unfinished: {
    exit: 'refused',
    status: 409,
    summary: 'The operation was cut short and is not settled yet.',
  },
  journal_corrupt: { exit: 'refused', status: 409, summary: 'The journal of the operation is damaged.' },
  journal_version: { exit: 'refused', status: 409, summary: 'The journal was written by another version of Kempt.' },
  state_unwritable: { exit: 'refused', status: 503, summary: "Kempt's state folder cannot be written to." },
  not_in_quarantine: { exit: 'not_found', status: 404, summary: 'No file in a quarantine fits what was named.' },
  output_exists: { exit: 'refused', status: 409, summary: 'The file to write exists already.' },
  output_unwritable: { exit: 'refused', status: 409, summary: 'The file cannot be written.' },
  images_not_supported: { exit: 'refused', status: 422, summary: 'Images cannot be decoded on this platform.' },
  database_unavailable: { exit: 'refused', status: 503, summary: 'The database cannot be reached or started.' },
  service_running: { exit: 'refused', status: 409, summary: 'Another Kempt service uses the same database.' },
  address_in_use: { exit: 'refused', status: 409, summary: 'The address to listen on is taken or not allowed.' },
  invalid_request: { exit: 'usage', status: 400, summary: 'The request does not fit what the API takes.' },
  unsupported_media_type: { exit: 'usage', status: 415, summary: 'The body is of a kind the API does not take.' },
  payload_too_large: { exit: 'usage', status: 413, summary: 'The body is larger than the API takes.' },
  request_timeout: { exit: 'usage', status: 408, summary: 'The request did not come in time.' },
  headers_too_large: { exit: 'usage', status: 431, summary: 'The head of the request is larger than the API takes.' },
  not_found: { exit: 'not_found', status: 404, summary: 'There is nothing under that address, or not for this user.' },
  method_not_allowed: { exit: 'usage', status: 405, summary: 'The address does not take that method.' },
  upgrade_required: { exit: 'usage', status: 426, summary: 'The address opens a WebSocket.' },
  unauthenticated: { exit: 'refused', status: 401, summary: 'Nobody is signed in, or no longer.' },
  invalid_credentials: { exit: 'refused', status: 401, summary: 'E-mail address or password is wrong.' },
  forbidden: { exit: 'refused', status: 403, summary: 'The user may not do that.' },
  origin_refused: { exit: 'refused', status: 403, summary: 'The request comes from a page of another site.' },
  setup_done: { exit: 'refused', status: 409, summary: 'The owner account was made already.' },
  setup_token_invalid: { exit: 'refused', status: 403, summary: 'The set-up link is not the one that Kempt printed.' },
  weak_password: { exit: 'usage', status: 422, summary: 'The password is too short or widely known.' },
  email_taken: { exit: 'refused', status: 409, summary: 'An account with that e-mail address exists.' },
  registration_closed: { exit: 'refused', status: 403, summary: 'An account takes an invitation that is still good.' },
  last_administrator: {
    exit: 'refused',
    status: 409,
    summary: 'The last administrator cannot be removed or disabled.',
  },
  root_not_allowed: { exit: 'refused', status: 422, summary: 'The folder cannot be a root.' },
  root_overlaps: { exit: 'refused', status: 409, summary: 'The folder is a root already, or overlaps an inbox.' },
  category_taken: {
    exit: 'refused',
    status: 409,
    summary: 'Another category has that name or one of the extensions.',
  },
  too_many: { exit: 'refused', status: 409, summary: 'There are as many of these as Kempt keeps.' },
  upload_offset: { exit: 'refused', status: 409, summary: 'The upload goes on at another place.' },
  range_not_satisfiable: { exit: 'usage', status: 416, summary: 'The range does not lie in the file.' },
  wrong_state: { exit: 'refused', status: 409, summary: 'The operation is not in a state that allows this.' },
  digest_mismatch: { exit: 'refused', status: 409, summary: 'The plan is not the one that was looked at.' },
  idempotency_conflict: { exit: 'refused', status: 409, summary: 'The Idempotency-Key was used for another request.' },
  quota_exceeded: { exit: 'refused', status: 413, summary: 'The inbox has no room left for the upload.' },
  too_many_requests: { exit: 'refused', status: 429, summary: 'There were too many requests in a short time.' },
  unavailable: { exit: 'refused', status: 503, summary: 'Kempt cannot answer that now, but soon.' },
  internal: { exit: 'with_problems', status: 500, summary: 'Something went wrong that should not have.' },
} as const satisfies Record<string, { exit: ExitName; status: number; summary: string }>;

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
